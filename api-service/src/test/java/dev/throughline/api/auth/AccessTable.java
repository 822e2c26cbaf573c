package dev.throughline.api.auth;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;

/** Who may call what, of all resources that are registered. */
public final class AccessTable {
  private final Map<String, String> rows = new TreeMap<>();

  private AccessTable() {}

  /**
   * Reads it from {@code environment.jersey().getResourceConfig()}.
   *
   * @return {@code GET /workflows/{id}} and the like, with the role: one of {@link Roles}, {@code
   *     public}, or {@code nobody} for a method without an annotation
   */
  public static Map<String, String> of(ResourceConfig resources) {
    AccessTable table = new AccessTable();
    resources.getClasses().forEach(table::add);
    resources.getInstances().forEach(instance -> table.add(instance.getClass()));
    return table.rows;
  }

  private void add(Class<?> type) {
    Resource resource = Resource.from(type);
    if (resource != null) {
      add("", resource);
    }
  }

  private void add(String above, Resource resource) {
    String path = (above + "/" + resource.getPath()).replaceAll("/{2,}", "/");
    for (ResourceMethod method : resource.getResourceMethods()) {
      Method handler = method.getInvocable().getDefinitionMethod();
      rows.put(method.getHttpMethod() + " " + path, word(Access.of(handler)));
    }
    resource.getChildResources().forEach(child -> add(path, child));
  }

  private static String word(Access access) {
    if (access.isPublic()) {
      return "public";
    }
    return access.roles().isEmpty() ? "nobody" : String.join(", ", access.roles());
  }
}
