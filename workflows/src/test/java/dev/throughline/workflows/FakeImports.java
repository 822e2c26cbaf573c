package dev.throughline.workflows;

import io.temporal.activity.Activity;
import io.temporal.client.ActivityCanceledException;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Imports 100 rows of a byte each per load; half of them when it is canceled. */
final class FakeImports implements ImportActivities {

  final List<String> calls = new CopyOnWriteArrayList<>();
  final Set<String> importIds = ConcurrentHashMap.newKeySet();
  final Semaphore gate = new Semaphore(1000);
  final Semaphore loading = new Semaphore(0);
  final Semaphore canceled = new Semaphore(0);
  volatile @Nullable String refusal;
  volatile @Nullable RuntimeException fetchFailure;
  private volatile ImportPosition position = ImportPosition.NONE;
  private volatile int rejects;

  void begin(int loads, int rejectsOfTheFirst) {
    position = new ImportPosition(0, loads * 100L, 0, 0, 0);
    rejects = rejectsOfTheFirst;
  }

  @Override
  public String fetch(String importId, String url) {
    calls.add("fetch " + url);
    importIds.add(importId);
    RuntimeException failure = fetchFailure;
    if (failure != null) {
      fetchFailure = null;
      throw failure;
    }
    return "fetched.csv";
  }

  @Override
  public ImportPosition open(ImportSource source) {
    calls.add("open " + source.file());
    importIds.add(source.importId());
    if (refusal != null) {
      throw ApplicationFailure.newNonRetryableFailure(refusal, REFUSED);
    }
    return position;
  }

  @Override
  public ImportPosition load(ImportSource source, int maxRejects) {
    loading.release();
    try {
      while (!gate.tryAcquire(20, TimeUnit.MILLISECONDS)) {
        Activity.getExecutionContext().heartbeat(position);
      }
    } catch (ActivityCanceledException e) {
      moved(50);
      calls.add("load " + position.rows() + " canceled");
      canceled.release();
      return position;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    moved(100);
    calls.add("load " + position.rows());
    return position;
  }

  private void moved(int rows) {
    ImportPosition from = position;
    position =
        new ImportPosition(
            Math.min(from.bytes() + rows, from.totalBytes()),
            from.totalBytes(),
            0,
            Math.min(from.rows() + rows, from.totalBytes()),
            rejects);
  }

  @Override
  public @Nullable String finish(ImportSource source, boolean succeeded) {
    calls.add("finish " + source.file() + " " + succeeded);
    return position.rejected() > 0 ? "rejects.csv" : null;
  }
}
