package dev.throughline.tracing.contract;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A span whose bytes are the same whichever process writes it (contract, section "Bytes"): resource
 * and scope are fixed, times are history's.
 */
record ContractSpan(
    String getName,
    SpanKind getKind,
    SpanContext getSpanContext,
    SpanContext getParentSpanContext,
    Resource getResource,
    long getStartEpochNanos,
    long getEndEpochNanos,
    Attributes getAttributes,
    List<LinkData> getLinks,
    List<EventData> getEvents,
    StatusData getStatus)
    implements SpanData {

  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.builder("throughline").setVersion("1").build();

  // Exporters group spans by the identity of their resource: one instance a namespace.
  private static final Map<String, Resource> RESOURCES = new ConcurrentHashMap<>();

  static Resource resource(String namespace) {
    return RESOURCES.computeIfAbsent(
        namespace,
        name ->
            Resource.create(
                Attributes.builder()
                    .put("service.name", "temporal")
                    .put("service.namespace", name)
                    .build()));
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return SCOPE;
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the interface
  public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(
        SCOPE.getName(), SCOPE.getVersion());
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public int getTotalAttributeCount() {
    return getAttributes.size();
  }

  @Override
  public int getTotalRecordedEvents() {
    return getEvents.size();
  }

  @Override
  public int getTotalRecordedLinks() {
    return getLinks.size();
  }
}
