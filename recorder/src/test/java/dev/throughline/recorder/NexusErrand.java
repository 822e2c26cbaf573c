package dev.throughline.recorder;

import io.nexusrpc.Operation;
import io.nexusrpc.Service;
import io.nexusrpc.handler.HandlerException;
import io.nexusrpc.handler.OperationHandler;
import io.nexusrpc.handler.OperationImpl;
import io.nexusrpc.handler.ServiceImpl;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.nexus.Nexus;
import io.temporal.nexus.WorkflowHandle;
import io.temporal.nexus.WorkflowRunOperation;

/** A Nexus service that runs a workflow of the type that it is asked for, and so takes its time. */
@Service
public interface NexusErrand {
  @Operation
  String run(String workflowType);

  /** Refuses nonsense. */
  @ServiceImpl(service = NexusErrand.class)
  final class Handler {
    @OperationImpl
    public OperationHandler<String, String> run() {
      return WorkflowRunOperation.fromWorkflowHandle(
          (context, details, type) -> {
            if ("nonsense".equals(type)) {
              throw new HandlerException(
                  HandlerException.ErrorType.BAD_REQUEST, new IllegalArgumentException(type));
            }
            String workflowId = "errand-" + type + '-' + details.getRequestId();
            WorkflowStub stub =
                Nexus.getOperationContext()
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(
                        type, WorkflowOptions.newBuilder().setWorkflowId(workflowId).build());
            return WorkflowHandle.fromWorkflowStub(stub, String.class);
          });
    }
  }
}
