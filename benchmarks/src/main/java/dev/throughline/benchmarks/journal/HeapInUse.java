package dev.throughline.benchmarks.journal;

import static java.util.stream.Collectors.toSet;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** How much of the heap was in use after garbage collections of this process, at most. */
final class HeapInUse {
  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(toSet());

  private final AtomicLong highest = new AtomicLong();

  private HeapInUse() {}

  /** Looks at each collection from now on. */
  static HeapInUse watch() {
    HeapInUse heap = new HeapInUse();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((event, handback) -> heap.collected(event), null, null);
    }
    return heap;
  }

  /** The highest so far, in bytes. */
  long highest() {
    return highest.get();
  }

  private void collected(Notification event) {
    GarbageCollectionNotificationInfo collection =
        GarbageCollectionNotificationInfo.from((CompositeData) event.getUserData());
    long inUse =
        collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> heapPools.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
    highest.accumulateAndGet(inUse, Math::max);
  }
}
