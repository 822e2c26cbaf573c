package dev.throughline.conformance;

import dev.throughline.activities.sql.Database;
import dev.throughline.activities.sql.DatabaseSettings;
import io.opentelemetry.api.OpenTelemetry;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What is in the database of a cluster's orders, seen by a process of its own. */
final class OrderTables implements AutoCloseable {
  private static final List<String> STEPS = List.of("reservation", "payment", "shipment");

  private final Database database;

  OrderTables(DatabaseSettings settings) {
    database = Database.open(settings, OpenTelemetry.noop());
  }

  /** The database that the services of a cluster have where nothing else is configured. */
  static OrderTables of(Cluster cluster) {
    return new OrderTables(
        new DatabaseSettings(
            "jdbc:h2:file:" + cluster.directory().toAbsolutePath() + "/.throughline/data/jobs",
            "throughline",
            "",
            3));
  }

  /** Returns how many of an item nobody has reserved. */
  int available(String item) {
    return database
        .jdbi()
        .withHandle(
            sql ->
                sql.createQuery("SELECT available FROM stock WHERE item = :item")
                    .bind("item", item)
                    .mapTo(Integer.class)
                    .one());
  }

  /** Returns the steps of an order that have been done: the tables, one for each row. */
  List<String> done(String orderId) {
    return rows(orderId, false);
  }

  /** Returns the steps of an order that have been undone, or never will be done. */
  List<String> undone(String orderId) {
    return rows(orderId, true);
  }

  private List<String> rows(String orderId, boolean undone) {
    List<String> rows = new ArrayList<>();
    for (String step : STEPS) {
      database
          .jdbi()
          .useHandle(
              sql ->
                  sql.createQuery(
                          "SELECT 1 FROM " + step + " WHERE order_id = :order AND undone = :undone")
                      .bind("order", orderId)
                      .bind("undone", undone)
                      .mapTo(Integer.class)
                      .forEach(row -> rows.add(step)));
    }
    return rows;
  }

  /** Has the activity that takes the money wait, until the result is closed. */
  AutoCloseable holdPayment(String orderId) {
    return hold("INSERT INTO payment (order_id, cents, undone) VALUES (:order, 1, FALSE)", orderId);
  }

  /** Has the activity that books the carrier wait, until the result or this is closed. */
  AutoCloseable holdShipment(String orderId) {
    return hold(
        "INSERT INTO shipment (order_id, address, country, undone)"
            + " VALUES (:order, '', '', FALSE)",
        orderId);
  }

  /** With a row that is there, is not committed, and never will be. */
  private AutoCloseable hold(String insert, String orderId) {
    Handle sql = database.jdbi().open();
    sql.begin();
    sql.createUpdate(insert).bind("order", orderId).execute();
    return () -> {
      sql.rollback();
      sql.close();
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
