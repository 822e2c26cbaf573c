package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.start.StartWorkflow;
import dev.throughline.api.start.Starts;
import dev.throughline.api.temporal.RequestIds;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.InputSchema;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Signals a run, and starts it first if it is not there: both or neither. */
@Path("/signal-with-start")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class SignalWithStartResource {
  /** What its body must look like. */
  public static final InputSchema SCHEMA = InputSchema.of(SignalWithStart.class);

  private final TemporalService temporal;
  private final WorkflowTypes types;
  private final Starts starts;
  private final PastRequests past;

  public SignalWithStartResource(TemporalService temporal, WorkflowTypes types, Starts starts) {
    this.temporal = temporal;
    this.types = types;
    this.starts = starts;
    this.past = new PastRequests(temporal);
  }

  /**
   * The body.
   *
   * @param start as {@code POST /workflows} has it; without a {@code workflowId} nothing can be
   *     there before
   */
  record SignalWithStart(
      @JsonPropertyDescription("As POST /workflows has it") StartWorkflow start,
      WithStart signal) {}

  /**
   * Answered as a start. With an {@code Idempotency-Key} the run gets the signal once; a repeat is
   * answered alike.
   */
  @POST
  @RolesAllowed({Roles.OPERATE})
  public CompletionStage<Response> signalWithStart(
      @Nullable JsonNode body, @BeanParam StartHeaders headers) {
    SignalWithStart asked = SCHEMA.read(body, SignalWithStart.class);
    StartWorkflow start = asked.start();
    WorkflowType type = types.require("start.type", start.type());
    Object[] startArguments = type.start().arguments("start.input", start.input());
    String name = asked.signal().name();
    Object[] arguments =
        asked
            .signal()
            .operation("signal", type.signals())
            .arguments("signal.input", asked.signal().input());
    IdempotencyKey key = headers.idempotencyKey(body);
    return starts.startOrJoin(
        start,
        body,
        headers,
        options -> {
          WorkflowStub run = stub(start, options);
          if (key == null) {
            return run.signalWithStart(name, arguments, startArguments);
          }
          String requestId = key.id("signal-with-start", options.getWorkflowId());
          WorkflowExecution signaled =
              RequestIds.with(
                  requestId, () -> run.signalWithStart(name, arguments, startArguments));
          // Temporal answers a repeat like the first one, whatever it has in it.
          past.requireSame(past.signal(signaled, requestId), arguments);
          return signaled;
        });
  }

  private WorkflowStub stub(StartWorkflow start, WorkflowOptions options) {
    return temporal.client().newUntypedWorkflowStub(start.type(), options);
  }
}
