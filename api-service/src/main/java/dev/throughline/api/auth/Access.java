package dev.throughline.api.auth;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a resource method, by Jakarta Annotations: what the method says wins over what its
 * class says, and where neither says anything nobody may: a forgotten annotation opens nothing.
 *
 * @param isPublic whether everybody may, authenticated or not
 * @param roles of which one is needed
 */
record Access(boolean isPublic, List<String> roles) {
  private static final Access NOBODY = new Access(false, List.of());

  private static final Access EVERYBODY = new Access(true, List.of());

  /** Of the method that a request has been matched with. */
  static Access of(@Nullable ResourceInfo matched) {
    Method method = matched == null ? null : matched.getResourceMethod();
    return method == null || isAutomatic(method) ? EVERYBODY : of(method);
  }

  static Access of(Method method) {
    Access own = said(method);
    Access general = own == null ? said(method.getDeclaringClass()) : own;
    return general == null ? NOBODY : general;
  }

  /** Jersey's own answers to OPTIONS, which only tell the methods. */
  private static boolean isAutomatic(Method method) {
    String declaredBy = method.getDeclaringClass().getName();
    return declaredBy.startsWith("org.glassfish.jersey.")
        || declaredBy.startsWith("jakarta.ws.rs.");
  }

  private static @Nullable Access said(AnnotatedElement element) {
    if (element.isAnnotationPresent(DenyAll.class)) {
      return NOBODY;
    }
    if (element.isAnnotationPresent(PermitAll.class)) {
      return EVERYBODY;
    }
    RolesAllowed allowed = element.getAnnotation(RolesAllowed.class);
    return allowed == null ? null : new Access(false, Arrays.asList(allowed.value()));
  }
}
