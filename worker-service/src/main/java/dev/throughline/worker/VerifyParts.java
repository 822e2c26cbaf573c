package dev.throughline.worker;

import dev.throughline.journal.SpanDestination;
import dev.throughline.recorder.ForeignRuns;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a verification works with. All but the destination must be as the recorder has it, or what
 * is implied differs.
 *
 * @param namespace whose runs are verified
 * @param sampleDerived decides for a trace id that no header decided
 * @param destination where repaired spans go; {@code null} if there is no place, or nothing is to
 *     be repaired
 * @param exported whether what goes to the destination comes to an OTLP endpoint
 * @param journalled whether it is readable in the journal afterwards
 * @param journalDirectory the journals of this machine
 * @param closing frees what was opened
 */
record VerifyParts(
    WorkflowServiceStubs temporal,
    String namespace,
    Predicate<String> sampleDerived,
    ForeignRuns foreignRuns,
    @Nullable SpanDestination destination,
    boolean exported,
    boolean journalled,
    Path journalDirectory,
    AutoCloseable closing)
    implements AutoCloseable {

  /** Makes the parts from the service's configuration. */
  interface Factory {
    /**
     * Opens them.
     *
     * @param repair whether a destination is needed
     */
    VerifyParts open(WorkerConfiguration config, boolean repair) throws Exception;
  }

  @Override
  public void close() throws Exception {
    closing.close();
  }
}
