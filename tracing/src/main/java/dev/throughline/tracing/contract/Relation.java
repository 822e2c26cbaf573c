package dev.throughline.tracing.contract;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ImplicitContextKeyed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run's trace hangs together with its caller's and with its chain's: chosen by the caller,
 * carried by the header's {@code throughline} key, obeyed by every process (contract, "Who
 * decides"). The caller makes it current around the start:
 *
 * <pre>{@code
 * try (Scope ignored = Relation.LINK.makeCurrent()) {
 *   WorkflowClient.start(workflow::run, input);
 * }
 * }</pre>
 *
 * @param link the run is the root of a trace of its own, linked to the caller's span; ignored for a
 *     child workflow
 * @param sameTrace the runs of a chain (continue-as-new, cron, retry) stay in one trace
 */
public record Relation(boolean link, boolean sameTrace) implements ImplicitContextKeyed {
  /** The run is part of the caller's trace, each further run of a chain is a linked trace. */
  public static final Relation DEFAULT = new Relation(false, false);

  public static final Relation LINK = new Relation(true, false);
  public static final Relation SAME_TRACE = new Relation(false, true);

  private static final ContextKey<Relation> KEY = ContextKey.named("throughline-relation");
  private static final String LINK_ITEM = "link";
  private static final String SAME_TRACE_ITEM = "same-trace";

  /** The choice made current, or {@link #DEFAULT}. */
  public static Relation fromContext(Context context) {
    Relation chosen = context.get(KEY);
    return chosen == null ? DEFAULT : chosen;
  }

  /** Reads the comma-separated list of the header; unknown items are ignored. */
  public static Relation parse(@Nullable String items) {
    boolean link = false;
    boolean sameTrace = false;
    if (items != null) {
      for (String item : items.split(",", -1)) {
        link |= item.trim().equals(LINK_ITEM);
        sameTrace |= item.trim().equals(SAME_TRACE_ITEM);
      }
    }
    return new Relation(link, sameTrace);
  }

  /** The form that {@link #parse} reads; empty for {@link #DEFAULT}. */
  public String format() {
    List<String> items = new ArrayList<>();
    if (link) {
      items.add(LINK_ITEM);
    }
    if (sameTrace) {
      items.add(SAME_TRACE_ITEM);
    }
    return String.join(",", items);
  }

  @Override
  public Context storeInContext(Context context) {
    return context.with(KEY, this);
  }
}
