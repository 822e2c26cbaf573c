package dev.throughline.workflows;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Produces a report, which takes its time, and mails it. */
@WorkflowInterface
public interface ReportWorkflow {

  /** The workflow type. */
  String TYPE = "Report";

  /** Produces the report and sends it as an attachment, by the activity that sends all e-mail. */
  @WorkflowMethod(name = TYPE)
  ReportResult produce(ReportRequest request);
}
