package dev.throughline.activities.orders;

import dev.throughline.activities.sql.Database;
import dev.throughline.workflows.OrderLine;
import dev.throughline.workflows.Reservation;
import dev.throughline.workflows.StockActivities;
import dev.throughline.workflows.StockRequest;
import io.temporal.failure.ApplicationFailure;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * The stock, in tables. One transaction for each call.
 *
 * <p>Spans: one CLIENT span for each statement. Failures other than those of the interface are the
 * database's and worth a retry. Thread-safe.
 */
public final class SqlStockActivities implements StockActivities {

  /** What costs more has to be approved. History has each answer: a change breaks no run. */
  static final long APPROVAL_LIMIT_CENTS = 100_000;

  private static final OrderStep STEP = new OrderStep("reservation");

  private final Database database;

  /** Connects to nothing yet. */
  public SqlStockActivities(Database database) {
    this.database = database;
  }

  @Override
  public Reservation reserve(StockRequest request) {
    long cents = database.jdbi().inTransaction(sql -> reserve(sql, request));
    return new Reservation(cents, cents > APPROVAL_LIMIT_CENTS);
  }

  private static long reserve(Handle sql, StockRequest request) {
    String orderId = request.orderId();
    if (!STEP.begin(sql, orderId, insert(sql, orderId, false))) {
      return sql.createQuery("SELECT total_cents FROM reservation WHERE order_id = :order")
          .bind("order", orderId)
          .mapTo(Long.class)
          .one();
    }
    long total = 0;
    // Everybody locks the items in the same order, so that two orders cannot block each other.
    for (OrderLine line : sorted(request.lines())) {
      total += take(sql, orderId, line);
    }
    sql.createUpdate("UPDATE reservation SET total_cents = :total WHERE order_id = :order")
        .bind("total", total)
        .bind("order", orderId)
        .execute();
    return total;
  }

  private static List<OrderLine> sorted(List<OrderLine> lines) {
    return lines.stream().sorted(Comparator.comparing(OrderLine::item)).toList();
  }

  /** Returns what the line costs. */
  private static long take(Handle sql, String orderId, OrderLine line) {
    int taken =
        sql.createUpdate(
                "UPDATE stock SET available = available - :quantity"
                    + " WHERE item = :item AND available >= :quantity")
            .bind("item", line.item())
            .bind("quantity", line.quantity())
            .execute();
    if (taken == 0) {
      throw ApplicationFailure.newNonRetryableFailure(
          "The stock has no " + line.quantity() + " of " + line.item(), OUT_OF_STOCK);
    }
    sql.createUpdate(
            "INSERT INTO reservation_line (order_id, item, quantity)"
                + " VALUES (:order, :item, :quantity)")
        .bind("order", orderId)
        .bind("item", line.item())
        .bind("quantity", line.quantity())
        .execute();
    return line.quantity()
        * sql.createQuery("SELECT price_cents FROM stock WHERE item = :item")
            .bind("item", line.item())
            .mapTo(Long.class)
            .one();
  }

  @Override
  public void release(String orderId) {
    database
        .jdbi()
        .useTransaction(
            sql -> {
              if (STEP.undo(sql, orderId, insert(sql, orderId, true))) {
                putBack(sql, orderId);
              }
            });
  }

  private static void putBack(Handle sql, String orderId) {
    List<OrderLine> lines =
        sql.createQuery(
                "SELECT item, quantity FROM reservation_line WHERE order_id = :order ORDER BY item")
            .bind("order", orderId)
            .map((row, context) -> new OrderLine(row.getString("item"), row.getInt("quantity")))
            .list();
    for (OrderLine line : lines) {
      sql.createUpdate("UPDATE stock SET available = available + :quantity WHERE item = :item")
          .bind("item", line.item())
          .bind("quantity", line.quantity())
          .execute();
    }
  }

  private static Update insert(Handle sql, String orderId, boolean undone) {
    return sql.createUpdate(
            "INSERT INTO reservation (order_id, total_cents, undone) VALUES (:order, 0, :undone)"
                + " ON CONFLICT DO NOTHING")
        .bind("order", orderId)
        .bind("undone", undone);
  }
}
