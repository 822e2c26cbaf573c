package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.http.LargeBody;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.types.WorkflowTypes;
import dev.throughline.files.FileInProgressException;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.ImportWorkflow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Imports a CSV file: one that is named, or the one that is the body. */
@Path("/imports")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.START)
public final class ImportResource {
  private final Starts starts;
  private final WorkflowTypes types;
  private final FileStore files;

  /**
   * The resource.
   *
   * @param files the store that the workers read, too
   */
  public ImportResource(Starts starts, WorkflowTypes types, FileStore files) {
    this.starts = starts;
    this.types = types;
    this.files = files;
  }

  /** Of a file in the store, or one that a worker fetches. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> start(@Nullable JsonNode body, @BeanParam StartHeaders headers) {
    Object[] arguments = types.require("type", ImportWorkflow.TYPE).start().arguments(body);
    return starts.start(StartWorkflow.of(ImportWorkflow.TYPE, null), arguments, body, headers);
  }

  /**
   * Of the body, which goes to disk as it comes. With an idempotency key it is stored once; a
   * repeat is read to compare.
   */
  @POST
  @LargeBody
  @Consumes("text/csv")
  public CompletionStage<Response> upload(
      InputStream csv,
      @QueryParam("maxRejects") @Nullable Integer maxRejects,
      @BeanParam StartHeaders headers)
      throws IOException {
    IdempotencyKey key = headers.idempotencyKey(null);
    String name = "upload-" + (key == null ? UUID.randomUUID() : key.id("upload")) + ".csv";
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("file", name);
    if (maxRejects != null) {
      input.put("maxRejects", maxRejects);
    }
    // Gigabytes are not taken for a start that cannot be.
    starts.requireKey(headers);
    Object[] arguments = types.require("type", ImportWorkflow.TYPE).start().arguments(input);
    ObjectNode request = input.deepCopy().put("sha256", stored(name, csv));
    return starts.start(StartWorkflow.of(ImportWorkflow.TYPE, null), arguments, request, headers);
  }

  /** Returns the SHA-256 of what was sent. */
  private String stored(String name, InputStream csv) throws IOException {
    try {
      // The request's own limit is the file's.
      return files.receive(name, csv, Long.MAX_VALUE).sha256();
    } catch (FileAlreadyExistsException e) {
      HashingInputStream repeated = new HashingInputStream(Hashing.sha256(), csv);
      repeated.transferTo(OutputStream.nullOutputStream());
      String sha256 = repeated.hash().toString();
      // The first request may have come no further than to store its file.
      if (!files.describe(name).sha256().equals(sha256)) {
        throw IdempotencyKey.reused();
      }
      return sha256;
    } catch (FileInProgressException e) {
      throw Problem.of(
              "request-in-flight",
              "A request with this Idempotency-Key is being handled",
              409,
              "The first upload with this key still goes on; repeat when it has been answered.")
          .exception();
    }
  }
}
