package dev.throughline.api.temporal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.temporal.api.failure.v1.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A failure, without its stack trace.
 *
 * @param type an application failure's own type, else the kind of failure
 * @param message in the words of what failed
 * @param cause what caused it, down to the root
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailureView(String type, String message, @Nullable FailureView cause) {

  public static FailureView of(Failure failure) {
    String applicationType = failure.getApplicationFailureInfo().getType();
    return new FailureView(
        applicationType.isEmpty() ? kind(failure) : applicationType,
        failure.getMessage(),
        failure.hasCause() ? of(failure.getCause()) : null);
  }

  private static String kind(Failure failure) {
    return switch (failure.getFailureInfoCase()) {
      case TIMEOUT_FAILURE_INFO -> "TimeoutFailure";
      case CANCELED_FAILURE_INFO -> "CanceledFailure";
      case TERMINATED_FAILURE_INFO -> "TerminatedFailure";
      case SERVER_FAILURE_INFO -> "ServerFailure";
      case ACTIVITY_FAILURE_INFO -> "ActivityFailure";
      case CHILD_WORKFLOW_EXECUTION_FAILURE_INFO -> "ChildWorkflowFailure";
      case NEXUS_OPERATION_EXECUTION_FAILURE_INFO -> "NexusOperationFailure";
      default -> "ApplicationFailure";
    };
  }
}
