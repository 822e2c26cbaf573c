package dev.throughline.activities.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.activities.imports.Batch.Loaded;
import dev.throughline.activities.imports.Batch.Rejected;
import dev.throughline.activities.imports.ImportTables.Job;
import dev.throughline.activities.sql.Database;
import dev.throughline.workflows.ImportPosition;
import dev.throughline.workflows.ImportSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attempt may die anywhere: what the next one finds is the database and the file, no more. */
abstract class Loads {

  private static final int ROWS = 4 * CsvFile.BATCH_ROWS + 1234;

  // Of its own for each test: they may share a database.
  private final ImportSource source = new ImportSource(UUID.randomUUID().toString(), "a.csv");

  private Path file;
  private Database database;
  private ImportTables tables;

  abstract Database open();

  @BeforeEach
  void begin(@TempDir Path directory) throws Exception {
    file = directory.resolve("a.csv");
    database = open();
    // Each 1000th row is a reject.
    List<String> lines = new ArrayList<>(List.of("id,name"));
    IntStream.rangeClosed(1, ROWS)
        .mapToObj(row -> row % 1000 == 0 ? "reject" : row + ",name-" + row)
        .forEach(lines::add);
    Files.write(file, lines);
    tables = new ImportTables(database.jdbi());
    try (CsvFile csv = CsvFile.open(file, read -> {})) {
      tables.begin(source, "workflow-1", csv.position());
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void attemptsThatDieAfterAnyNumberOfBatches_loadEachRowOnce() throws Exception {
    for (int batches = 0; job().position().hasMore(); batches++) {
      attempt(batches);
    }

    assertEachRowIsThereOnce();
  }

  @Test
  void attemptThatDiesWithinATransaction_leavesNothingOfIt() throws Exception {
    attempt(1);
    Job before = job();
    Batch batch = nextBatch(before);
    List<Loaded> lastTwice = new ArrayList<>(batch.loaded());
    lastTwice.add(batch.loaded().get(0));

    assertThatThrownBy(
            () -> tables.commit(before, new Batch(lastTwice, batch.rejected(), batch.end())))
        .isInstanceOfAny(SQLException.class, JdbiException.class);

    assertThat(job()).isEqualTo(before);
    assertThat(count("imported_row")).isEqualTo(before.position().loaded());
    assertThat(count("rejected_row")).isEqualTo(before.position().rejected());
  }

  @Test
  void commitThatFails_doesNotTellTheRows() throws Exception {
    List<Loaded> twice = List.of(new Loaded(1, "secret"), new Loaded(1, "secret"));
    List<Rejected> rejected =
        List.of(new Rejected(1, 1, "no row", "secret"), new Rejected(1, 1, "no row", "secret"));
    ImportPosition end = new ImportPosition(100, 100, 1, 1, 0);

    assertThatThrownBy(() -> tables.commit(job(), new Batch(twice, List.of(), end)))
        .satisfies(Loads::doesNotTellTheRows);
    assertThatThrownBy(() -> tables.commit(job(), new Batch(List.of(), rejected, end)))
        .satisfies(Loads::doesNotTellTheRows);
  }

  private static void doesNotTellTheRows(Throwable failure) {
    StringWriter told = new StringWriter();
    failure.printStackTrace(new PrintWriter(told));
    assertThat(told.toString()).doesNotContain("secret");
  }

  @Test
  void attemptThatIsStillAliveAfterTheNextHasBegun_isToldAndDoesNothing() throws Exception {
    Job seenByBoth = job();
    Batch batch = nextBatch(seenByBoth);

    assertThat(tables.commit(seenByBoth, batch)).isTrue();
    Job moved = job();
    assertThat(tables.commit(seenByBoth, batch)).isFalse();

    assertThat(job()).isEqualTo(moved);
    attempt(Integer.MAX_VALUE);
    assertEachRowIsThereOnce();
  }

  @Test
  void begin_again_keepsThePosition() throws Exception {
    attempt(2);
    Job before = job();

    try (CsvFile csv = CsvFile.open(file, read -> {})) {
      tables.begin(source, "workflow-1", csv.position());
    }

    assertThat(job()).isEqualTo(before);
  }

  private void attempt(int batches) throws Exception {
    Job job = job();
    try (CsvFile csv = CsvFile.open(file, job.position(), read -> {})) {
      for (int i = 0; i < batches && job.position().hasMore(); i++) {
        Batch batch = csv.next();
        assertThat(tables.commit(job, batch)).isTrue();
        job = new Job(job.id(), batch.end());
      }
      // Read, and not committed.
      csv.next();
    }
  }

  private Batch nextBatch(Job job) throws Exception {
    try (CsvFile csv = CsvFile.open(file, job.position(), read -> {})) {
      return csv.next();
    }
  }

  private Job job() {
    return tables.find(source.importId()).orElseThrow();
  }

  private long count(String table) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM " + table + " WHERE job_id = :job")
                    .bind("job", job().id())
                    .mapTo(Long.class)
                    .one());
  }

  private void assertEachRowIsThereOnce() {
    ObjectMapper json = new ObjectMapper();
    List<String> rows =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "SELECT row_no, fields FROM imported_row"
                                + " WHERE job_id = :job ORDER BY row_no")
                        .bind("job", job().id())
                        .map(
                            (row, context) -> {
                              try {
                                return row.getLong(1)
                                    + json.readTree(row.getString(2)).path("id").textValue();
                              } catch (IOException e) {
                                throw new AssertionError(e);
                              }
                            })
                        .list());
    assertThat(rows)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, ROWS)
                .filter(row -> row % 1000 != 0)
                .mapToObj(row -> "" + row + row)
                .toList());
    assertThat(count("rejected_row")).isEqualTo(ROWS / 1000);
    assertThat(job().position().rows()).isEqualTo(ROWS);
    assertThat(job().position().rejected()).isEqualTo(ROWS / 1000);
  }
}
