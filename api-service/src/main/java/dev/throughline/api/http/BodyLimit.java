package dev.throughline.api.http;

import static jakarta.ws.rs.core.Response.Status.REQUEST_ENTITY_TOO_LARGE;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses bodies above a size with 413: at once where the caller says how long it is, else when it
 * has come that far. A compressed body counts as what it becomes.
 */
record BodyLimit(long bytes) implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext request) {
    String length = request.getHeaderString("Content-Length");
    if (length != null && Long.parseLong(length) > bytes) {
      throw tooLarge();
    }
    request.setEntityStream(new Limited(request.getEntityStream(), bytes));
  }

  private static ClientErrorException tooLarge() {
    return new ClientErrorException(REQUEST_ENTITY_TOO_LARGE);
  }

  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long limit) {
      super(in);
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count(read);
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      count(skipped);
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void count(long read) {
      left -= Math.max(read, 0);
      if (left < 0) {
        throw tooLarge();
      }
    }
  }
}
