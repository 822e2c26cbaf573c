package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.WorkflowTypes;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;

/** Acts on many runs. */
@Path("/workflows:batch")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class BatchStartResource {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Batches batches;
  private final ObjectMapper json;

  public BatchStartResource(TemporalService temporal, WorkflowTypes types, ObjectMapper json) {
    this.batches = new Batches(temporal, types);
    this.json = json;
  }

  /**
   * Starts a batch: 202 with where to see its progress. The recorder's runs and Temporal's own are
   * left out.
   *
   * <p>With an {@code Idempotency-Key} it is started once, for as long as Temporal keeps it: the
   * namespace's retention.
   */
  @POST
  @RolesAllowed(Roles.ADMIN)
  public Response start(@BeanParam StartHeaders headers, @NotNull @Valid BatchRequest batch) {
    IdempotencyKey key = headers.idempotencyKey(json.valueToTree(batch));
    String made = key == null ? UUID.randomUUID().toString() : key.id("batch");
    String jobId = batch.jobId() == null ? made : batch.jobId();
    batches.start(jobId, batch, key);
    return Response.accepted(BatchView.of(batches.describe(jobId)))
        .location(URI.create(BatchView.self(jobId)))
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .build();
  }
}
