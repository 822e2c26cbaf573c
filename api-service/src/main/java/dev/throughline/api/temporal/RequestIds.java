package dev.throughline.api.temporal;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import java.util.function.Supplier;

/**
 * Gives the signals of a traced client a request id of the caller's choice, by which Temporal takes
 * a signal once a run. The SDK draws a random one and has no option for it.
 *
 * <p>Thread-safe. It must be one of the gRPC interceptors of the client's stubs.
 */
public final class RequestIds implements ClientInterceptor {
  private static final Context.Key<String> REQUEST_ID = Context.key("throughline-request-id");

  /** Calls Temporal; signals that are sent meanwhile, by this thread, have the request id. */
  public static <T> T with(String requestId, Supplier<T> call) {
    Context context = Context.current().withValue(REQUEST_ID, requestId);
    Context previous = context.attach();
    try {
      return call.get();
    } finally {
      context.detach(previous);
    }
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    String requestId = REQUEST_ID.get();
    return requestId == null
        ? call
        : new SimpleForwardingClientCall<>(call) {
          @Override
          public void sendMessage(Q message) {
            super.sendMessage(replaced(message, requestId));
          }
        };
  }

  @SuppressWarnings("unchecked") // A message is replaced by one of its own class.
  private static <Q> Q replaced(Q message, String requestId) {
    if (message instanceof SignalWorkflowExecutionRequest signal) {
      return (Q) signal.toBuilder().setRequestId(requestId).build();
    }
    return message instanceof SignalWithStartWorkflowExecutionRequest signal
        ? (Q) signal.toBuilder().setRequestId(requestId).build()
        : message;
  }
}
