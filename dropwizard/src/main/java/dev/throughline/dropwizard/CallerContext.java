package dev.throughline.dropwizard;

import static dev.throughline.tracing.contract.Keys.LINK_TYPE;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.instrumentation.api.instrumenter.SpanLinksBuilder;
import io.opentelemetry.instrumentation.api.instrumenter.SpanLinksExtractor;
import java.util.Iterator;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's trace headers are worth. A trusted caller's trace and baggage are continued; an
 * untrusted one's span is only linked to, as {@code origin}, from a new root, and its baggage is
 * dropped.
 */
record CallerContext(TextMapPropagator propagator, boolean trusted)
    implements SpanLinksExtractor<Request> {
  private static final TextMapGetter<Request> HEADERS = new HeaderGetter();

  /** The context to begin a request in: nothing of another request, whatever thread this is. */
  Context parent(Request request) {
    return trusted ? told(request) : Context.root();
  }

  @Override
  public void extract(SpanLinksBuilder links, Context parent, Request request) {
    SpanContext caller = Span.fromContext(told(request)).getSpanContext();
    if (!trusted && caller.isValid()) {
      links.addLink(caller, Attributes.of(LINK_TYPE, "origin"));
    }
  }

  private Context told(Request request) {
    return propagator.extract(Context.root(), request, HEADERS);
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
