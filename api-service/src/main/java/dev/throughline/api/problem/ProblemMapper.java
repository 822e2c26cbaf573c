package dev.throughline.api.problem;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.trace.Span;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.serviceclient.StatusUtils;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.glassfish.jersey.server.ParamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every exception of a resource into a {@link Problem}. The only place that does. */
final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger log = LoggerFactory.getLogger(ProblemMapper.class);

  /** What the tracing bundle tells of every request that has a span. */
  private static final String TRACE_ID = "traceId";

  @Context private @Nullable UriInfo uri;
  @Context private @Nullable HttpServletRequest request;

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof ParamException.QueryParamException bad) {
      // Jersey's own answer, 404, is about the path.
      String detail = "The query parameter %s has a value of the wrong form.";
      return response(Problem.of(400, detail.formatted(bad.getParameterName()))).build();
    }
    if (thrown instanceof WebApplicationException web) {
      return web(web);
    }
    Problem problem = problem(thrown);
    if (problem.status() >= 500) {
      Span.current().recordException(thrown);
    }
    return response(problem).build();
  }

  private static Problem problem(Throwable thrown) {
    if (thrown instanceof ProblemException known) {
      return known.problem();
    }
    if (thrown instanceof ConstraintViolationException invalid) {
      return Problem.invalidInput(violations(invalid));
    }
    if (hasCause(thrown, EofException.class) || hasCause(thrown, HttpException.class)) {
      return Problem.of(400, "The body ends early, or is not sent as HTTP has it.");
    }
    if (hasCause(thrown, TimeoutException.class) && hasCause(thrown, IOException.class)) {
      return Problem.of(408, "The rest of the request did not come in time.");
    }
    if (thrown instanceof JsonProcessingException json) {
      if (hasCause(json, StreamConstraintsException.class)) {
        return Problem.of(400, "The body's JSON is nested too deep, or has too long a number.");
      }
      return Problem.of(400, detail(json));
    }
    StatusRuntimeException temporal = temporalFailure(thrown);
    if (temporal != null) {
      Problem problem = problem(temporal);
      if (problem.status() >= 500) {
        log.warn("Temporal answered {}", temporal.getMessage());
      }
      return problem;
    }
    log.error("A request failed unexpectedly", thrown);
    return Problem.of(500, "An internal error; the trace and the log tell more.");
  }

  /** The container's own answers (404, 405, 406, 415) keep their headers, such as Allow. */
  private Response web(WebApplicationException web) {
    Response answer = web.getResponse();
    int status = answer.getStatus();
    if (answer.hasEntity() || status < 400) {
      return answer;
    }
    String detail =
        switch (status) {
          case 401 -> "Send valid credentials, by the scheme in the WWW-Authenticate header.";
          case 403 -> "Your role does not allow this.";
          case 404 -> "There is nothing here.";
          case 405 -> "Use one of the methods in the Allow header.";
          case 406 -> "This cannot be had in a media type that the Accept header names.";
          case 415 -> "Send application/json.";
          case 413 -> "The body is too large.";
          case 429 -> "Too many requests; wait as long as the Retry-After header says.";
          default -> null;
        };
    Response.ResponseBuilder response = response(Problem.of(status, detail));
    if (answer.getHeaders().containsKey(HttpHeaders.RETRY_AFTER)) {
      // The answer knows better.
      response.header(HttpHeaders.RETRY_AFTER, null);
    }
    if (status == 413) {
      // The rest of the body is not read, so that nothing else can come on this connection.
      response.header("Connection", "close");
    }
    answer.getHeaders().forEach((name, values) -> values.forEach(v -> response.header(name, v)));
    return response.type(Problem.MEDIA_TYPE).build();
  }

  private Response.ResponseBuilder response(Problem problem) {
    Problem complete = uri == null ? problem : problem.at("/" + uri.getPath(false));
    if (complete.traceId() == null && request != null) {
      // Made by a thread that waited, which has no current span.
      complete = complete.in((String) request.getAttribute(TRACE_ID));
    }
    Response.ResponseBuilder response =
        Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(complete);
    return problem.retryable()
        ? response.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS)
        : response;
  }

  private static List<Problem.Violation> violations(ConstraintViolationException invalid) {
    return invalid.getConstraintViolations().stream()
        .map(violation -> new Problem.Violation(field(violation), violation.getMessage()))
        .sorted(Comparator.comparing(Problem.Violation::field))
        .toList();
  }

  /** The path within the body: without the resource's method and parameter. */
  private static String field(ConstraintViolation<?> violation) {
    String path =
        StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
            .skip(2)
            .map(Object::toString)
            .collect(Collectors.joining("."))
            .replace(".<list element>", "");
    return path.isEmpty() ? "body" : path;
  }

  private static String detail(JsonProcessingException json) {
    if (json instanceof UnrecognizedPropertyException unknown) {
      List<String> known =
          unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
      return "Unknown field '%s'; the fields are %s."
          .formatted(unknown.getPropertyName(), String.join(", ", known));
    }
    if (json instanceof JsonParseException) {
      return "The body is not JSON: see line %d, column %d."
          .formatted(json.getLocation().getLineNr(), json.getLocation().getColumnNr());
    }
    if (json instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      String field =
          mapping.getPath().stream()
              .map(at -> at.getFieldName() == null ? "[" + at.getIndex() + "]" : at.getFieldName())
              .collect(Collectors.joining("."))
              .replace(".[", "[");
      return "Field '%s' has a value of the wrong form.".formatted(field);
    }
    return "The body is not of the expected form.";
  }

  private static boolean hasCause(Throwable thrown, Class<?> type) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable StatusRuntimeException temporalFailure(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException grpc) {
        return grpc;
      }
    }
    return null;
  }

  private static Problem problem(StatusRuntimeException temporal) {
    if (StatusUtils.hasFailure(temporal, NamespaceNotFoundFailure.class)) {
      // Also NOT_FOUND, but nothing that the caller asked for.
      return Problem.of(502, "Temporal does not have the namespace that this service uses.");
    }
    String said = temporal.getStatus().getDescription();
    return switch (temporal.getStatus().getCode()) {
      case UNAVAILABLE, CANCELLED -> Problem.of(503, "Temporal cannot be reached; try again.");
      case DEADLINE_EXCEEDED -> Problem.of(504, "Temporal did not answer in time; try again.");
      case RESOURCE_EXHAUSTED -> Problem.of(429, "Temporal limits its load; try again later.");
      case NOT_FOUND -> Problem.of(404, "There is no such workflow run.");
      case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> Problem.of(409, said);
      case INVALID_ARGUMENT, OUT_OF_RANGE -> Problem.of(400, said);
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          Problem.of(502, "Temporal refuses this service's credentials.");
      case UNIMPLEMENTED -> Problem.of(501, "The Temporal server cannot do this.");
      default -> Problem.of(502, "Temporal failed to answer.");
    };
  }
}
