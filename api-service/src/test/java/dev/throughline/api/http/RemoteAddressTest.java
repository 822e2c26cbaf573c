package dev.throughline.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteAddressTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,               192.0.2.7",
    "2001:db8:1:2:3:4:5:6,    2001:db8:1:2:0:0:0:0/64",
    "[2001:db8:1:2:f:f:f:f],  2001:db8:1:2:0:0:0:0/64",
    "unknown,                 unknown",
  })
  void network_isWhatACallerCannotChoose(String address, String network) {
    assertThat(RemoteAddress.network(address)).isEqualTo(network);
  }
}
