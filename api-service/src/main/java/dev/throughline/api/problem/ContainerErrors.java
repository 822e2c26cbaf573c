package dev.throughline.api.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Makes the errors that no resource sees problems too: bad URIs, refused methods, broken HTTP. */
final class ContainerErrors extends ErrorHandler {
  /** The path that Jetty makes up for a request that it cannot read. */
  private static final String UNREADABLE_REQUEST = "/badMessage";

  private final ObjectMapper json;

  ContainerErrors(ObjectMapper json) {
    this.json = json;
  }

  /** Jetty by itself gives a body to GET, POST and HEAD only. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    String path = request.getHttpURI().getPath();
    boolean pathIsKnown = path != null && !path.equals(UNREADABLE_REQUEST);
    Problem problem = Problem.of(status, status < 500 ? message : null);
    try {
      byte[] body = json.writeValueAsBytes(pathIsKnown ? problem.at(path) : problem);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
      if (problem.retryable()) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS);
      }
      response.write(true, ByteBuffer.wrap(body), callback);
    } catch (JsonProcessingException e) {
      callback.failed(e);
    }
  }
}
