package dev.throughline.workflows;

import java.util.List;

/** {@link ReportWorkflow}: two activities, one after the other. */
public final class ReportWorkflowImpl implements ReportWorkflow {

  private final EmailActivities emails = ActivityStubs.email();

  @Override
  public ReportResult produce(ReportRequest request) {
    ReportFile report = ActivityStubs.report(request).produce(request);
    return new ReportResult(report, emails.send(email(request.to(), report)));
  }

  private static Email email(String to, ReportFile report) {
    String text = "Your report is attached: " + report.rows() + " rows.\n";
    Attachment csv = new Attachment(report.name(), "report.csv", "text/csv");
    return new Email(List.of(to), "Your report", text, null, csv);
  }
}
