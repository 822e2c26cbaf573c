package dev.throughline.tracing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {

  /** One line of {@code id-vectors.json}, whose ids are not from this code. */
  record Vector(String kind, List<String> fields, String id) {
    Run run() {
      return new Run(fields.get(0), fields.get(1), fields.get(2));
    }

    long number(int field) {
      return Long.parseLong(fields.get(field));
    }

    @Override
    public String toString() {
      return kind + " is " + id;
    }
  }

  static Stream<Vector> vectors() throws IOException {
    try (InputStream in = IdsTest.class.getResourceAsStream("/id-vectors.json")) {
      List<Vector> vectors = new ArrayList<>();
      for (JsonNode vector : new ObjectMapper().readTree(Objects.requireNonNull(in))) {
        List<String> fields = new ArrayList<>();
        vector.get("fields").forEach(field -> fields.add(field.textValue()));
        String id = vector.get(vector.has("spanId") ? "spanId" : "traceId").textValue();
        vectors.add(new Vector(vector.get("kind").textValue(), fields, id));
      }
      return vectors.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void id_isWhatTheVectorsSay(Vector vector) {
    Run run = vector.run();
    String id =
        switch (vector.kind()) {
          case "trace" -> Ids.derivedTrace(run);
          case "run" -> Ids.runWorkflow(run);
          case "close" -> Ids.completeWorkflow(run);
          case "child" -> Ids.startChildWorkflow(run);
          case "activity" -> Ids.startActivity(run, vector.fields().get(3), vector.number(4));
          case "attempt" ->
              Ids.runActivity(
                  run, vector.fields().get(3), (int) vector.number(4), vector.number(5));
          case "event" -> Ids.event(run, vector.number(3));
          default -> throw new AssertionError("unknown kind: " + vector.kind());
        };

    assertThat(id).isEqualTo(vector.id());
  }

  @Test
  void vectors_coverEveryKind_andTheContractsOwnTwo() throws IOException {
    assertThat(vectors().map(Vector::kind))
        .contains("trace", "run", "close", "child", "activity", "attempt", "event");
    assertThat(vectors().map(Vector::id))
        .contains("487c6308b686a80b", "abf285326662a198ac6de8401d5f93df");
  }

  @Test
  void vectors_neverCollide_whereFieldsWouldRunTogether() throws IOException {
    Set<String> joined = new HashSet<>();
    Set<String> ids = new HashSet<>();
    long vectors = 0;
    for (Vector vector : vectors().toList()) {
      joined.add(vector.kind() + String.join("", vector.fields()));
      ids.add(vector.id());
      vectors++;
    }

    assertThat(joined.size()).isLessThan((int) vectors);
    assertThat(ids).hasSize((int) vectors);
  }

  @Test
  void spanId_ofZeros_isHashedAgainWithTrailingZeroBytes() {
    ZeroDigest digest = new ZeroDigest(2, 8);

    String id = Ids.id(digest, 8, "run", "a", "b", "c");

    assertThat(id).isEqualTo("0707070707070707");
    byte[] message = digest.messages.get(0);
    assertThat(digest.messages).hasSize(3);
    assertThat(digest.messages.get(1)).startsWith(message).hasSize(message.length + 1).endsWith(0);
    assertThat(digest.messages.get(2))
        .startsWith(message)
        .hasSize(message.length + 2)
        .endsWith(0, 0);
  }

  @Test
  void traceId_withAZeroFirstHalf_isKept() {
    ZeroDigest digest = new ZeroDigest(1, 8);

    String id = Ids.id(digest, 16, "trace", "a", "b", "c");

    assertThat(id).isEqualTo("00000000000000000707070707070707");
    assertThat(digest.messages).hasSize(1);
  }

  /** Answers the first calls with hashes that begin with zeros, and remembers what it hashed. */
  private static final class ZeroDigest extends MessageDigest {
    private static final byte FILL = 7;

    private final List<byte[]> messages = new ArrayList<>();
    private final int zeroAnswers;
    private final int zeroBytes;
    private byte[] pending = new byte[0];

    ZeroDigest(int zeroAnswers, int zeroBytes) {
      super("zeros");
      this.zeroAnswers = zeroAnswers;
      this.zeroBytes = zeroBytes;
    }

    @Override
    protected void engineUpdate(byte input) {
      engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      int before = pending.length;
      pending = Arrays.copyOf(pending, before + length);
      System.arraycopy(input, offset, pending, before, length);
    }

    @Override
    protected byte[] engineDigest() {
      messages.add(pending);
      engineReset();
      byte[] hash = new byte[32];
      Arrays.fill(hash, FILL);
      if (messages.size() <= zeroAnswers) {
        Arrays.fill(hash, 0, zeroBytes, (byte) 0);
      }
      return hash;
    }

    @Override
    protected void engineReset() {
      pending = new byte[0];
    }
  }
}
