package dev.throughline.journal.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Spans of every shape, the same ones for the same seed. */
public final class RandomSpans {
  private static final String[] WORDS = {
    "", "a", "http.route", "Straße", "日本語", "\ud83d\ude80", "x".repeat(200), "a\u0000b", "\ud83d"
  };

  private final Random random;

  public RandomSpans(long seed) {
    this.random = new Random(seed);
  }

  public List<SpanData> spans(int count) {
    return IntStream.range(0, count).mapToObj(i -> span()).toList();
  }

  /** One that lasts, of one of three resources and three scopes. */
  public SpanData span() {
    List<EventData> events =
        list(() -> EventData.create(nanos(), word(), attributes(), random.nextInt(30) + 20));
    List<LinkData> links = list(() -> LinkData.create(context(), attributes(), 20));
    Attributes attributes = attributes();
    long start = nanos();
    return TestSpanData.builder()
        .setHasEnded(true)
        .setSpanContext(context())
        .setParentSpanContext(random.nextBoolean() ? context() : SpanContext.getInvalid())
        .setName(word())
        .setKind(pick(List.of(SpanKind.values())))
        .setStartEpochNanos(start)
        .setEndEpochNanos(start + 1 + random.nextInt(1_000_000))
        .setAttributes(attributes)
        .setTotalAttributeCount(attributes.size() + random.nextInt(2) * 200)
        .setEvents(events)
        .setTotalRecordedEvents(events.size() + random.nextInt(2))
        .setLinks(links)
        .setTotalRecordedLinks(links.size() + random.nextInt(2))
        .setStatus(StatusData.create(pick(List.of(StatusCode.values())), word()))
        .setResource(resource(random.nextInt(3)))
        .setInstrumentationScopeInfo(scope(random.nextInt(3)))
        .build();
  }

  private static Resource resource(int number) {
    Attributes attributes = Attributes.builder().put("service.name", "s" + number).build();
    return number == 2
        ? Resource.create(attributes, "https://opentelemetry.io/schemas/1.37.0")
        : Resource.create(attributes);
  }

  private static InstrumentationScopeInfo scope(int number) {
    return switch (number) {
      case 0 -> InstrumentationScopeInfo.create("plain");
      case 1 ->
          InstrumentationScopeInfo.builder("full").setVersion("1.2").setSchemaUrl("u").build();
      default -> InstrumentationScopeInfo.empty();
    };
  }

  private SpanContext context() {
    TraceState state =
        random.nextBoolean()
            ? TraceState.getDefault()
            : TraceState.builder().put("one", "1").put("two", "2").build();
    String trace = String.format("%016x%016x", random.nextLong(), random.nextLong() | 1);
    String span = String.format("%016x", random.nextLong() | 1);
    TraceFlags flags = TraceFlags.fromByte((byte) (1 | random.nextInt(2) << 1));
    return random.nextBoolean()
        ? SpanContext.create(trace, span, flags, state)
        : SpanContext.createFromRemoteParent(trace, span, flags, state);
  }

  private Attributes attributes() {
    AttributesBuilder attributes = Attributes.builder();
    for (int i = random.nextInt(6); i > 0; i--) {
      String key = word() + i;
      switch (random.nextInt(10)) {
        case 0 -> attributes.put(key, random.nextLong());
        case 1 -> attributes.put(key, 0L);
        case 2 -> attributes.put(key, random.nextDouble());
        case 3 -> attributes.put(key, random.nextBoolean());
        case 4 -> attributes.put(key, word(), word());
        case 5 -> attributes.put(key, random.nextLong(), 0L, -1L);
        case 6 -> attributes.put(key, 0.0, -1.5);
        case 7 -> attributes.put(key, true, false);
        case 8 -> attributes.put(AttributeKey.valueKey(key), value(3));
        default -> attributes.put(key, word());
      }
    }
    return attributes.build();
  }

  private Value<?> value(int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> Value.of(word());
      case 1 -> Value.of(random.nextLong());
      case 2 -> Value.of(random.nextBoolean());
      case 3 -> Value.of(new byte[] {1, 0, -1});
      case 4 -> Value.of(random.nextDouble());
      case 5 -> Value.of(list(() -> value(depth - 1)));
      default ->
          Value.of(list(() -> KeyValue.of(word(), value(depth - 1))).toArray(KeyValue[]::new));
    };
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private long nanos() {
    return 1_700_000_000_000_000_000L + random.nextInt();
  }
}
