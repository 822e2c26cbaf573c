package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.types.InputSchema;
import dev.throughline.api.types.WorkflowTypes;
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

/** Starts a run of any registered type, with Temporal's options. */
@Path("/workflows")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.START)
public final class StartResource {
  /** What its body must look like. */
  public static final InputSchema SCHEMA = InputSchema.of(StartWorkflow.class);

  private final Starts starts;
  private final WorkflowTypes types;

  public StartResource(Starts starts, WorkflowTypes types) {
    this.starts = starts;
    this.types = types;
  }

  @POST
  public CompletionStage<Response> start(@Nullable JsonNode body, @BeanParam StartHeaders headers) {
    StartWorkflow start = SCHEMA.read(body, StartWorkflow.class);
    Object[] arguments =
        types.require("type", start.type()).start().arguments("input", start.input());
    return starts.start(start, arguments, body, headers);
  }
}
