package dev.throughline.conformance;

import static dev.throughline.conformance.MatrixPart.API;
import static dev.throughline.conformance.MatrixPart.BACKEND;
import static dev.throughline.conformance.MatrixPart.RECORDER;
import static dev.throughline.conformance.MatrixPart.TEMPORAL;
import static dev.throughline.conformance.MatrixPart.WORKER;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each part is killed at each moment that matters to it, and started again. Nothing is lost.
 *
 * <pre>
 *                              API             WORKER          RECORDER    BACKEND         TEMPORAL
 * before the start call        here            -               -           -               CrashIT
 * after the start call         here            -               -           -               here
 * first workflow task          -               here            -           -               here
 * before the attempt           -               here            -           -               here
 * during the attempt           -               CrashIT         -           -               here
 * after the attempt            -               here            -           -               here
 * during a timer               -               SleepThroughIT  -           -               here
 * during export                JournalCrashIT  JournalCrashIT  RecorderIT  here            here
 * before the acknowledgement   JournalCrashIT  JournalCrashIT  RecorderIT  here            -
 * after the acknowledgement    -               -               here        -               here
 * during adoption              JournalCrashIT  here            -           here            -
 * </pre>
 *
 * <p>Where there is nothing to kill for: the API knows of a run only until it has started it, a
 * worker only from its first task on, and the recorder only when it has closed. The backend sees
 * nothing but exports; that it is away all along is JournalCrashIT's. Temporal has no part in what
 * comes between a sender and the backend: one kill during an export stands for all. What an
 * acknowledgement lets the API and the worker forget is in their journals on the same disk.
 */
class MatrixIT {
  /** Of the last test, if nothing was lost: else the next one begins anew. */
  private static @Nullable MatrixScene last;

  private MatrixScene scene;

  @BeforeEach
  void start() throws Exception {
    scene = last == null ? MatrixScene.start() : last;
    last = null;
  }

  @AfterEach
  void stop() throws Exception {
    if (last == null) {
      scene.close();
    }
  }

  @AfterAll
  static void stopLast() throws Exception {
    if (last != null) {
      last.close();
    }
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("cells")
  void partKilledAtTheMoment_nothingIsLost(MatrixMoment moment, MatrixPart victim)
      throws Exception {
    // What they have begun by then is in their journals only, but where it is about exports.
    scene.setFault(Fault.DOWN);
    moment.reach(scene);

    scene.kill(victim);
    scene.letGo();
    scene.restart(victim);

    scene.assertWhole();
    last = scene;
  }

  static Stream<Arguments> cells() {
    return Arrays.stream(MatrixMoment.values())
        .flatMap(moment -> victims(moment).stream().map(victim -> Arguments.of(moment, victim)));
  }

  private static List<MatrixPart> victims(MatrixMoment moment) {
    return switch (moment) {
      case BEFORE_THE_START_CALL -> List.of(API);
      case AFTER_THE_START_CALL -> List.of(API, TEMPORAL);
      case FIRST_WORKFLOW_TASK, BEFORE_THE_ATTEMPT, AFTER_THE_ATTEMPT -> List.of(WORKER, TEMPORAL);
      case DURING_THE_ATTEMPT, DURING_A_TIMER -> List.of(TEMPORAL);
      case DURING_EXPORT -> List.of(BACKEND, TEMPORAL);
      case BEFORE_THE_ACKNOWLEDGEMENT -> List.of(BACKEND);
      case AFTER_THE_ACKNOWLEDGEMENT -> List.of(RECORDER, TEMPORAL);
      case DURING_ADOPTION -> List.of(WORKER, BACKEND);
    };
  }
}
