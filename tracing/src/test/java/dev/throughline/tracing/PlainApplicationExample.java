package dev.throughline.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/** The example of {@code tracing/README.md}: a test keeps the two alike, and runs it. */
final class PlainApplicationExample {
  private PlainApplicationExample() {}

  static String run(WorkflowServiceStubs service, SpanExporter exporter) {
    // README
    DurableTracing tracing =
        DurableTracing.builder()
            .setResource(
                Resource.create(Attributes.builder().put("service.name", "greeter").build()))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    WorkflowClient client =
        WorkflowClient.newInstance(
            service, WorkflowClientOptions.newBuilder().setPlugins(tracing).build());

    // The worker has the plug-in from its client.
    WorkerFactory factory = WorkerFactory.newInstance(client);
    Worker worker = factory.newWorker("greetings");
    worker.registerWorkflowImplementationTypes(GreetingWorkflow.class);
    worker.registerActivitiesImplementations(new PoliteGreeter());
    factory.start();

    Greeting greeting =
        client.newWorkflowStub(
            Greeting.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue("greetings")
                .setWorkflowId("greeting-1")
                .build());
    String text = greeting.greet("Ann");

    factory.shutdown();
    tracing.close(); // exports what is still in the batch
    // README
    return text;
  }

  @WorkflowInterface
  public interface Greeting {
    @WorkflowMethod(name = "Greeting")
    String greet(String name);
  }

  public static final class GreetingWorkflow implements Greeting {
    @Override
    public String greet(String name) {
      return Workflow.newActivityStub(
              Greeter.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build())
          .compose(name);
    }
  }

  @ActivityInterface
  public interface Greeter {
    String compose(String name);
  }

  static final class PoliteGreeter implements Greeter {
    @Override
    public String compose(String name) {
      return "Good morning, " + name;
    }
  }
}
