package dev.throughline.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportWorkflowTest {

  @Test
  void produce_mailsTheFileThatItProduced() {
    try (Environment environment = new Environment()) {
      ReportRequest request = new ReportRequest(3, 10, "ann@example.com");

      ReportResult result = environment.stub(ReportWorkflow.class).produce(request);

      assertThat(result)
          .isEqualTo(
              new ReportResult(
                  new ReportFile("report-1.csv", 3, 1234), new EmailReceipt("<id-1>")));
      assertThat(environment.activities.produced).containsExactly(request);
      Email email = environment.activities.sent.get(0);
      assertThat(email.to()).containsExactly("ann@example.com");
      assertThat(email.attachment())
          .isEqualTo(new Attachment("report-1.csv", "report.csv", "text/csv"));
    }
  }

  @Test
  void work_ofTheLargestReport_isStillATimeOutThatTheServerTakes() {
    Duration work = new ReportRequest(1_000_000, 60_000, "ann@example.com").work();

    assertThat(work.multipliedBy(2)).isLessThan(Duration.ofDays(10 * 365));
  }
}
