package dev.throughline.tracing;

import io.temporal.api.common.v1.Payload;
import io.temporal.common.context.ContextPropagator;
import io.temporal.workflow.WorkflowThreadLocal;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries the run's start header to its workflow threads, before any workflow code or interceptor
 * runs there; nothing else tells an interceptor's {@code init}. It writes no header: what a
 * propagator writes wins over interceptors, and only they know the operation.
 */
final class RunHeaderPropagator implements ContextPropagator {
  // Not a plain thread-local: workflow threads are pooled, and a run without a header sets nothing.
  private static final WorkflowThreadLocal<Map<String, Payload>> HEADER =
      WorkflowThreadLocal.withCachedInitial(Map::of);

  /** The header of the run whose workflow thread this is. */
  static Map<String, Payload> runHeader() {
    return HEADER.get();
  }

  @Override
  public String getName() {
    return "throughline";
  }

  @Override
  public Map<String, Payload> serializeContext(Object context) {
    return Map.of();
  }

  @Override
  public Object deserializeContext(Map<String, Payload> header) {
    return header;
  }

  @Override
  public @Nullable Object getCurrentContext() {
    return WorkflowUnsafe.isWorkflowThread() ? HEADER.get() : null;
  }

  @Override
  @SuppressWarnings("unchecked") // what deserializeContext gave
  public void setCurrentContext(@Nullable Object context) {
    // Activities are told too; they read their task's header instead, which is never stale.
    if (context != null && WorkflowUnsafe.isWorkflowThread()) {
      HEADER.set((Map<String, Payload>) context);
    }
  }
}
