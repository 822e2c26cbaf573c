package dev.throughline.recorder;

import dev.throughline.tracing.contract.SpanOfHistory.Fault;
import io.temporal.api.enums.v1.ApplicationErrorCategory;
import io.temporal.api.failure.v1.Failure;
import org.jspecify.annotations.Nullable;

/** How a failure in history shows on a span (contract, section "Attributes", status). */
final class Faults {
  private Faults() {}

  /**
   * Null if it is no error: a benign application failure. A cancellation that was asked for has an
   * event of its own; one that is a failure in history was not.
   */
  static @Nullable Fault of(Failure failure) {
    boolean benign =
        failure.getApplicationFailureInfo().getCategory()
            == ApplicationErrorCategory.APPLICATION_ERROR_CATEGORY_BENIGN;
    return benign ? null : new Fault(type(failure), failure.getMessage(), failure.getStackTrace());
  }

  static String type(Failure failure) {
    return switch (failure.getFailureInfoCase()) {
      case APPLICATION_FAILURE_INFO -> {
        String type = failure.getApplicationFailureInfo().getType();
        yield type.isEmpty() ? "ApplicationFailure" : type;
      }
      case TIMEOUT_FAILURE_INFO -> "TimeoutFailure";
      case CANCELED_FAILURE_INFO -> "CanceledFailure";
      case TERMINATED_FAILURE_INFO -> "TerminatedFailure";
      case SERVER_FAILURE_INFO -> "ServerFailure";
      case ACTIVITY_FAILURE_INFO -> "ActivityFailure";
      case CHILD_WORKFLOW_EXECUTION_FAILURE_INFO -> "ChildWorkflowFailure";
      case NEXUS_OPERATION_EXECUTION_FAILURE_INFO -> "NexusOperationFailure";
      case NEXUS_HANDLER_FAILURE_INFO -> "NexusHandlerFailure";
      case RESET_WORKFLOW_FAILURE_INFO, FAILUREINFO_NOT_SET -> "Failure";
    };
  }
}
