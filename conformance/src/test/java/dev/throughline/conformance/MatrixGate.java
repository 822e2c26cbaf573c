package dev.throughline.conformance;

import static java.util.Objects.requireNonNull;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from a service to Temporal, which can keep back calls of a method: so the service can die
 * when it has said something and nobody has heard it, or the other way round. Thread-safe.
 */
final class MatrixGate implements AutoCloseable {
  private static final Context.Key<Metadata> HEADERS = Context.key("headers");
  private static final int LARGEST_MESSAGE = 64 << 20;

  private final ManagedChannel temporal;
  private final Server server;
  private final Set<String> heldRequests = new HashSet<>();
  private final Set<String> heldAnswers = new HashSet<>();
  private final List<Held> held = new ArrayList<>();

  private record Held(String method, StreamObserver<byte[]> caller) {}

  /**
   * Makes a gate that is open, on a free loopback port.
   *
   * @param target Temporal's address
   */
  MatrixGate(String target) throws IOException {
    temporal =
        NettyChannelBuilder.forTarget(target)
            .usePlaintext()
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .fallbackHandlerRegistry(new AnyMethod())
            .intercept(new WithHeaders())
            .build()
            .start();
  }

  /** Returns {@code host:port}. */
  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Keeps back requests of the method from now on: Temporal does not hear them. */
  synchronized void holdRequests(String method) {
    heldRequests.add(method);
  }

  /** Keeps back answers of the method from now on: the service does not hear them. */
  synchronized void holdAnswers(String method) {
    heldAnswers.add(method);
  }

  /** Whether a request or an answer of the method is kept back. */
  synchronized boolean holds(String method) {
    return held.stream().anyMatch(each -> each.method().equals(method));
  }

  /** Loses what was kept back, as a broken connection does, and keeps back nothing more. */
  synchronized void cut() {
    heldRequests.clear();
    heldAnswers.clear();
    held.forEach(each -> each.caller().onError(Status.UNAVAILABLE.asRuntimeException()));
    held.clear();
    // It would wait before it tries again.
    temporal.resetConnectBackoff();
  }

  private void call(
      MethodDescriptor<byte[], byte[]> method, byte[] request, StreamObserver<byte[]> caller) {
    String name = String.valueOf(method.getBareMethodName());
    if (isHeld(heldRequests, name, caller)) {
      return;
    }
    ClientCalls.asyncUnaryCall(
        ClientInterceptors.intercept(
                temporal, MetadataUtils.newAttachHeadersInterceptor(HEADERS.get()))
            .newCall(method, CallOptions.DEFAULT),
        request,
        new StreamObserver<>() {
          private byte @Nullable [] answer;

          @Override
          public void onNext(byte[] message) {
            answer = message;
          }

          @Override
          public void onError(Throwable e) {
            caller.onError(e);
          }

          @Override
          public void onCompleted() {
            if (!isHeld(heldAnswers, name, caller)) {
              caller.onNext(requireNonNull(answer));
              caller.onCompleted();
            }
          }
        });
  }

  private synchronized boolean isHeld(
      Set<String> methods, String method, StreamObserver<byte[]> caller) {
    return methods.contains(method) && held.add(new Held(method, caller));
  }

  @Override
  public void close() {
    server.shutdownNow();
    temporal.shutdownNow();
  }

  /** All of Temporal's methods have one request and one answer. */
  private final class AnyMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(new Bytes(), new Bytes())
              .setFullMethodName(name)
              .setType(MethodType.UNARY)
              .build();
      return ServerMethodDefinition.create(
          method, ServerCalls.asyncUnaryCall((request, caller) -> call(method, request, caller)));
    }
  }

  private static final class WithHeaders implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return Contexts.interceptCall(
          Context.current().withValue(HEADERS, headers), call, headers, next);
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
