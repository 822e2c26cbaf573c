package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.types.WorkflowTypes;
import dev.throughline.workflows.ReportWorkflow;
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

/** Produces a report and mails it: the stand-in for hours of work. */
@Path("/reports")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.START)
public final class ReportResource {
  private final Starts starts;
  private final WorkflowTypes types;

  public ReportResource(Starts starts, WorkflowTypes types) {
    this.starts = starts;
    this.types = types;
  }

  @POST
  public CompletionStage<Response> produce(
      @Nullable JsonNode body, @BeanParam StartHeaders headers) {
    StartWorkflow start = StartWorkflow.of(ReportWorkflow.TYPE, null);
    Object[] arguments = types.require("type", start.type()).start().arguments(body);
    return starts.start(start, arguments, body, headers);
  }
}
