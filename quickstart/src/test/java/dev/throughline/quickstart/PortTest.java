package dev.throughline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortTest {
  @Test
  void takenPorts_areAllListedWithTheirVariables() throws IOException {
    try (ServerSocket onAllAddresses = new ServerSocket(0);
        ServerSocket onLoopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket free = new ServerSocket(0)) {
      free.close();

      assertThatThrownBy(
              () ->
                  Port.requireFree(
                      new Port("API_PORT", onAllAddresses.getLocalPort()),
                      new Port("SMTP_PORT", free.getLocalPort()),
                      new Port("TEMPORAL_PORT", onLoopback.getLocalPort())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(onAllAddresses.getLocalPort() + ": set API_PORT")
          .hasMessageContaining(onLoopback.getLocalPort() + ": set TEMPORAL_PORT")
          .hasMessageNotContaining("SMTP_PORT");
    }
  }

  @Test
  void onePort_forTwoThings_isTaken() throws IOException {
    int number = freePort();

    assertThatThrownBy(
            () -> Port.requireFree(new Port("API_PORT", number), new Port("SMTP_PORT", number)))
        .hasMessageContaining(number + ": set SMTP_PORT");
  }

  @Test
  void freePorts_areFreeAfterwards() throws IOException {
    Port port = new Port("API_PORT", freePort());
    Port.requireFree(port);

    assertThatCode(() -> new ServerSocket(port.number()).close()).doesNotThrowAnyException();
  }

  @Test
  void environment_winsOverTheDefault() {
    assertThat(Port.from(Map.of("API_PORT", "9000"), "API_PORT", 8080).number()).isEqualTo(9000);
    assertThat(Port.from(Map.of(), "API_PORT", 8080).number()).isEqualTo(8080);
  }

  @Test
  void wordOrNumberThatIsNoPort_isRefusedWithItsVariable() {
    assertThatThrownBy(() -> Port.from(Map.of("API_PORT", "http"), "API_PORT", 8080))
        .hasMessage("API_PORT must be a port number (1 to 65535), not \"http\".");
    assertThatThrownBy(() -> Port.from(Map.of("API_PORT", "70000"), "API_PORT", 8080))
        .hasMessage("API_PORT must be a port number (1 to 65535), not 70000.");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
