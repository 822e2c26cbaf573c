package dev.throughline.dropwizard;

import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRoute;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRouteSource;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.glassfish.jersey.uri.UriTemplate;
import org.jspecify.annotations.Nullable;

/** Tells the request's SERVER span the route, once Jersey has matched it. */
final class RouteListener implements ApplicationEventListener {
  /** {@code {id: .+}} in a template is {@code {id}} in a route. */
  private static final Pattern PARAMETER_PATTERN = Pattern.compile("\\{\\s*([^}:\\s]+)\\s*:.*?}");

  @Override
  public void onEvent(ApplicationEvent event) {}

  @Override
  public RequestEventListener onRequest(RequestEvent request) {
    return event -> {
      if (event.getType() == RequestEvent.Type.REQUEST_MATCHED) {
        HttpServerRoute.update(
            Context.current(), HttpServerRouteSource.CONTROLLER, route(event.getUriInfo()));
      }
    };
  }

  private static @Nullable String route(ExtendedUriInfo uri) {
    StringBuilder route = new StringBuilder();
    for (UriTemplate template : uri.getMatchedTemplates()) {
      // Innermost first.
      route.insert(0, template.getTemplate());
    }
    String plain = PARAMETER_PATTERN.matcher(route).replaceAll("{$1}").replaceAll("/{2,}", "/");
    return plain.isEmpty() ? null : plain;
  }
}
