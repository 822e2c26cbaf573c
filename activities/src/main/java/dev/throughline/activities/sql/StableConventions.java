package dev.throughline.activities.sql;

/**
 * OpenTelemetry's JDBC instrumentation writes the old attributes unless the process says otherwise,
 * by a property or a variable only: it has no other switch.
 */
final class StableConventions {

  private static final String PROPERTY = "otel.semconv-stability.opt-in";
  private static final String VARIABLE = "OTEL_SEMCONV_STABILITY_OPT_IN";

  private StableConventions() {}

  /** Before the instrumentation's classes are loaded. What is set already stays. */
  static void choose() {
    if (System.getProperty(PROPERTY) == null && System.getenv(VARIABLE) == null) {
      System.setProperty(PROPERTY, "database");
    }
  }
}
