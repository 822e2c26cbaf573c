package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import dev.throughline.api.types.InputSchema;
import dev.throughline.api.types.Operation;
import dev.throughline.api.types.WorkflowTypes;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Starts a run of any registered type, with Temporal's options. */
@Path("/workflows")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.START)
public final class StartResource {
  static final InputSchema SCHEMA = InputSchema.of(StartWorkflow.class);

  private final Starts starts;
  private final WorkflowTypes types;

  public StartResource(Starts starts, WorkflowTypes types) {
    this.starts = starts;
    this.types = types;
  }

  @POST
  public CompletionStage<Response> start(@Nullable JsonNode body, @BeanParam StartHeaders headers) {
    StartWorkflow start = SCHEMA.read(body, StartWorkflow.class);
    Object[] arguments = arguments(types.require(start.type()).start(), start.input());
    return starts.start(start, arguments, body, headers);
  }

  /** What is wrong with the input is told by its place in the whole body. */
  static Object[] arguments(Operation operation, @Nullable JsonNode input) {
    InputSchema schema = operation.input();
    if (schema != null) {
      List<Violation> violations =
          schema.violations(input).stream()
              .map(
                  found ->
                      new Violation(
                          found.field().equals("body") ? "input" : "input." + found.field(),
                          found.message()))
              .toList();
      if (!violations.isEmpty()) {
        throw Problem.invalidInput(violations).exception();
      }
    }
    return operation.arguments(input);
  }
}
