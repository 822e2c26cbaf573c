package dev.throughline.quickstart;

import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.internal.devserver.TemporalDevServerDownloader;
import java.io.IOException;
import java.nio.file.Path;

/** The Temporal SDK's own download, the version that belongs to the SDK; kept in a directory. */
record SdkDownload(Path directory) implements TemporalCli.Source {
  @Override
  public Path find() throws IOException {
    // The downloader is internal to the SDK, but its only public way in starts a server as well.
    try {
      return TemporalDevServerDownloader.prepare(
          TemporalDevServerOptions.newBuilder()
              .setDownloadDestination(directory.toString())
              .build());
    } catch (IllegalStateException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(reason.toString(), e);
    }
  }

  @Override
  public String toString() {
    return "download by the Temporal SDK";
  }
}
