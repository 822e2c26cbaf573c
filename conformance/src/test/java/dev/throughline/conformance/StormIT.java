package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.recorder.io.RunHistories;
import dev.throughline.recorder.verify.Summary;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Run;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Runs of all kinds, while services are killed every few seconds and the backend is away now and
 * then. When it is over, all that history implies is stored.
 *
 * <p>{@code -Dthroughline.storm.runs=500} makes a long one, {@code -Dthroughline.storm.seed=}
 * repeats the decisions of another.
 */
class StormIT {
  private static final int RUNS = Integer.getInteger("throughline.storm.runs", 60);
  private static final long SEED =
      Long.getLong("throughline.storm.seed", new Random().nextInt(1_000_000));
  private static final Duration QUIET_WITHIN = Duration.ofMinutes(3);

  @Test
  void stormIsOver_nothingIsLost() throws Exception {
    System.out.printf("Storm of %d runs, seed %d%n", RUNS, SEED);
    try {
      System.out.println(storm());
    } catch (Exception | AssertionError e) {
      throw new AssertionError("Storm with -Dthroughline.storm.seed=" + SEED, e);
    }
  }

  private static String storm() throws Exception {
    long began = System.nanoTime();
    try (Cluster cluster = Cluster.start();
        StormCallers callers = new StormCallers(cluster, new Random(SEED));
        StormKills kills = new StormKills(cluster, new Random(~SEED))) {
      kills.begin();
      callers.start(RUNS);
      int killed = kills.end();
      Summary whole = new WholeTraces(cluster).awaitWhole(kills.services(), QUIET_WITHIN);
      SpanStore store = cluster.traces().store();
      long startedUnheard = assertRequestsAccountedFor(cluster, callers);
      return "%s; %d spans, %d repeats; %d kills; %d requests unanswered, %d of them started a run; %d s"
          .formatted(
              whole,
              store.spans().size(),
              store.duplicates().size(),
              killed,
              callers.unanswered(),
              startedUnheard,
              Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }
  }

  /**
   * Checks that each run that the API has told of is there, in the trace that it has told, and each
   * e-mail that was sent.
   *
   * @return how many runs were started by requests that got no answer
   */
  private static long assertRequestsAccountedFor(Cluster cluster, StormCallers callers) {
    record Anchor(String traceId, String spanId) {
      static Anchor of(Job job) {
        Run run = new Run("default", job.workflowId(), job.runId());
        return new Anchor(job.traceId(), Ids.runWorkflow(run));
      }
    }
    SpanStore store = cluster.traces().store();
    Set<Anchor> stored =
        store.spans().stream()
            .map(span -> new Anchor(span.traceId(), span.spanId()))
            .collect(Collectors.toSet());
    assertThat(callers.jobs()).allSatisfy(job -> assertThat(stored).contains(Anchor.of(job)));
    long sent =
        store.spans().stream()
            .filter(span -> span.name().equals("SMTP send"))
            .map(ReceivedSpan::spanId)
            .distinct()
            .count();
    assertThat(sent).isGreaterThanOrEqualTo(cluster.mail().getReceivedMessages().length);
    long unheard =
        new RunHistories(cluster.temporal().service(), "default")
                .count("WorkflowType IN ('Email', 'Report')")
            - callers.jobs().size();
    assertThat(unheard).isBetween(0L, (long) callers.unanswered());
    return unheard;
  }
}
