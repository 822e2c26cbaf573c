package dev.throughline.dropwizard;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.throughline.journal.SpanJournal;
import dev.throughline.journal.Sync;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.DataSizeRange;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDataSize;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.OneOf;
import io.dropwizard.validation.ValidationMethod;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@code tracing.journal:} block: where and how spans are kept until they are exported. */
final class JournalFactory {
  private static final long GIBIBYTE_IN_KIBIBYTES = 1024 * 1024;

  @JsonProperty private boolean enabled = true;
  @JsonProperty @NotBlank private String directory = ".throughline/journal";

  /** Not the enum itself: a typing error is to be answered with the values that there are. */
  @JsonProperty
  @NotNull
  @OneOf(
      value = {"never", "interval", "always"},
      ignoreCase = true)
  private String sync = "never";

  @JsonProperty
  @NotNull
  @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration syncInterval = Duration.seconds(1);

  @JsonProperty
  @NotNull
  @MinDataSize(value = 64, unit = DataSizeUnit.KIBIBYTES)
  private DataSize maxSize = DataSize.gibibytes(1);

  @JsonProperty
  @NotNull
  @DataSizeRange(min = 64, max = GIBIBYTE_IN_KIBIBYTES, unit = DataSizeUnit.KIBIBYTES)
  private DataSize segmentSize = DataSize.mebibytes(4);

  @JsonProperty
  @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  private @Nullable Duration retain;

  @JsonProperty private @Nullable Duration exportDelay;

  @JsonProperty
  @Min(1)
  private @Nullable Integer maxBatchSpans;

  @JsonProperty
  @NotNull
  @DataSizeRange(min = 16, max = GIBIBYTE_IN_KIBIBYTES, unit = DataSizeUnit.KIBIBYTES)
  private DataSize maxBatchBytes = DataSize.mebibytes(1);

  /** No longer than {@code SpanProcessor.close} waits. */
  @JsonProperty
  @NotNull
  @MaxDuration(value = 10, unit = TimeUnit.SECONDS)
  private Duration stopTimeout = Duration.seconds(5);

  boolean isEnabled() {
    return enabled;
  }

  void disable() {
    enabled = false;
  }

  Path directory() {
    return Path.of(directory);
  }

  /** Whether the journal is to be read as a store of traces. */
  boolean isRetaining() {
    return enabled && retain != null;
  }

  @JsonIgnore
  @ValidationMethod(message = "journal.maxSize is less than four times journal.segmentSize")
  boolean isRoomForSegments() {
    // That one of them is null has a message of its own.
    return maxSize == null || segmentSize == null || maxSize.toBytes() >= 4 * segmentSize.toBytes();
  }

  /**
   * The block as settings of a journal.
   *
   * @param config the batch processor's settings in it hold where the block has none
   */
  SpanJournal.Builder builder(ConfigProperties config) {
    SpanJournal.Builder builder =
        SpanJournal.builder(directory())
            .setSync(Sync.valueOf(sync.toUpperCase(Locale.ROOT)))
            .setSyncInterval(syncInterval.toJavaDuration())
            .setMaxSize(maxSize.toBytes())
            .setSegmentSize(Math.toIntExact(segmentSize.toBytes()))
            .setMaxBatchBytes(Math.toIntExact(maxBatchBytes.toBytes()))
            .setStopTimeout(stopTimeout.toJavaDuration());
    if (retain != null) {
      builder.setRetain(retain.toJavaDuration());
    }
    java.time.Duration delay =
        exportDelay == null
            ? config.getDuration("otel.bsp.schedule.delay")
            : exportDelay.toJavaDuration();
    if (delay != null) {
      builder.setExportDelay(delay);
    }
    Integer spans =
        maxBatchSpans == null ? config.getInt("otel.bsp.max.export.batch.size") : maxBatchSpans;
    if (spans != null) {
      builder.setMaxBatchSpans(spans);
    }
    return builder;
  }
}
