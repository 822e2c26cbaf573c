package dev.throughline.workflows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * Input of the activity {@code ReserveStock}.
 *
 * @param orderId names the reservation
 * @param lines each with an item of its own
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StockRequest(String orderId, List<OrderLine> lines) {

  /** Copies. */
  public StockRequest {
    lines = List.copyOf(Require.present("lines", lines));
  }
}
