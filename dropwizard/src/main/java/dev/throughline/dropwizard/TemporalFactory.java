package dev.throughline.dropwizard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** The {@code temporal:} block: how to reach a Temporal service. */
public final class TemporalFactory {
  @JsonProperty @NotBlank private String address = "127.0.0.1:7233";
  @JsonProperty @NotBlank private String namespace = "default";
  @JsonProperty private @Nullable String apiKey;
  @JsonProperty @Valid @NotNull private TemporalTlsFactory tls = new TemporalTlsFactory();
  @JsonProperty @NotBlank private String uiUrl = "http://localhost:8233";

  public String getNamespace() {
    return namespace;
  }

  /** The address of the Temporal UI, for links to a run's page; without a trailing slash. */
  public String getUiUrl() {
    return uiUrl.endsWith("/") ? uiUrl.substring(0, uiUrl.length() - 1) : uiUrl;
  }

  /** With an API key TLS is on unless {@code tls.enabled} is false. */
  WorkflowServiceStubsOptions stubsOptions() {
    return ClientConfigProfile.newBuilder()
        .setAddress(address)
        .setNamespace(namespace)
        .setApiKey(apiKey)
        .setTls(tls.build())
        .build()
        .toWorkflowServiceStubsOptions();
  }
}
