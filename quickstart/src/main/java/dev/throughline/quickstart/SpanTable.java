package dev.throughline.quickstart;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of a tree with what is known of each span in columns. */
final class SpanTable {
  private static final int MINIMUM_TITLE = 40;

  private SpanTable() {}

  static String draw(List<SpanLine> lines) {
    int title =
        lines.stream().mapToInt(line -> line.title().length()).reduce(MINIMUM_TITLE, Math::max);
    String format = "%-" + title + "s  %-10s  %3s  %8s  %s";
    return lines.stream()
        .map(
            line ->
                String.format(
                    Locale.ROOT,
                    format,
                    line.title(),
                    line.label(),
                    line.httpStatus(),
                    line.duration(),
                    line.fault()))
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"));
  }
}
