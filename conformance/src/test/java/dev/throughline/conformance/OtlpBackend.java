package dev.throughline.conformance;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.quickstart.TraceReceiver;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * A trace backend on free loopback ports, over HTTP and gRPC, that can be made to fail.
 * Thread-safe.
 */
final class OtlpBackend implements AutoCloseable {
  private final SpanStore store = new SpanStore();
  private final TraceReceiver http;
  private final Server grpc;
  private final Relay toHttp;
  private final Relay toGrpc;
  private Fault fault = Fault.NONE;
  private int requests;

  OtlpBackend() throws IOException {
    http = TraceReceiver.start(this::receive);
    grpc =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new GrpcEndpoint())
            .build()
            .start();
    toHttp = new Relay(URI.create(http.endpoint()).getPort());
    toGrpc = new Relay(grpc.getPort());
  }

  /** Returns the endpoint for {@code http/protobuf}. */
  String httpEndpoint() {
    return "http://127.0.0.1:" + toHttp.port();
  }

  /** Returns the endpoint for {@code grpc}. */
  String grpcEndpoint() {
    return "http://127.0.0.1:" + toGrpc.port();
  }

  /** Returns what has been stored. */
  SpanStore store() {
    return store;
  }

  /** Returns how many requests have arrived, answered or not. */
  synchronized int requests() {
    return requests;
  }

  /**
   * Changes how the backend behaves from now on. Requests that wait for an answer get it when
   * another fault takes over.
   */
  synchronized void setFault(Fault fault) throws IOException {
    this.fault = fault;
    notifyAll();
    if (fault.equals(Fault.DOWN)) {
      toHttp.shut();
      toGrpc.shut();
    } else {
      toHttp.open();
      toGrpc.open();
    }
  }

  private synchronized int receive(List<ReceivedSpan> spans) throws InterruptedException {
    Fault atArrival = fault.concerns(spans) ? fault : Fault.NONE;
    if (atArrival.stores()) {
      store.add(spans);
    }
    requests++;
    while (atArrival.hangs() && fault.equals(atArrival)) {
      wait();
    }
    return atArrival.status();
  }

  @Override
  public void close() throws IOException {
    toHttp.close();
    toGrpc.close();
    http.close();
    grpc.shutdownNow();
  }

  private final class GrpcEndpoint extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> response) {
      try {
        int status = receive(ReceivedSpan.of(request));
        if (status == 200) {
          response.onNext(ExportTraceServiceResponse.getDefaultInstance());
          response.onCompleted();
        } else {
          response.onError(code(status).toStatus().asRuntimeException());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the gRPC code that the OTLP specification treats as it treats the HTTP status. */
  private static Status.Code code(int httpStatus) {
    return switch (httpStatus) {
      case 400, 413 -> Status.Code.INVALID_ARGUMENT;
      case 401 -> Status.Code.UNAUTHENTICATED;
      case 403 -> Status.Code.PERMISSION_DENIED;
      case 404 -> Status.Code.UNIMPLEMENTED;
      case 429 -> Status.Code.RESOURCE_EXHAUSTED;
      case 500 -> Status.Code.INTERNAL;
      default -> Status.Code.UNAVAILABLE;
    };
  }
}
