package dev.throughline.journal.otlp;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Learns what an exporter builder would tell its sender, by being the sender's provider. A builder
 * has no getters; this is the public way in.
 */
final class SettingsCapture implements ComponentLoader, HttpSenderProvider, GrpcSenderProvider {
  private final ComponentLoader others =
      ComponentLoader.forClassLoader(SettingsCapture.class.getClassLoader());
  private @Nullable ExporterSettings settings;

  ExporterSettings settings() {
    if (settings == null) {
      throw new IllegalStateException("the exporter was built without asking for a sender");
    }
    return settings;
  }

  @Override
  public <T> Iterable<T> load(Class<T> component) {
    return component.isInstance(this) ? List.of(component.cast(this)) : others.load(component);
  }

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    settings = ExporterSettings.of(config);
    return new IdleHttpSender();
  }

  @Override
  public GrpcSender createSender(GrpcSenderConfig config) {
    settings = ExporterSettings.of(config);
    return new IdleGrpcSender();
  }

  private static final class IdleHttpSender implements HttpSender {
    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
      onError.accept(new UnsupportedOperationException());
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private static final class IdleGrpcSender implements GrpcSender {
    @Override
    public void send(
        MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
      onError.accept(new UnsupportedOperationException());
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
