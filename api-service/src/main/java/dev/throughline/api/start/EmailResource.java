package dev.throughline.api.start;

import dev.throughline.workflows.EmailWorkflow;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** Sends an e-mail, now or later. */
@Path("/send-email")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class EmailResource {
  private final WorkflowStarts starts;

  public EmailResource(WorkflowStarts starts) {
    this.starts = starts;
  }

  @POST
  public Response sendEmail(@NotNull @Valid SendEmail email) {
    return starts.start(EmailWorkflow.TYPE, email.toRequest(Instant.now()));
  }
}
