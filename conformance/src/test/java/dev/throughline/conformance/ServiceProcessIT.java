package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessIT {
  private final Path directory;
  private final int port = FreePorts.next();

  ServiceProcessIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void service_getsReadyAndStopsWhenItIsTold() throws Exception {
    try (ServiceProcess service = start(Map.of("PORT", Integer.toString(port)))) {
      service.awaitReady();

      assertThat(service.output()).contains("arguments: server service.yml");
      assertThat(service.terminate()).isEqualTo(128 + 15);
    }
  }

  @Test
  void killedService_canBeReplacedOnItsPort() throws Exception {
    Map<String, String> environment = Map.of("PORT", Integer.toString(port));
    try (ServiceProcess first = start(environment)) {
      first.awaitReady();
      first.kill9();
    }

    try (ServiceProcess second = start(environment)) {
      second.awaitReady();
    }
  }

  @Test
  void serviceThatFails_isReportedWithItsLog() throws Exception {
    try (ServiceProcess service = start(Map.of())) {
      assertThatThrownBy(service::awaitReady)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended before it was ready")
          .hasMessageContaining("NumberFormatException");
    }
  }

  @Test
  void serviceThatIsNotBuilt_isReportedWithItsPath() {
    assertThatThrownBy(() -> ServiceProcess.start("no-service", directory, Map.of(), port))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-service.jar is missing");
  }

  private ServiceProcess start(Map<String, String> environment) throws IOException {
    return ServiceProcess.start(
        StandInService.jar(directory), Path.of("service.yml"), directory, environment, port);
  }
}
