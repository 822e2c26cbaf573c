package dev.throughline.tracing.contract;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** OpenTelemetry's parser logs a stack trace for each baggage that it cannot read. */
final class QuietBaggageParser implements BeforeAllCallback, AfterAllCallback {
  // A field, because a logger that nobody holds forgets its level.
  private static final Logger PARSER =
      Logger.getLogger("io.opentelemetry.api.baggage.propagation.Parser");

  @Override
  public void beforeAll(ExtensionContext context) {
    PARSER.setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    PARSER.setLevel(null);
  }
}
