package dev.throughline.api.start;

import dev.throughline.workflows.ReportWorkflow;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Produces a report, which takes its time, and mails it. */
@Path("/reports")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ReportResource {
  private final WorkflowStarts starts;

  public ReportResource(WorkflowStarts starts) {
    this.starts = starts;
  }

  @POST
  public Response produceReport(@NotNull @Valid ProduceReport report) {
    return starts.start(ReportWorkflow.TYPE, report.toRequest());
  }
}
