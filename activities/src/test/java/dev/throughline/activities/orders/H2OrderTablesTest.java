package dev.throughline.activities.orders;

import dev.throughline.activities.sql.Database;
import dev.throughline.activities.sql.DatabaseSettings;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2OrderTablesTest extends OrderTables {

  private final Path directory;

  H2OrderTablesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  Database open() {
    DatabaseSettings settings =
        new DatabaseSettings("jdbc:h2:file:" + directory.resolve("jobs"), "throughline", "", 10);
    return Database.open(settings, OpenTelemetry.noop());
  }
}
