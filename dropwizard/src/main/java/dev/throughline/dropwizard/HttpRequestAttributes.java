package dev.throughline.dropwizard;

import io.opentelemetry.instrumentation.api.semconv.http.HttpServerAttributesGetter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Where the stable HTTP semantic conventions find their attributes in a Jetty request. */
final class HttpRequestAttributes implements HttpServerAttributesGetter<Request, Response> {
  @Override
  public String getHttpRequestMethod(Request request) {
    return request.getMethod();
  }

  @Override
  public List<String> getHttpRequestHeader(Request request, String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public @Nullable Integer getHttpResponseStatusCode(
      Request request, Response response, @Nullable Throwable error) {
    int status = response.getStatus();
    return status == 0 ? null : status;
  }

  @Override
  public List<String> getHttpResponseHeader(Request request, Response response, String name) {
    return response.getHeaders().getValuesList(name);
  }

  @Override
  public @Nullable String getUrlScheme(Request request) {
    return request.getHttpURI().getScheme();
  }

  @Override
  public @Nullable String getUrlPath(Request request) {
    return request.getHttpURI().getPath();
  }

  @Override
  public @Nullable String getUrlQuery(Request request) {
    return request.getHttpURI().getQuery();
  }

  @Override
  public String getNetworkProtocolName(Request request, @Nullable Response response) {
    return "http";
  }

  @Override
  public String getNetworkProtocolVersion(Request request, @Nullable Response response) {
    String version = request.getConnectionMetaData().getHttpVersion().asString();
    return version.toLowerCase(Locale.ROOT).replace("http/", "").replace("2.0", "2");
  }

  @Override
  public @Nullable InetSocketAddress getNetworkPeerInetSocketAddress(
      Request request, @Nullable Response response) {
    SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
    return peer instanceof InetSocketAddress address ? address : null;
  }

  @Override
  public @Nullable String getErrorType(
      Request request, @Nullable Response response, @Nullable Throwable error) {
    return null; // the extractor's own: the status code or the exception's class
  }
}
