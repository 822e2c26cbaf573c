package dev.throughline.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.testing.DropwizardTestSupport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
  @Test
  void stop_runsEachTaskOnce_alsoAfterOneThatFails_andALateOneAtOnce() throws Exception {
    List<String> ran = new ArrayList<>();
    DropwizardTestSupport<GuardedApplication.Config> app = GuardedApplication.with("");
    app.before();
    Draining draining = app.<GuardedApplication>getApplication().draining();
    draining.onDraining(
        () -> {
          throw new IllegalStateException("as the test wants it");
        });
    draining.onDraining(() -> ran.add("stream"));
    assertThat(ran).isEmpty();

    app.after();
    draining.onDraining(() -> ran.add("late"));

    assertThat(ran).containsExactly("stream", "late");
  }
}
