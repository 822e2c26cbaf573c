package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.Payloads.VALID;
import static dev.throughline.tracing.contract.Payloads.payload;
import static dev.throughline.tracing.contract.Payloads.read;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietBaggageParser.class)
class MutatedHeaderTest {

  @Test
  void anyBytes_areAHeaderOrOneDefect_neverAnException() {
    Random random = new Random(20_260_101);
    byte[] valid =
        VALID
            .replace(
                "}",
                ",\"tracestate\":\"a=b,c=d\",\"baggage\":\"tenant=a%20b;ttl=1,c=d\","
                    + "\"throughline\":\"link, same-trace\",\"other\":[{\"x\":1.5e3}]}")
            .getBytes(ISO_8859_1);
    int usable = 0;
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      List<HeaderDefect> defects = new ArrayList<>();
      Payload mutated = payload(ByteString.copyFrom(mutated(valid, random)));

      TraceHeader header = TraceHeader.read(Map.of(TraceHeader.FIELD, mutated), defects::add);

      if (header == null) {
        assertThat(defects).as("defects of %s", mutated.getData()).hasSize(1);
      } else {
        usable++;
        assertThat(defects).as("defects of %s", mutated.getData()).isEmpty();
        TraceHeader again = read(header.toPayload());
        assertThat(again.span()).isEqualTo(header.span());
        assertThat(again.relation()).isEqualTo(header.relation());
      }
    }
    assertThat(usable).as("both outcomes are tried").isBetween(rounds / 100, rounds * 99 / 100);
  }

  /** One to three bytes replaced, removed, inserted, or the rest cut off. */
  private static byte[] mutated(byte[] valid, Random random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : valid) {
      bytes.add(b);
    }
    for (int edits = 1 + random.nextInt(3); edits > 0 && !bytes.isEmpty(); edits--) {
      int at = random.nextInt(bytes.size());
      byte any = (byte) random.nextInt(256);
      switch (random.nextInt(8)) {
        case 0 -> bytes.subList(at, bytes.size()).clear();
        case 1, 2 -> bytes.remove(at);
        case 3, 4 -> bytes.add(at, any);
        default -> bytes.set(at, any);
      }
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i);
    }
    return result;
  }
}
