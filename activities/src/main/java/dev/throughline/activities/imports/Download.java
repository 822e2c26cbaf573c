package dev.throughline.activities.imports;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.throughline.activities.http.OutboundHttp;
import dev.throughline.activities.http.PrivateAddressException;
import dev.throughline.files.PartialFile;
import dev.throughline.workflows.ImportActivities;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Fetches one URL into a file, and goes on where an earlier attempt was cut off (RFC 9110, 14). */
final class Download {

  private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429);
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final OutboundHttp http;
  private final HttpUrl url;

  Download(OutboundHttp http, String url) {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      throw refused("The address of the file is no http or https URL", null);
    }
    this.http = http;
    this.url = parsed;
  }

  /**
   * How far a download is: the heartbeat details of its activity.
   *
   * @param bytes what is there
   * @param etag of what is there, or null if it cannot be gone on with
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Progress(long bytes, @Nullable String etag) {}

  /**
   * Fetches what is missing.
   *
   * @param earlier the progress of an attempt that has begun the file, or null
   * @param alive called at least for each 64 KiB
   * @throws IOException if it is worth a retry
   * @throws ApplicationFailure if not
   */
  void into(PartialFile file, @Nullable Progress earlier, Consumer<Progress> alive)
      throws IOException {
    String etag = earlier == null ? null : earlier.etag();
    if (etag == null) {
      file.clear();
    }
    try (Response response = http.send(request(file.bytes(), etag))) {
      String contentRange = response.header("Content-Range", "");
      boolean goesOn =
          response.code() == PARTIAL_CONTENT
              && contentRange.startsWith("bytes " + file.bytes() + "-");
      if (!goesOn) {
        file.clear();
        check(response.code());
      }
      copy(response, file, alive);
    } catch (PrivateAddressException e) {
      throw refused(e.getMessage(), e);
    }
  }

  private Request request(long bytes, @Nullable String etag) {
    Request.Builder request =
        // As it is: a range of what is compressed would be a range of something else.
        new Request.Builder().url(url).header("Accept-Encoding", "identity");
    if (bytes > 0 && etag != null) {
      request.header("Range", "bytes=" + bytes + "-").header("If-Range", etag);
    }
    return request.build();
  }

  private static void check(int status) throws IOException {
    if (status == OK) {
      return;
    }
    String message = "The server of the file answered " + status;
    if (status >= 500
        || RETRYABLE.contains(status)
        || status == RANGE_NOT_SATISFIABLE
        || status == PARTIAL_CONTENT) {
      throw new IOException(message);
    }
    throw refused(
        status >= 300 && status < 400 ? message + ": redirects are not followed" : message, null);
  }

  private static void copy(Response response, PartialFile file, Consumer<Progress> alive)
      throws IOException {
    String etag = strong(response.header("ETag"));
    InputStream content = response.body().byteStream();
    byte[] buffer = new byte[1 << 16];
    alive.accept(new Progress(file.bytes(), etag));
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      file.write(buffer, 0, read);
      alive.accept(new Progress(file.bytes(), etag));
    }
  }

  /** A weak one does not say that the bytes are the same: If-Range takes strong ones only. */
  private static @Nullable String strong(@Nullable String etag) {
    return etag == null || etag.startsWith("W/") ? null : etag;
  }

  private static ApplicationFailure refused(@Nullable String message, @Nullable Exception cause) {
    return ApplicationFailure.newNonRetryableFailureWithCause(
        message, ImportActivities.REFUSED, cause);
  }
}
