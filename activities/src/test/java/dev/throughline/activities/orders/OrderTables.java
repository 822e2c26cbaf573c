package dev.throughline.activities.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.activities.sql.Database;
import dev.throughline.workflows.Charge;
import dev.throughline.workflows.OrderLine;
import dev.throughline.workflows.OrderWorkflow;
import dev.throughline.workflows.PaymentActivities;
import dev.throughline.workflows.Reservation;
import dev.throughline.workflows.Shipment;
import dev.throughline.workflows.ShipmentActivities;
import dev.throughline.workflows.ShipmentRequest;
import dev.throughline.workflows.StockActivities;
import dev.throughline.workflows.StockRequest;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both databases have to do alike. */
abstract class OrderTables {

  private static final int AT_ONCE = 8;

  private final String order = UUID.randomUUID().toString();
  private Database database;
  private SqlStockActivities stock;
  private SqlPaymentActivities payments;
  private SqlShipmentActivities shipments;

  abstract Database open();

  @BeforeEach
  void start() {
    database = open();
    stock = new SqlStockActivities(database);
    payments = new SqlPaymentActivities(database);
    shipments = new SqlShipmentActivities(database);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void reserve_takesTheItems_andTellsThePrice() {
    int keyboards = available("keyboard");

    Reservation reservation = stock.reserve(request(order, line("keyboard", 2), line("mouse", 1)));

    assertThat(reservation).isEqualTo(new Reservation(18_700, false));
    assertThat(available("keyboard")).isEqualTo(keyboards - 2);
  }

  @Test
  void reserve_ofMoreThanTheLimit_needsApproval() {
    assertThat(stock.reserve(request(order, line("laptop", 1))).approvalRequired()).isTrue();
  }

  @Test
  void reserve_repeated_takesNothingMore_andTellsTheSame() {
    Reservation first = stock.reserve(request(order, line("mouse", 3)));
    int mice = available("mouse");

    assertThat(stock.reserve(request(order, line("mouse", 3)))).isEqualTo(first);
    assertThat(available("mouse")).isEqualTo(mice);
  }

  @Test
  void reserve_byManyAttemptsAtOnce_takesOnce() throws Exception {
    int mice = available("mouse");

    atOnce(i -> stock.reserve(request(order, line("mouse", 3))));

    assertThat(available("mouse")).isEqualTo(mice - 3);
  }

  @Test
  void reserve_byManyOrdersAtOnce_whateverTheirLinesBeginWith_takesForEach() throws Exception {
    int mice = available("mouse");
    List<OrderLine> lines = List.of(line("mouse", 1), line("keyboard", 1), line("monitor", 1));

    atOnce(
        i -> {
          List<OrderLine> rotated = new ArrayList<>(lines);
          Collections.rotate(rotated, i);
          stock.reserve(new StockRequest(UUID.randomUUID().toString(), rotated));
        });

    assertThat(available("mouse")).isEqualTo(mice - AT_ONCE);
  }

  @Test
  void reserve_ofWhatIsNotThere_takesNothingAtAll() {
    int keyboards = available("keyboard");

    refused(
        StockActivities.OUT_OF_STOCK,
        () -> stock.reserve(request(order, line("keyboard", 1), line("typewriter", 1))));
    refused(StockActivities.OUT_OF_STOCK, () -> stock.reserve(request(order, line("unicorn", 1))));

    assertThat(available("keyboard")).isEqualTo(keyboards);
  }

  @Test
  void release_putsBackOnce() throws Exception {
    int mice = available("mouse");
    stock.reserve(request(order, line("mouse", 3)));

    atOnce(i -> stock.release(order));

    assertThat(available("mouse")).isEqualTo(mice);
  }

  @Test
  void reserve_afterItsRelease_isRefused() {
    int mice = available("mouse");
    stock.release(order);

    refused(OrderWorkflow.UNDONE, () -> stock.reserve(request(order, line("mouse", 3))));

    assertThat(available("mouse")).isEqualTo(mice);
  }

  @Test
  void charge_byManyAttemptsAtOnce_isOnePayment() throws Exception {
    atOnce(i -> payments.charge(new Charge(order, "tok_visa", 500)));

    assertThat(rows("payment WHERE cents = 500 AND NOT undone AND")).isEqualTo(1);
  }

  @Test
  void charge_thatIsDeclined_isNoPayment() {
    refused(
        PaymentActivities.DECLINED, () -> payments.charge(new Charge(order, "tok_declined", 500)));

    assertThat(rows("payment WHERE")).isZero();
  }

  @Test
  void refund_ofAPayment_undoesIt_forGood() {
    payments.charge(new Charge(order, "tok_visa", 500));

    payments.refund(order);
    payments.refund(order);

    assertThat(rows("payment WHERE cents = 500 AND undone AND")).isEqualTo(1);
    refused(OrderWorkflow.UNDONE, () -> payments.charge(new Charge(order, "tok_visa", 500)));
  }

  @Test
  void charge_afterItsRefund_isRefused() {
    payments.refund(order);

    refused(OrderWorkflow.UNDONE, () -> payments.charge(new Charge(order, "tok_visa", 500)));
  }

  @Test
  void book_byManyAttemptsAtOnce_isOneShipment() throws Exception {
    ShipmentRequest request = new ShipmentRequest(order, "1 Main Street", "NZ");

    atOnce(i -> assertThat(shipments.book(request)).isEqualTo(new Shipment("TL-" + order)));

    assertThat(rows("shipment WHERE NOT undone AND")).isEqualTo(1);
  }

  @Test
  void book_toWhereNobodyGoes_isRefused() {
    refused(
        ShipmentActivities.NOT_SERVED,
        () -> shipments.book(new ShipmentRequest(order, "South Pole", "AQ")));
  }

  @Test
  void book_afterItsCancellation_isRefused() {
    shipments.cancel(order);

    refused(
        OrderWorkflow.UNDONE,
        () -> shipments.book(new ShipmentRequest(order, "1 Main Street", "NZ")));
  }

  private int available(String item) {
    return database
        .jdbi()
        .withHandle(
            sql ->
                sql.createQuery("SELECT available FROM stock WHERE item = :item")
                    .bind("item", item)
                    .mapTo(Integer.class)
                    .one());
  }

  private int rows(String tableAndCondition) {
    return database
        .jdbi()
        .withHandle(
            sql ->
                sql.createQuery("SELECT count(*) FROM " + tableAndCondition + " order_id = :order")
                    .bind("order", order)
                    .mapTo(Integer.class)
                    .one());
  }

  private static StockRequest request(String order, OrderLine... lines) {
    return new StockRequest(order, List.of(lines));
  }

  private static OrderLine line(String item, int quantity) {
    return new OrderLine(item, quantity);
  }

  private static void refused(String type, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(type);
              assertThat(failure.isNonRetryable()).isTrue();
            });
  }

  /** Fails if any of the calls does. */
  private static void atOnce(IntConsumer call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    CountDownLatch start = new CountDownLatch(AT_ONCE);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        int number = i;
        calls.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  call.accept(number);
                  return null;
                }));
      }
      for (Future<?> done : calls) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
