package dev.throughline.recorder;

import dev.throughline.journal.otlp.ExportRequest;
import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import dev.throughline.journal.otlp.Origin;
import dev.throughline.journal.otlp.ProtoWriter;
import dev.throughline.journal.otlp.SpanEncoder;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/**
 * A program that prints where it runs, and then for every golden history and every way to derive it
 * a digest of all bytes that would be exported: spans, resources and scopes.
 */
final class DerivationDigests {
  private DerivationDigests() {}

  public static void main(String[] args) throws NoSuchAlgorithmException {
    // Not System.out, which speaks the default charset.
    try (PrintStream out =
        new PrintStream(
            new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII)) {
      out.println(place());
      for (History history : History.all()) {
        for (HistoryDerivation.Scope scope : HistoryDerivation.Scope.values()) {
          for (ForeignRuns foreignRuns : ForeignRuns.values()) {
            List<SpanData> spans = derive(history, scope, foreignRuns);
            out.println(
                String.join(
                    " ",
                    history.name(),
                    scope.name(),
                    foreignRuns.name(),
                    Integer.toString(spans.size()),
                    digest(spans)));
          }
        }
      }
    }
  }

  private static String place() {
    return String.join(
        " ",
        TimeZone.getDefault().getID(),
        Locale.getDefault().toLanguageTag(),
        Charset.defaultCharset().name());
  }

  private static List<SpanData> derive(
      History history, HistoryDerivation.Scope scope, ForeignRuns foreignRuns) {
    List<SpanData> spans = new ArrayList<>();
    HistoryDerivation derivation =
        new HistoryDerivation(
            history.run(),
            new HistoryDerivation.Rules(foreignRuns, scope, traceId -> true),
            spans::add);
    history.events().forEach(derivation::accept);
    return spans;
  }

  private static String digest(List<SpanData> spans) throws NoSuchAlgorithmException {
    byte[] request = ExportRequest.of(spans.stream().map(DerivationDigests::encoded).toList());
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request));
  }

  private static EncodedSpan encoded(SpanData span) {
    ProtoWriter out = new ProtoWriter(1024);
    new SpanEncoder(out).span(span);
    Origin origin = Origin.of(span.getResource(), span.getInstrumentationScopeInfo());
    byte[] bytes = out.toByteArray();
    return new EncodedSpan(origin, ByteBuffer.wrap(bytes), 0, bytes.length);
  }
}
