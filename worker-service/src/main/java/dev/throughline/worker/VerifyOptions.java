package dev.throughline.worker;

import dev.throughline.recorder.verify.StoredTraces;
import java.net.URI;
import java.nio.file.Path;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@link VerifyCommand}. What is wrong with them is not the parser's business: it
 * would end the process with a status that has another meaning here.
 */
record VerifyOptions(String query, String backend, @Nullable URI url, boolean repair) {
  private static final String JAEGER = "jaeger";
  private static final String TEMPO = "tempo";
  private static final String JOURNAL = "journal";

  static void declare(Subparser parser) {
    parser
        .addArgument("--query")
        .metavar("QUERY")
        .help("which runs: a list filter of Temporal's, such as \"WorkflowType = 'Order'\"");
    parser
        .addArgument("--backend")
        .metavar("{jaeger,tempo,journal}")
        .setDefault(JOURNAL)
        .help("where traces are stored; journal: what waits or is retained on this machine");
    parser
        .addArgument("--url")
        .metavar("URL")
        .help("of Jaeger's query service or Tempo's query frontend, with its base path");
    parser
        .addArgument("--repair")
        .action(Arguments.storeTrue())
        .help("export what is missing, as far as event history tells it");
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one is missing or wrong; the message is for its user
   */
  static VerifyOptions of(Namespace arguments) {
    String query = arguments.getString("query");
    String backend = arguments.getString("backend");
    String url = arguments.getString("url");
    check(query != null, "--query is required, for example --query \"WorkflowType = 'Order'\"");
    switch (backend) {
      case JAEGER -> check(url != null, "--url is required, for example http://localhost:16686");
      case TEMPO -> check(url != null, "--url is required, for example http://localhost:3200");
      case JOURNAL -> check(url == null, "--url needs --backend jaeger or --backend tempo");
      default -> check(false, "--backend is jaeger, tempo or journal, and not " + backend);
    }
    URI address = url == null ? null : URI.create(url);
    return new VerifyOptions(query, backend, address, arguments.getBoolean("repair"));
  }

  boolean isOfJournal() {
    return url == null;
  }

  StoredTraces storedTraces(Path journalDirectory) {
    if (url == null) {
      return StoredTraces.journal(journalDirectory);
    }
    return backend.equals(TEMPO) ? StoredTraces.tempo(url) : StoredTraces.jaeger(url);
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }
}
