package dev.throughline.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;

/** Workflows and activities for the tests, with one of everything that a run has. */
final class Orders {
  private Orders() {}

  /** Starts a worker for all of it. */
  static void start(TracedEnvironment environment) {
    environment.start(
        List.of(OrderWorkflow.class, ShipWorkflow.class, ChainWorkflow.class),
        new WarehouseActivities(environment.tracing().openTelemetry()));
  }

  @ActivityInterface
  public interface Warehouse {
    void audit();

    void reserve();

    void deliver();
  }

  @WorkflowInterface
  public interface Order {
    @WorkflowMethod(name = "Order")
    String order(int runs);
  }

  @WorkflowInterface
  public interface Ship {
    @WorkflowMethod(name = "Ship")
    void ship();
  }

  @WorkflowInterface
  public interface Chain {
    @WorkflowMethod(name = "Chain")
    void chain(int runs);
  }

  /** An activity that fails at first, a local one, a child, and as many runs as told. */
  public static final class OrderWorkflow implements Order {
    @Override
    public String order(int runs) {
      warehouse().reserve();
      Workflow.newLocalActivityStub(
              Warehouse.class,
              LocalActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(1))
                  .build())
          .audit();
      Workflow.newChildWorkflowStub(Ship.class).ship();
      if (runs > 1) {
        Workflow.newContinueAsNewStub(Order.class).order(runs - 1);
      }
      return "ordered";
    }
  }

  public static final class ShipWorkflow implements Ship {
    @Override
    public void ship() {
      warehouse().deliver();
    }
  }

  /** As many runs as told, the last one with a child. */
  public static final class ChainWorkflow implements Chain {
    @Override
    public void chain(int runs) {
      if (runs > 1) {
        Workflow.newContinueAsNewStub(Chain.class).chain(runs - 1);
      }
      Workflow.newChildWorkflowStub(Ship.class).ship();
    }
  }

  static final class WarehouseActivities implements Warehouse {
    private final Tracer tracer;

    WarehouseActivities(OpenTelemetry openTelemetry) {
      this.tracer = openTelemetry.getTracer("inventory-client");
    }

    @Override
    public void audit() {}

    @Override
    public void reserve() {
      tracer.spanBuilder("POST inventory").setSpanKind(SpanKind.CLIENT).startSpan().end();
      if (Activity.getExecutionContext().getInfo().getAttempt() == 1) {
        throw ApplicationFailure.newFailure("no answer", "Inventory");
      }
    }

    @Override
    public void deliver() {}
  }

  private static Warehouse warehouse() {
    return Workflow.newActivityStub(
        Warehouse.class,
        ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build());
  }
}
