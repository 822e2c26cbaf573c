package dev.throughline.dropwizard;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.api.instrumenter.Instrumenter;
import io.opentelemetry.instrumentation.api.instrumenter.SpanKindExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerAttributesExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerMetrics;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRoute;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanNameExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanStatusExtractor;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/**
 * The SERVER span of every request. Outermost of Jetty's handlers, and not a servlet filter: it
 * also sees what the container answers itself, and Jetty tells it once when a request is complete,
 * asynchronous or not. Requests that the container refuses before any handler (a URI or a header
 * that breaks the rules) only come to its error handler, so that one is wrapped as well.
 *
 * <p>Every answer with a span has {@code Server-Timing: traceparent;desc="00-..."}, which scripts
 * in a browser can read, and every request with one the attribute {@code traceId}.
 */
final class HttpServerTracing extends Handler.Wrapper {
  private static final String TRACED = HttpServerTracing.class.getName();

  /** For the access log: {@code %reqAttribute{traceId}}. */
  private static final String TRACE_ID = "traceId";

  private final CallerContext callers;
  private final Instrumenter<Request, Response> instrumenter;
  private final Set<String> excludedPaths;

  HttpServerTracing(
      OpenTelemetry openTelemetry, Set<String> excludedPaths, boolean trustTraceContext) {
    this.callers =
        new CallerContext(openTelemetry.getPropagators().getTextMapPropagator(), trustTraceContext);
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
            .addSpanLinksExtractor(callers)
            .buildInstrumenter(SpanKindExtractor.alwaysServer());
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
    if (request.getAttribute(TRACED) instanceof Context context) {
      // The error handler, when the container has thrown away what was answered until then.
      return next.handle(request, new TimedResponse(request, response, context), callback);
    }
    Context caller = callers.parent(request);
    if (isExcluded(request) || !instrumenter.shouldStart(caller, request)) {
      return next.handle(request, response, callback);
    }
    Context context = instrumenter.start(caller, request);
    request.setAttribute(TRACED, context);
    request.setAttribute(TRACE_ID, Span.fromContext(context).getSpanContext().getTraceId());
    Request.addCompletionListener(
        request, failure -> instrumenter.end(context, request, response, failure));
    try (Scope ignored = context.makeCurrent()) {
      return next.handle(request, new TimedResponse(request, response, context), callback);
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
}
