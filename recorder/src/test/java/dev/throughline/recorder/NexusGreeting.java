package dev.throughline.recorder;

import io.nexusrpc.Operation;
import io.nexusrpc.OperationException;
import io.nexusrpc.Service;
import io.nexusrpc.handler.OperationHandler;
import io.nexusrpc.handler.OperationImpl;
import io.nexusrpc.handler.ServiceImpl;

/** A Nexus service that greets everybody but nobody. */
@Service
public interface NexusGreeting {
  @Operation
  String greet(String name);

  /** Answers at once. */
  @ServiceImpl(service = NexusGreeting.class)
  final class Handler {
    @OperationImpl
    public OperationHandler<String, String> greet() {
      return OperationHandler.sync(
          (context, details, name) -> {
            if ("nobody".equals(name)) {
              throw OperationException.failed("nobody is there");
            }
            return "hello, " + name;
          });
    }
  }
}
