package dev.throughline.api.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some batches.
 *
 * @param nextPageToken for {@code pageToken} of the next request; null after the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchPage(List<BatchView> batches, @Nullable String nextPageToken) {}
