package dev.throughline.api.auth;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dropwizard.core.setup.Environment;

/** The {@code auth:} block: how callers prove who they are. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AuthFactory.None.class, name = "none"),
  @JsonSubTypes.Type(value = BasicAuthFactory.class, name = "basic"),
  @JsonSubTypes.Type(value = JwtAuthFactory.class, name = "jwt"),
})
public interface AuthFactory {
  String REALM = "throughline";

  /**
   * Guards the resources.
   *
   * @throws IllegalArgumentException if a setting is unusable; the message says which
   */
  void build(Environment environment);

  /** Everybody may do everything. */
  final class None implements AuthFactory {
    @Override
    public void build(Environment environment) {}
  }
}
