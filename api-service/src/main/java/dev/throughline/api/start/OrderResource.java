package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.types.WorkflowTypes;
import dev.throughline.workflows.OrderWorkflow;
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

/** Orders: stock, approval, payment and shipment, all of it or nothing. */
@Path("/orders")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.START)
public final class OrderResource {
  private final Starts starts;
  private final WorkflowTypes types;

  public OrderResource(Starts starts, WorkflowTypes types) {
    this.starts = starts;
    this.types = types;
  }

  @POST
  public CompletionStage<Response> order(@Nullable JsonNode body, @BeanParam StartHeaders headers) {
    StartWorkflow start = StartWorkflow.of(OrderWorkflow.TYPE, null);
    Object[] arguments = types.require("type", start.type()).start().arguments(body);
    return starts.start(start, arguments, body, headers);
  }
}
