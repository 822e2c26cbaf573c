package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.types.InputSchema;
import dev.throughline.workflows.EmailWorkflow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends an e-mail, now or later. */
@Path("/send-email")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.START)
public final class EmailResource {
  /** What its body must look like. */
  public static final InputSchema SCHEMA = InputSchema.of(SendEmail.class);

  private final Starts starts;

  public EmailResource(Starts starts) {
    this.starts = starts;
  }

  @POST
  public CompletionStage<Response> sendEmail(
      @Nullable JsonNode body, @BeanParam StartHeaders headers) {
    SendEmail email = SCHEMA.read(body, SendEmail.class);
    Object[] arguments = {email.toRequest(Instant.now())};
    return starts.start(StartWorkflow.of(EmailWorkflow.TYPE, null), arguments, body, headers);
  }
}
