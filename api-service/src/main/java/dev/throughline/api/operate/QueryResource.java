package dev.throughline.api.operate;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.ProblemException;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.Operation;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowServiceException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Asks queries, of open runs and closed ones; a worker answers them. */
@Path("/workflows/{workflowId}/queries/{name}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class QueryResource {
  private final TemporalService temporal;
  private final WorkflowTypes types;

  public QueryResource(TemporalService temporal, WorkflowTypes types) {
    this.temporal = temporal;
    this.types = types;
  }

  /**
   * Asks a run: the answer as it is, {@code null} if there is none. 504 if no worker answers within
   * three seconds.
   *
   * @param runId which; empty for the latest
   * @param input the query's; null if it has none
   */
  @POST
  @RolesAllowed(Roles.READ)
  public JsonNode query(
      @PathParam("workflowId") String workflowId,
      @PathParam("name") String name,
      @QueryParam("runId") @DefaultValue("") String runId,
      @Nullable JsonNode input) {
    Target target = Target.find(temporal, workflowId, runId);
    Operation query = target.operation(types, "query", name, WorkflowType::queries);
    Object[] arguments = query.arguments(input);
    try {
      JsonNode answer =
          Target.stub(temporal, workflowId, target.execution().getRunId())
              .query(name, JsonNode.class, arguments);
      return requireNonNullElse(answer, NullNode.getInstance());
    } catch (WorkflowQueryException failed) {
      throw failed(failed);
    } catch (WorkflowServiceException e) {
      throw noWorker(e);
    }
  }

  private static ProblemException failed(WorkflowQueryException failed) {
    Throwable cause = requireNonNullElse(failed.getCause(), failed);
    String said =
        cause instanceof StatusRuntimeException grpc
            ? grpc.getStatus().getDescription()
            : cause.getMessage();
    return Problem.of("query-failed", "The workflow failed to answer the query", 422, said)
        .exception();
  }

  private static RuntimeException noWorker(WorkflowServiceException e) {
    Status.Code code =
        e.getCause() instanceof StatusRuntimeException grpc
            ? grpc.getStatus().getCode()
            : Status.Code.UNKNOWN;
    // Temporal refuses at once where it has seen no worker for a while.
    return code == Status.Code.DEADLINE_EXCEEDED || code == Status.Code.FAILED_PRECONDITION
        ? Problem.of(504, "No worker answered the query in time; see that one runs, and try again.")
            .exception()
        : e;
  }
}
