package dev.throughline.api.run;

import com.google.protobuf.ByteString;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.Names;
import dev.throughline.api.temporal.Paging;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.common.converter.DataConverter;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs by visibility queries, all but the recorder's own. Thread-safe. Failures: Temporal's,
 * INVALID_ARGUMENT for a bad query with Temporal's words about it.
 */
public final class WorkflowSearch {
  private final TemporalService temporal;
  private final DataConverter converter;
  private final Links links;

  public WorkflowSearch(TemporalService temporal, Links links) {
    this.temporal = temporal;
    this.converter = temporal.client().getOptions().getDataConverter();
    this.links = links;
  }

  WorkflowList list(String query, int pageSize, @Nullable String pageToken) {
    Paging paging = new Paging("workflows " + query);
    ByteString page = paging.temporal(pageToken);
    ListWorkflowExecutionsResponse found =
        asked(
            query,
            asked ->
                temporal
                    .calls()
                    .listWorkflowExecutions(
                        ListWorkflowExecutionsRequest.newBuilder()
                            .setNamespace(temporal.namespace())
                            .setQuery(asked)
                            .setPageSize(pageSize)
                            .setNextPageToken(page)
                            .build()));
    return new WorkflowList(
        found.getExecutionsList().stream().map(this::summary).toList(),
        paging.token(found.getNextPageToken()));
  }

  WorkflowCount count(String query) {
    CountWorkflowExecutionsResponse counted =
        asked(
            query,
            asked ->
                temporal
                    .calls()
                    .countWorkflowExecutions(
                        CountWorkflowExecutionsRequest.newBuilder()
                            .setNamespace(temporal.namespace())
                            .setQuery(asked)
                            .build()));
    return new WorkflowCount(
        counted.getCount(),
        counted.getGroupsCount() == 0
            ? null
            : counted.getGroupsList().stream()
                .map(
                    group ->
                        new WorkflowCount.Group(
                            JsonPayloads.readable(group.getGroupValuesList(), converter),
                            group.getCount()))
                .toList());
  }

  private static <T> T asked(String query, Function<String, T> call) {
    try {
      return call.apply(VisibilityQuery.withoutRecorder(query));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT && !query.isBlank()) {
        // So that the words are about what the caller wrote, and not about what was made of it.
        T unused = call.apply(query);
      }
      throw e;
    }
  }

  private WorkflowSummary summary(WorkflowExecutionInfo info) {
    String workflowId = info.getExecution().getWorkflowId();
    String runId = info.getExecution().getRunId();
    return new WorkflowSummary(
        workflowId,
        runId,
        info.getType().getName(),
        Names.of(info.getStatus()),
        Instants.of(info.getStartTime()),
        Instants.given(info.getExecutionTime()),
        Instants.given(info.getCloseTime()),
        info.getTaskQueue(),
        RunReference.given(info.getParentExecution()),
        info.getHistoryLength() == 0 ? null : info.getHistoryLength(),
        JsonPayloads.readable(info.getMemo().getFieldsMap(), converter),
        JsonPayloads.readable(info.getSearchAttributes().getIndexedFieldsMap(), converter),
        Map.of("self", links.self(workflowId) + "?runId=" + runId));
  }
}
