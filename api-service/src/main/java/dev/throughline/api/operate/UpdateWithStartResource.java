package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.start.StartWorkflow;
import dev.throughline.api.start.Starts;
import dev.throughline.api.types.InputSchema;
import dev.throughline.api.types.WorkflowType;
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
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Updates a run, and starts it first if it is not there. A run that was started goes on, also when
 * it rejects the update or no worker takes it in time.
 */
@Path("/update-with-start")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class UpdateWithStartResource {
  /** What its body must look like. */
  public static final InputSchema SCHEMA = InputSchema.of(UpdateWithStart.class);

  private final WorkflowTypes types;
  private final Starts starts;
  private final Updates updates;

  public UpdateWithStartResource(WorkflowTypes types, Starts starts, Updates updates) {
    this.types = types;
    this.starts = starts;
    this.updates = updates;
  }

  /**
   * The body.
   *
   * @param start as {@code POST /workflows} has it; without a {@code workflowId} nothing can be
   *     there before
   */
  record UpdateWithStart(
      @JsonPropertyDescription("As POST /workflows has it") StartWorkflow start,
      WithStart update) {}

  /**
   * Answered as an update. With an {@code Idempotency-Key} the run gets the update once; a repeat
   * has the outcome of the first.
   */
  @POST
  @RolesAllowed({Roles.OPERATE})
  public CompletionStage<Response> updateWithStart(
      @Nullable JsonNode body, @BeanParam StartHeaders headers) {
    UpdateWithStart asked = SCHEMA.read(body, UpdateWithStart.class);
    StartWorkflow start = asked.start();
    WorkflowType type = types.require("start.type", start.type());
    Object[] startArguments = type.start().arguments("start.input", start.input());
    String name = asked.update().name();
    Object[] arguments =
        asked
            .update()
            .operation("update", type.updates())
            .arguments("update.input", asked.update().input());
    IdempotencyKey key = headers.idempotencyKey(body);
    String id = key == null ? UUID.randomUUID().toString() : key.id("update-with-start");
    return updates.sendWithStart(
        new UpdateStarts.WithStart(
            start.type(),
            name,
            id,
            List.of(arguments),
            List.of(startArguments),
            call -> starts.startedOrJoined(start, body, headers, call)),
        headers.prefer());
  }
}
