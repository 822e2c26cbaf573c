package dev.throughline.activities.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;

/**
 * The database of the jobs: a pool of connections to a schema that is up to date.
 *
 * <p>Opening connects to nothing. The first use migrates the schema, with the scripts in {@code
 * db/migration} on the class path; where the database is away, that use fails and the next one
 * tries again. So a worker starts without its database, and its activities go on when they are
 * retried. Processes that migrate at the same time wait for each other.
 *
 * <p>Spans: one CLIENT span for each statement (OpenTelemetry's JDBC instrumentation, with the
 * stable semantic conventions), below the current span; never a value of a statement. None for
 * migrations and {@link #ping}.
 *
 * <p>Thread-safe.
 */
public final class Database implements AutoCloseable {

  /** Below the heartbeat time-out of activities: a database that is away is no dead worker. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** With what the next one needs to connect still below it: nobody queues for longer. */
  private static final Duration MIGRATION_TIMEOUT = Duration.ofSeconds(3);

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

  private final DatabaseSettings settings;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final ReentrantLock migration = new ReentrantLock();
  private volatile boolean migrated;

  private Database(DatabaseSettings settings, HikariDataSource pool, Jdbi jdbi) {
    this.settings = settings;
    this.pool = pool;
    this.jdbi = jdbi;
  }

  /**
   * Connects to nothing yet.
   *
   * @param openTelemetry makes the spans
   */
  public static Database open(DatabaseSettings settings, OpenTelemetry openTelemetry) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("jobs");
    config.setJdbcUrl(H2Url.complete(settings.url()));
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    if (settings.url().startsWith("jdbc:postgresql:")) {
      config.setDataSourceProperties(PostgresProperties.needed());
    }
    config.setMaximumPoolSize(settings.maximumPoolSize());
    config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
    // Negative: the pool begins without a connection.
    config.setInitializationFailTimeout(-1);
    HikariDataSource pool = new HikariDataSource(config);
    StableConventions.choose();
    JdbcTelemetry telemetry =
        JdbcTelemetry.builder(openTelemetry).setDataSourceInstrumenterEnabled(false).build();
    Jdbi jdbi = Jdbi.create(telemetry.wrap(pool));
    // What fails ends up in event history, where the values of a statement have no business.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return new Database(settings, pool, jdbi);
  }

  /**
   * Returns the way to the migrated schema. Ask for it anew in each activity.
   *
   * @throws IllegalStateException if the schema is not up to date and cannot be made so now, such
   *     as when the database is away; worth a retry
   */
  public Jdbi jdbi() {
    migrate();
    return jdbi;
  }

  /**
   * Returns when the database answers and its schema is up to date.
   *
   * @throws IllegalStateException as {@link #jdbi} does
   * @throws SQLException if the database does not answer
   */
  public void ping() throws SQLException {
    migrate();
    try (Connection connection = pool.getConnection()) {
      if (!connection.isValid((int) PING_TIMEOUT.toSeconds())) {
        throw new SQLException(settings + " does not answer");
      }
    }
  }

  private void migrate() {
    if (migrated) {
      return;
    }
    lockMigration();
    try {
      if (migrated) {
        return;
      }
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(pool)
          .locations("classpath:db/migration")
          .load()
          .migrate();
      migrated = true;
    } catch (FlywayException e) {
      throw unusable(e);
    } finally {
      migration.unlock();
    }
  }

  private void lockMigration() {
    try {
      if (!migration.tryLock(MIGRATION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unusable(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unusable(e);
    }
  }

  private IllegalStateException unusable(@Nullable Exception cause) {
    return new IllegalStateException(
        "The database " + settings + " cannot be used: is it there, and is DATABASE_URL right?",
        cause);
  }

  /** Closes every connection. */
  @Override
  public void close() {
    pool.close();
  }
}
