package dev.throughline.api.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be started, and what can be asked of what was. */
@Path("/workflow-types")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.READ)
public final class WorkflowTypesResource {
  private final WorkflowTypes types;

  public WorkflowTypesResource(WorkflowTypes types) {
    this.types = types;
  }

  @GET
  public TypeList list() {
    return new TypeList(types.all().stream().map(WorkflowTypesResource::view).toList());
  }

  @GET
  @Path("/{type}")
  public TypeView get(@PathParam("type") String name) {
    WorkflowType type = types.find(name);
    if (type == null) {
      throw Problem.of(404, "There is no such workflow type; /workflow-types lists them.")
          .exception();
    }
    return view(type);
  }

  private static TypeView view(WorkflowType type) {
    return new TypeView(
        type.name(),
        schema(type.start().input()),
        type.start().result(),
        views(type.signals()),
        views(type.queries()),
        views(type.updates()));
  }

  private static Map<String, OperationView> views(Map<String, Operation> operations) {
    Map<String, OperationView> views = new TreeMap<>();
    operations.forEach(
        (name, operation) ->
            views.put(name, new OperationView(schema(operation.input()), operation.result())));
    return views;
  }

  private static @Nullable JsonNode schema(@Nullable InputSchema input) {
    return input == null ? null : input.json();
  }

  /** All of them, by name. */
  public record TypeList(List<TypeView> workflowTypes) {}

  /**
   * A type. What is not there is not taken, or not given.
   *
   * @param input JSON Schema 2020-12
   * @param result JSON Schema 2020-12
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TypeView(
      String type,
      @Nullable JsonNode input,
      @Nullable JsonNode result,
      Map<String, OperationView> signals,
      Map<String, OperationView> queries,
      Map<String, OperationView> updates) {}

  /** A signal, query or update. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OperationView(@Nullable JsonNode input, @Nullable JsonNode result) {}
}
