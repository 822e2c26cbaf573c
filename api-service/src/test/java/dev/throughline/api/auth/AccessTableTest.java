package dev.throughline.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.api.http.GuardedApplication;
import java.util.Map;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;

class AccessTableTest {
  @Test
  void everyMethod_isInTheTable_alsoOneThatSaysNothing() {
    ResourceConfig resources = new ResourceConfig().register(new GuardedApplication.Doors());

    assertThat(AccessTable.of(resources))
        .isEqualTo(
            Map.of(
                "GET /open", "public",
                "GET /forgotten", "nobody",
                "GET /read", "read",
                "GET /later", "read",
                "GET /operate", "operate",
                "POST /json", "start",
                "POST /upload", "start"));
  }
}
