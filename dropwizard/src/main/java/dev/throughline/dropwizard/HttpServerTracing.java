package dev.throughline.dropwizard;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.instrumentation.api.instrumenter.Instrumenter;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerAttributesExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerMetrics;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRoute;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanNameExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanStatusExtractor;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The SERVER span of every request. Outermost of Jetty's handlers, and not a servlet filter: it
 * also sees what the container answers itself, and Jetty tells it once when a request is complete,
 * asynchronous or not. Requests that the container refuses before any handler (a URI or a header
 * that breaks the rules) only come to its error handler, so that one is wrapped as well.
 */
final class HttpServerTracing extends Handler.Wrapper {
  private static final String TRACED = HttpServerTracing.class.getName();

  private final Instrumenter<Request, Response> instrumenter;
  private final Set<String> excludedPaths;

  HttpServerTracing(OpenTelemetry openTelemetry, Set<String> excludedPaths) {
    HttpRequestAttributes attributes = new HttpRequestAttributes();
    this.instrumenter =
        Instrumenter.<Request, Response>builder(
                openTelemetry,
                "dev.throughline.dropwizard",
                HttpSpanNameExtractor.create(attributes))
            .setSpanStatusExtractor(HttpSpanStatusExtractor.create(attributes))
            .addAttributesExtractor(HttpServerAttributesExtractor.create(attributes))
            .addContextCustomizer(HttpServerRoute.create(attributes))
            .addOperationMetrics(HttpServerMetrics.get())
            .buildServerInstrumenter(new HeaderGetter());
    this.excludedPaths = Set.copyOf(excludedPaths);
  }

  /** Makes this the outermost handler, and the error handler part of it. */
  void insertInto(Server server) {
    server.insertHandler(this);
    Request.Handler errors = server.getErrorHandler();
    server.setErrorHandler(
        (request, response, callback) -> traced(request, response, callback, errors));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return traced(request, response, callback, super::handle);
  }

  private boolean traced(
      Request request, Response response, Callback callback, Request.Handler next)
      throws Exception {
    // Nothing of another request may be current here, whatever thread this is.
    Context caller = Context.root();
    if (request.getAttribute(TRACED) != null
        || isExcluded(request)
        || !instrumenter.shouldStart(caller, request)) {
      return next.handle(request, response, callback);
    }
    request.setAttribute(TRACED, true);
    Context context = instrumenter.start(caller, request);
    Request.addCompletionListener(
        request, failure -> instrumenter.end(context, request, response, failure));
    try (Scope ignored = context.makeCurrent()) {
      return next.handle(request, response, callback);
    }
  }

  private boolean isExcluded(Request request) {
    if ("admin".equals(request.getConnectionMetaData().getConnector().getName())) {
      return true;
    }
    String path = request.getHttpURI().getPath();
    return path != null
        && excludedPaths.stream()
            .anyMatch(excluded -> path.equals(excluded) || path.startsWith(excluded + "/"));
  }

  private static final class HeaderGetter implements TextMapGetter<Request> {
    @Override
    public Iterable<String> keys(Request request) {
      return request.getHeaders().getFieldNamesCollection();
    }

    @Override
    public @Nullable String get(@Nullable Request request, String key) {
      return request == null ? null : request.getHeaders().get(key);
    }

    /** W3C lets {@code tracestate} and {@code baggage} come in several fields. */
    @Override
    public Iterator<String> getAll(@Nullable Request request, String key) {
      List<String> values =
          request == null
              ? List.of()
              : request.getHeaders().getFields(key).stream().map(HttpField::getValue).toList();
      return values.iterator();
    }
  }
}
