package dev.throughline.api.run;

import com.google.protobuf.util.JsonFormat;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * A history in the JSON that Temporal's CLI and UI write, and the UI and the SDKs' replayers read:
 * the protobuf message History. Of a long one, a page at a time is in memory.
 *
 * @param first page; read before the answer begins, so that what is wrong can still be told
 */
record RawHistory(EventPages pages, GetWorkflowExecutionHistoryResponse first)
    implements StreamingOutput {

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  @Override
  public void write(OutputStream out) throws IOException {
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    writer.write("{\"events\":[");
    String separator = "\n";
    for (var page = first; ; page = pages.page(EventPages.LARGEST, page.getNextPageToken())) {
      for (HistoryEvent event : page.getHistory().getEventsList()) {
        writer.write(separator);
        JSON.appendTo(event, writer);
        separator = ",\n";
      }
      if (page.getNextPageToken().isEmpty()) {
        break;
      }
    }
    writer.write("\n]}\n");
    writer.flush();
  }
}
