package dev.throughline.activities.imports;

import dev.throughline.activities.sql.Database;
import dev.throughline.activities.sql.DatabaseSettings;
import io.opentelemetry.api.OpenTelemetry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresLoadTest extends Loads {

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @Override
  Database open() {
    String url = postgres.getJdbcUrl("postgres", "postgres");
    return Database.open(new DatabaseSettings(url, "postgres", "", 10), OpenTelemetry.noop());
  }
}
