package dev.throughline.workflows;

import io.temporal.activity.Activity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/** Records what the workflows ask for, and when; fails as told. */
final class FakeActivities implements EmailActivities, ReportActivities {

  final List<Email> sent = Collections.synchronizedList(new ArrayList<>());
  final List<Long> sentAt = Collections.synchronizedList(new ArrayList<>());
  final List<ReportRequest> produced = Collections.synchronizedList(new ArrayList<>());
  final Queue<RuntimeException> failures = new ArrayDeque<>();
  private final LongSupplier clock;

  FakeActivities(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public EmailReceipt send(Email email) {
    sent.add(email);
    sentAt.add(clock.getAsLong());
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return new EmailReceipt("<" + Activity.getExecutionContext().getInfo().getWorkflowId() + ">");
  }

  @Override
  public ReportFile produce(ReportRequest request) {
    produced.add(request);
    return new ReportFile("report-1.csv", request.rows(), 1234);
  }
}
