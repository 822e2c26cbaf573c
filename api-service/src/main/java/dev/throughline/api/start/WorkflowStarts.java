package dev.throughline.api.start;

import dev.throughline.api.temporal.Links;
import io.opentelemetry.api.trace.Span;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;

/** Starts workflows, and answers as every start does: 202, where to look, and when to come back. */
public final class WorkflowStarts {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final WorkflowClient client;
  private final String taskQueue;
  private final Links links;

  public WorkflowStarts(WorkflowClient client, String taskQueue, Links links) {
    this.client = client;
    this.taskQueue = taskQueue;
    this.links = links;
  }

  /** Starts a run under a new workflow id, {@code TYPE-UUID} in lower case. */
  Response start(String type, Object input) {
    String workflowId = type.toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
    WorkflowOptions options =
        WorkflowOptions.newBuilder().setWorkflowId(workflowId).setTaskQueue(taskQueue).build();
    WorkflowExecution run = client.newUntypedWorkflowStub(type, options).start(input);
    StartedWorkflow started =
        new StartedWorkflow(
            workflowId,
            run.getRunId(),
            "RUNNING",
            Span.current().getSpanContext().getTraceId(),
            links.of(workflowId, run.getRunId()));
    return Response.accepted(started)
        .location(URI.create(links.self(workflowId)))
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .build();
  }
}
