package dev.throughline.conformance;

import static dev.throughline.conformance.MatrixPart.API;
import static dev.throughline.conformance.MatrixPart.RECORDER;
import static dev.throughline.conformance.MatrixPart.WORKER;

/** A moment in the life of a run or of its spans, at which parts die. */
enum MatrixMoment {
  /** The request's spans have begun, and Temporal has heard nothing. */
  BEFORE_THE_START_CALL {
    @Override
    void reach(MatrixScene scene) {
      scene.gate(API).holdRequests("StartWorkflowExecution");
      scene.askForEmail();
      scene.await(() -> scene.gate(API).holds("StartWorkflowExecution"));
    }
  },

  /** Temporal has the run, and the API does not know. */
  AFTER_THE_START_CALL {
    @Override
    void reach(MatrixScene scene) {
      scene.gate(API).holdAnswers("StartWorkflowExecution");
      scene.askForEmail();
      scene.await(() -> scene.gate(API).holds("StartWorkflowExecution"));
    }
  },

  /** The worker has begun the run and written its anchor, and Temporal has not heard it. */
  FIRST_WORKFLOW_TASK {
    @Override
    void reach(MatrixScene scene) {
      scene.gate(WORKER).holdRequests("RespondWorkflowTaskCompleted");
      scene.askForEmail();
      scene.await(() -> scene.gate(WORKER).holds("RespondWorkflowTaskCompleted"));
    }
  },

  /** Temporal has given the attempt away, and no worker has heard it. */
  BEFORE_THE_ATTEMPT {
    @Override
    void reach(MatrixScene scene) throws Exception {
      scene.gate(WORKER).holdAnswers("PollActivityTaskQueue");
      // It brings the first activity along, where a worker has room for it.
      scene.gate(WORKER).holdAnswers("RespondWorkflowTaskCompleted");
      Job job = scene.startEmail();
      scene.await(() -> scene.isAttempted(job));
    }
  },

  /** The attempt waits for the mail server. */
  DURING_THE_ATTEMPT {
    @Override
    void reach(MatrixScene scene) {
      int before = scene.mail().connections();
      scene.mail().hold();
      scene.askForEmail();
      scene.await(() -> scene.mail().connections() > before);
    }
  },

  /** The attempt has ended, and Temporal has not heard it. */
  AFTER_THE_ATTEMPT {
    @Override
    void reach(MatrixScene scene) {
      scene.gate(WORKER).holdRequests("RespondActivityTaskCompleted");
      scene.askForEmail();
      scene.await(() -> scene.gate(WORKER).holds("RespondActivityTaskCompleted"));
    }
  },

  /** The run sleeps. */
  DURING_A_TIMER {
    @Override
    void reach(MatrixScene scene) throws Exception {
      scene.scheduleEmail();
    }
  },

  /** All who write spans have sent some, which the backend has not stored. */
  DURING_EXPORT {
    @Override
    void reach(MatrixScene scene) throws Exception {
      int before = scene.backend().requests();
      scene.setFault(Fault.HANGING);
      scene.sendEmail();
      scene.await(() -> scene.backend().requests() >= before + WRITERS);
    }
  },

  /** The backend has stored the run's spans, and its senders do not know. */
  BEFORE_THE_ACKNOWLEDGEMENT {
    @Override
    void reach(MatrixScene scene) throws Exception {
      int before = scene.backend().requests();
      scene.setFault(Fault.SLOW);
      scene.sendEmail();
      scene.await(() -> scene.backend().requests() >= before + WRITERS);
    }
  },

  /** The recorder knows that the end of the run is stored, and Temporal has not heard it. */
  AFTER_THE_ACKNOWLEDGEMENT {
    @Override
    void reach(MatrixScene scene) throws Exception {
      scene.setFault(Fault.SLOW.forSpansNamed(END));
      Job job = scene.sendEmail();
      scene.await(
          () ->
              scene.stored(span -> span.traceId().equals(job.traceId()) && span.name().equals(END))
                  == 1);
      scene.gate(RECORDER).holdRequests("RecordActivityTaskHeartbeat");
      scene.setFault(Fault.NONE);
      scene.await(() -> scene.gate(RECORDER).holds("RecordActivityTaskHeartbeat"));
    }
  },

  /** A worker has adopted what its predecessor had begun, and sent it; it is stored. */
  DURING_ADOPTION {
    @Override
    void reach(MatrixScene scene) throws Exception {
      DURING_THE_ATTEMPT.reach(scene);
      long before = scene.stored(Interrupted::is);
      scene.kill(WORKER);
      scene.mail().release();
      scene.setFault(Fault.SLOW.forSpansNamed("SMTP send"));
      scene.restart(WORKER);
      scene.await(() -> scene.stored(Interrupted::is) > before);
    }
  };

  private static final String END = "CompleteWorkflow:Email";

  /** The API, the worker, and the recorder. */
  private static final int WRITERS = 3;

  /** Brings the scene to it, and holds it there. */
  abstract void reach(MatrixScene scene) throws Exception;
}
