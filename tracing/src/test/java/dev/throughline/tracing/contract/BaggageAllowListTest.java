package dev.throughline.tracing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageEntryMetadata;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaggageAllowListTest {

  @Test
  void none_letsNothingPass() {
    assertThat(BaggageAllowList.NONE.cut(Baggage.builder().put("tenant", "acme").build()))
        .isEqualTo(Baggage.empty());
  }

  @Test
  void cut_keepsWhatIsNamed_withItsMetadata_andNothingElse() {
    BaggageEntryMetadata metadata = BaggageEntryMetadata.create("ttl=1");
    Baggage received =
        Baggage.builder()
            .put("tenant", "acme", metadata)
            .put("session", "secret")
            .put("tenants", "a")
            .put("TENANT", "b")
            .build();

    Baggage cut = new BaggageAllowList(Set.of("tenant", "absent")).cut(received);

    assertThat(cut).isEqualTo(Baggage.builder().put("tenant", "acme", metadata).build());
  }

  @Test
  void cut_takesEntriesInTheOrderOfTheirKeys_untilTheLimit() {
    Baggage received =
        Baggage.builder()
            .put("c", "3".repeat(500))
            .put("b", "2".repeat(500))
            .put("a", "1".repeat(500))
            .build();

    Baggage cut = new BaggageAllowList(Set.of("c", "a", "b")).cut(received);

    assertThat(cut.asMap()).containsOnlyKeys("a", "b");
  }

  @Test
  void cut_takes1024Bytes_butNotOneMore() {
    BaggageAllowList allowed = new BaggageAllowList(Set.of("k"));
    Baggage fits = Baggage.builder().put("k", "v".repeat(1022)).build();
    Baggage tooLong = Baggage.builder().put("k", "v".repeat(1023)).build();

    assertThat(allowed.cut(fits)).isEqualTo(fits);
    assertThat(allowed.cut(tooLong)).isEqualTo(Baggage.empty());
  }

  @Test
  void cut_countsBytesAsTheyAreWritten_percentEncoded() {
    BaggageAllowList allowed = new BaggageAllowList(Set.of("k"));
    // Two bytes of UTF-8, six as %C3%BC.
    Baggage fits = Baggage.builder().put("k", "ü".repeat(170)).build();
    Baggage tooLong = Baggage.builder().put("k", "ü".repeat(171)).build();

    assertThat(allowed.cut(fits)).isEqualTo(fits);
    assertThat(allowed.cut(tooLong)).isEqualTo(Baggage.empty());
  }

  @Test
  void cut_countsMetadata() {
    Baggage received =
        Baggage.builder().put("k", "v", BaggageEntryMetadata.create("m".repeat(1024))).build();

    assertThat(new BaggageAllowList(Set.of("k")).cut(received)).isEqualTo(Baggage.empty());
  }

  @Test
  void keys_areCopied() {
    Set<String> keys = new HashSet<>(Set.of("tenant"));
    BaggageAllowList allowed = new BaggageAllowList(keys);
    keys.add("session");

    assertThat(allowed.keys()).containsExactly("tenant");
  }
}
