package dev.throughline.worker;

import com.codahale.metrics.health.HealthCheck;
import dev.throughline.activities.sql.Database;

/** Healthy while the jobs' database answers; the first look migrates it. */
final class DatabaseHealth extends HealthCheck {
  private final Database database;

  DatabaseHealth(Database database) {
    this.database = database;
  }

  @Override
  protected Result check() throws Exception {
    database.ping();
    return Result.healthy();
  }
}
