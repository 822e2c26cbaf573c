package dev.throughline.activities.orders;

import dev.throughline.activities.sql.Database;
import dev.throughline.workflows.Charge;
import dev.throughline.workflows.PaymentActivities;
import io.temporal.failure.ApplicationFailure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Payments, in a table that stands in for a payment provider; the token {@code tok_declined} is
 * declined. Tokens are not kept. One transaction for each call.
 *
 * <p>Spans: one CLIENT span for each statement. Failures other than those of the interface are the
 * database's and worth a retry. Thread-safe.
 */
public final class SqlPaymentActivities implements PaymentActivities {

  private static final OrderStep STEP = new OrderStep("payment");

  private final Database database;

  /** Connects to nothing yet. */
  public SqlPaymentActivities(Database database) {
    this.database = database;
  }

  @Override
  public void charge(Charge charge) {
    if (charge.token().equals("tok_declined")) {
      throw ApplicationFailure.newNonRetryableFailure(
          "The payment provider declines the payment", DECLINED);
    }
    String orderId = charge.orderId();
    database
        .jdbi()
        .useTransaction(
            sql -> STEP.begin(sql, orderId, insert(sql, orderId, charge.cents(), false)));
  }

  @Override
  public void refund(String orderId) {
    database.jdbi().useTransaction(sql -> STEP.undo(sql, orderId, insert(sql, orderId, 0, true)));
  }

  private static Update insert(Handle sql, String orderId, long cents, boolean undone) {
    return sql.createUpdate(
            "INSERT INTO payment (order_id, cents, undone) VALUES (:order, :cents, :undone)"
                + " ON CONFLICT DO NOTHING")
        .bind("order", orderId)
        .bind("cents", cents)
        .bind("undone", undone);
  }
}
