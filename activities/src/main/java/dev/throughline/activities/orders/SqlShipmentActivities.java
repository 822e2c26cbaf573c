package dev.throughline.activities.orders;

import dev.throughline.activities.sql.Database;
import dev.throughline.workflows.Shipment;
import dev.throughline.workflows.ShipmentActivities;
import dev.throughline.workflows.ShipmentRequest;
import io.temporal.failure.ApplicationFailure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Shipments, in a table that stands in for a carrier, who does not go to Antarctica. One
 * transaction for each call.
 *
 * <p>Spans: one CLIENT span for each statement. Failures other than those of the interface are the
 * database's and worth a retry. Thread-safe.
 */
public final class SqlShipmentActivities implements ShipmentActivities {

  private static final OrderStep STEP = new OrderStep("shipment");

  private final Database database;

  /** Connects to nothing yet. */
  public SqlShipmentActivities(Database database) {
    this.database = database;
  }

  @Override
  public Shipment book(ShipmentRequest request) {
    if (request.country().equals("AQ")) {
      throw ApplicationFailure.newNonRetryableFailure(
          "The carrier does not go to " + request.country(), NOT_SERVED);
    }
    String orderId = request.orderId();
    database
        .jdbi()
        .useTransaction(
            sql ->
                STEP.begin(
                    sql,
                    orderId,
                    insert(sql, orderId, request.address(), request.country(), false)));
    return new Shipment("TL-" + orderId);
  }

  @Override
  public void cancel(String orderId) {
    database
        .jdbi()
        .useTransaction(sql -> STEP.undo(sql, orderId, insert(sql, orderId, "", "", true)));
  }

  private static Update insert(
      Handle sql, String orderId, String address, String country, boolean undone) {
    return sql.createUpdate(
            "INSERT INTO shipment (order_id, address, country, undone)"
                + " VALUES (:order, :address, :country, :undone) ON CONFLICT DO NOTHING")
        .bind("order", orderId)
        .bind("address", address)
        .bind("country", country)
        .bind("undone", undone);
  }
}
