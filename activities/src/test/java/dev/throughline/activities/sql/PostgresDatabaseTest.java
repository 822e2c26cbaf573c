package dev.throughline.activities.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest {

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @Test
  void connection_waitsForNothingLongerThanAnActivityMay() throws SQLException {
    try (Database database = open("")) {
      assertThat(lockTimeout(database.jdbi())).isEqualTo("8s");
      assertThat(networkTimeout(database.jdbi())).isEqualTo(15_000);
    }
  }

  @Test
  void connection_doesWhatItsUrlSays() throws SQLException {
    try (Database database = open("&socketTimeout=7&options=-c%20lock_timeout=3s")) {
      assertThat(lockTimeout(database.jdbi())).isEqualTo("3s");
      assertThat(networkTimeout(database.jdbi())).isEqualTo(7_000);
    }
  }

  private static String lockTimeout(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> handle.createQuery("SHOW lock_timeout").mapTo(String.class).one());
  }

  private static int networkTimeout(Jdbi jdbi) throws SQLException {
    return jdbi.withHandle(handle -> handle.getConnection().getNetworkTimeout());
  }

  private static Database open(String parameters) {
    String url = postgres.getJdbcUrl("postgres", "postgres") + parameters;
    return Database.open(new DatabaseSettings(url, "postgres", "", 2), OpenTelemetry.noop());
  }
}
