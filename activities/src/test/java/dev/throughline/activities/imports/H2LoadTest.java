package dev.throughline.activities.imports;

import dev.throughline.activities.sql.Database;
import dev.throughline.activities.sql.DatabaseSettings;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2LoadTest extends Loads {

  private final Path directory;

  H2LoadTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  Database open() {
    String url = "jdbc:h2:file:" + directory.resolve("jobs");
    return Database.open(new DatabaseSettings(url, "jobs", "", 3), OpenTelemetry.noop());
  }
}
