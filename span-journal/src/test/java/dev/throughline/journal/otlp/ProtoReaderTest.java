package dev.throughline.journal.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtoReaderTest {
  private static final byte[] MESSAGE =
      UnknownFieldSet.newBuilder()
          .addField(1, Field.newBuilder().addVarint(7).addVarint(-1).build())
          .addField(2, Field.newBuilder().addFixed32(5).build())
          .addField(3, Field.newBuilder().addFixed64(6).build())
          .addField(4, Field.newBuilder().addLengthDelimited(utf8("Grüße")).build())
          .addField(
              500,
              Field.newBuilder()
                  .addLengthDelimited(utf8("a"))
                  .addLengthDelimited(utf8("b"))
                  .build())
          .build()
          .toByteArray();

  @Test
  void number_repeated_isTheLast() {
    assertThat(ProtoReader.of(MESSAGE).number(1)).isEqualTo(-1);
  }

  @Test
  void text_amongOtherTypes_isRead() {
    assertThat(ProtoReader.of(MESSAGE).text(4)).isEqualTo("Grüße");
  }

  @Test
  void all_repeated_keepsTheOrder() {
    assertThat(ProtoReader.of(MESSAGE).all(500))
        .containsExactly(new byte[] {'a'}, new byte[] {'b'});
  }

  @Test
  void absentFields_areEmpty() {
    ProtoReader reader = ProtoReader.of(MESSAGE);
    assertThat(reader.number(9)).isZero();
    assertThat(reader.bytes(9)).isEmpty();
    assertThat(reader.all(9)).isEmpty();
  }

  @Test
  void cutMessage_hasNoHalfField() {
    byte[] cutInTheLastField = Arrays.copyOf(MESSAGE, MESSAGE.length - 1);
    assertThat(ProtoReader.of(cutInTheLastField).number(1)).isZero();
  }

  @Test
  void json_hasNoFields() {
    byte[] json = "{\"partialSuccess\":{\"rejectedSpans\":\"3\"}}".getBytes(StandardCharsets.UTF_8);
    assertThat(ExportResponse.accepted(json)).isEqualTo(new Answer.Accepted(0, ""));
  }

  @Test
  void lengthBeyondInt_isNotBelieved() {
    byte[] huge = {0x0A, -1, -1, -1, -1, -1, -1, -1, -1, 0x7F};
    assertThat(ProtoReader.of(huge).bytes(1)).isEmpty();
  }

  @Test
  void anyBytes_areReadWithoutException() {
    Random random = new Random(42);
    for (int i = 0; i < 100_000; i++) {
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);
      assertThatCode(() -> RpcStatus.parse(garbage)).doesNotThrowAnyException();
      assertThatCode(() -> ExportResponse.accepted(garbage)).doesNotThrowAnyException();
    }
  }

  @Test
  void everyFlippedByte_isReadWithoutException() {
    for (int i = 0; i < MESSAGE.length; i++) {
      for (int value = 0; value < 256; value++) {
        byte[] flipped = MESSAGE.clone();
        flipped[i] = (byte) value;
        assertThatCode(() -> ProtoReader.of(flipped)).doesNotThrowAnyException();
      }
    }
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
