package dev.throughline.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.util.DataSize;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.container.DynamicFeature;

/**
 * The {@code limits:} block: how large a body may be, and what JSON in it. Headers, the URI and
 * idle times are limited by the connector.
 */
final class LimitsFactory {
  @JsonProperty @NotNull private DataSize maxBodySize = DataSize.mebibytes(1);
  @JsonProperty @NotNull private DataSize maxUploadSize = DataSize.gibibytes(10);

  @JsonProperty
  @Min(1)
  private int maxJsonDepth = 100;

  @JsonProperty
  @Min(1)
  private int maxJsonNumberLength = 100;

  void build(Environment environment) {
    environment
        .getObjectMapper()
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxJsonDepth)
                .maxNumberLength(maxJsonNumberLength)
                .build());
    DynamicFeature bodyLimits =
        (method, context) ->
            context.register(
                new BodyLimit(
                    method.getResourceMethod().isAnnotationPresent(LargeBody.class)
                        ? maxUploadSize.toBytes()
                        : maxBodySize.toBytes()));
    environment.jersey().register(bodyLimits);
  }
}
