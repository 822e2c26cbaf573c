package dev.throughline.activities.orders;

import dev.throughline.workflows.OrderWorkflow;
import io.temporal.failure.ApplicationFailure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * A step of an order that is done once, and its compensation. The row with the order's id is what
 * attempts agree on: they insert it in the transaction that does the work, and a second one waits
 * there for the first. Stateless.
 */
final class OrderStep {

  private final String table;

  /** Constant text: it becomes part of the statements. */
  OrderStep(String table) {
    this.table = table;
  }

  /**
   * Returns whether this transaction is the one that does the step.
   *
   * @param insert inserts the row, and does nothing where there is one
   * @throws ApplicationFailure if the step is undone already
   */
  boolean begin(Handle sql, String orderId, Update insert) {
    if (insert.execute() == 1) {
      return true;
    }
    boolean undone =
        sql.createQuery("SELECT undone FROM " + table + " WHERE order_id = :order")
            .bind("order", orderId)
            .mapTo(Boolean.class)
            .one();
    if (undone) {
      throw ApplicationFailure.newNonRetryableFailure(
          "The order " + orderId + " is undone already", OrderWorkflow.UNDONE);
    }
    return false;
  }

  /**
   * Returns whether there was something to undo, and this transaction is the one that does.
   *
   * @param tombstone inserts a row that is undone, and does nothing where there is one
   */
  boolean undo(Handle sql, String orderId, Update tombstone) {
    return tombstone.execute() == 0
        && sql.createUpdate(
                    "UPDATE " + table + " SET undone = TRUE WHERE order_id = :order AND NOT undone")
                .bind("order", orderId)
                .execute()
            == 1;
  }
}
