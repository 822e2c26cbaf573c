package dev.throughline.recorder.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers for a Temporal service that holds closed runs, and has the faults that a real one cannot
 * be made to have. Visibility lists as the real one does: newest first, cut to the microsecond.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
public final class FaultyTemporal extends WorkflowServiceImplBase implements AutoCloseable {
  private static final Pattern CLOSED = Pattern.compile("CloseTime (>=|<=) '([^']+)'");
  private static final Comparator<ScriptedRun> NEWEST_FIRST =
      Comparator.comparing(FaultyTemporal::shown)
          .reversed()
          .thenComparing(run -> run.run().runId());

  private final Map<String, ScriptedRun> runs = new ConcurrentHashMap<>();
  private final AtomicInteger lists = new AtomicInteger();
  private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
  private final Server server;
  private final ManagedChannel channel;
  private final WorkflowServiceStubs stubs;
  private volatile Fault<ListWorkflowExecutionsRequest> listFault = request -> null;
  private volatile Fault<GetWorkflowExecutionHistoryRequest> historyFault = request -> null;
  private volatile UnaryOperator<HistoryEvent> eventChange = UnaryOperator.identity();

  /** Decides what goes wrong with a call. */
  public interface Fault<T> {
    /** The status to answer with, or {@code null} to answer well. */
    @Nullable Status of(T request);
  }

  public FaultyTemporal() throws IOException {
    this(Integer.MAX_VALUE);
  }

  /**
   * A service with a client of its own.
   *
   * @param mostBytes how large an answer the client takes
   */
  FaultyTemporal(int mostBytes) throws IOException {
    server = NettyServerBuilder.forPort(0).addService(this).build().start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .maxInboundMessageSize(mostBytes)
            .build();
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setChannel(channel).build());
  }

  /** The client. */
  public RunHistories histories() {
    return new RunHistories(stubs, "default");
  }

  /** From now on visibility shows the run, and its history can be read. */
  public ScriptedRun show(ScriptedRun run) {
    runs.put(run.run().runId(), run);
    return run;
  }

  /** What goes wrong with lists of runs from now on. */
  public void failLists(Fault<ListWorkflowExecutionsRequest> fault) {
    listFault = fault;
  }

  /** What goes wrong with pages of histories from now on. */
  public void failHistories(Fault<GetWorkflowExecutionHistoryRequest> fault) {
    historyFault = fault;
  }

  /** Histories have other events from now on. */
  public void changeEvents(UnaryOperator<HistoryEvent> change) {
    eventChange = change;
  }

  /** How many pages of runs were asked for. */
  public int lists() {
    return lists.get();
  }

  /** How often the history of a run was asked for, from its first page. */
  public int reads(ScriptedRun run) {
    AtomicInteger count = reads.get(run.run().runId());
    return count == null ? 0 : count.get();
  }

  @Override
  public void getSystemInfo(
      GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> observer) {
    answer(observer, GetSystemInfoResponse.getDefaultInstance());
  }

  @Override
  public void listWorkflowExecutions(
      ListWorkflowExecutionsRequest request,
      StreamObserver<ListWorkflowExecutionsResponse> observer) {
    lists.incrementAndGet();
    Status fault = listFault.of(request);
    if (fault != null) {
      observer.onError(fault.asRuntimeException());
      return;
    }
    List<ScriptedRun> found = found(request.getQuery()).sorted(NEWEST_FIRST).toList();
    int from = from(request.getNextPageToken());
    int to = Math.min(from + request.getPageSize(), found.size());
    answer(
        observer,
        ListWorkflowExecutionsResponse.newBuilder()
            .addAllExecutions(found.subList(from, to).stream().map(FaultyTemporal::listed).toList())
            .setNextPageToken(token(to, found.size()))
            .build());
  }

  @Override
  public void countWorkflowExecutions(
      CountWorkflowExecutionsRequest request,
      StreamObserver<CountWorkflowExecutionsResponse> observer) {
    answer(
        observer,
        CountWorkflowExecutionsResponse.newBuilder()
            .setCount(found(request.getQuery()).count())
            .build());
  }

  @Override
  public void getWorkflowExecutionHistory(
      GetWorkflowExecutionHistoryRequest request,
      StreamObserver<GetWorkflowExecutionHistoryResponse> observer) {
    ScriptedRun run = runs.get(request.getExecution().getRunId());
    int from = from(request.getNextPageToken());
    if (from == 0) {
      reads
          .computeIfAbsent(request.getExecution().getRunId(), id -> new AtomicInteger())
          .incrementAndGet();
    }
    if (run == null) {
      observer.onError(Status.NOT_FOUND.withDescription("no such run").asRuntimeException());
      return;
    }
    Status fault = historyFault.of(request);
    if (fault != null) {
      observer.onError(fault.asRuntimeException());
      return;
    }
    int to = Math.min(from + request.getMaximumPageSize(), run.events());
    answer(
        observer,
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setHistory(
                History.newBuilder()
                    .addAllEvents(
                        IntStream.rangeClosed(from + 1, to)
                            .mapToObj(run::event)
                            .map(eventChange)
                            .toList()))
            .setNextPageToken(token(to, run.events()))
            .build());
  }

  private Stream<ScriptedRun> found(String query) {
    Instant from = Instant.MIN;
    Instant to = Instant.MAX;
    Matcher bound = CLOSED.matcher(query);
    while (bound.find()) {
      Instant time = Instant.parse(bound.group(2));
      if (bound.group(1).equals(">=")) {
        from = time;
      } else {
        to = time;
      }
    }
    Instant first = from;
    Instant last = to;
    return runs.values().stream()
        .filter(run -> !shown(run).isBefore(first) && !shown(run).isAfter(last));
  }

  private static Instant shown(ScriptedRun run) {
    return run.closeTime().truncatedTo(ChronoUnit.MICROS);
  }

  private static WorkflowExecutionInfo listed(ScriptedRun run) {
    Instant closeTime = shown(run);
    return WorkflowExecutionInfo.newBuilder()
        .setExecution(
            WorkflowExecution.newBuilder()
                .setWorkflowId(run.run().workflowId())
                .setRunId(run.run().runId()))
        .setType(WorkflowType.newBuilder().setName(run.type()))
        .setCloseTime(
            Timestamp.newBuilder()
                .setSeconds(closeTime.getEpochSecond())
                .setNanos(closeTime.getNano()))
        .build();
  }

  /** Where a page begins, which the first page's token does not tell. */
  static int from(ByteString token) {
    return token.isEmpty() ? 0 : Integer.parseInt(token.toStringUtf8());
  }

  private static ByteString token(int to, int size) {
    return to == size ? ByteString.EMPTY : ByteString.copyFromUtf8(String.valueOf(to));
  }

  private static <T> void answer(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  @Override
  public void close() throws InterruptedException {
    stubs.shutdownNow();
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination();
  }
}
