package dev.throughline.workflows;

import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.List;

/** The workflows of this module, for a worker to run. */
public final class Workflows {

  /** The task queue of the workflows and their activities, where nothing else is configured. */
  public static final String DEFAULT_TASK_QUEUE = "throughline";

  private Workflows() {}

  /**
   * Registers every workflow.
   *
   * @param worker not yet started
   */
  public static void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(
        WorkflowImplementationOptions.newBuilder()
            // An input that cannot be read never will be: without this its run tries for ever.
            .setFailWorkflowExceptionTypes(DataConverterException.class)
            .build(),
        EmailWorkflowImpl.class,
        ReportWorkflowImpl.class,
        OrderWorkflowImpl.class,
        ShipmentWorkflowImpl.class,
        ImportWorkflowImpl.class);
  }

  /** The workflows that callers may start. */
  public static List<Class<?>> interfaces() {
    return List.of(
        EmailWorkflow.class, ReportWorkflow.class, OrderWorkflow.class, ImportWorkflow.class);
  }
}
