package dev.throughline.api.docs;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * The API's description, and Swagger UI to browse it: every file from this service. Open to
 * everybody, as it says nothing that the source does not; what it is used for is not.
 */
@Path("/")
@PermitAll
public final class DocsResource {
  private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";

  /** The files that the page is made of, and what they are. */
  private static final Map<String, String> FILES =
      Map.of(
          "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
          "swagger-ui.css", "text/css; charset=utf-8",
          "favicon-32x32.png", "image/png",
          "start.js", "text/javascript; charset=utf-8");

  private final OpenApiDocument document;

  public DocsResource(OpenApiDocument document) {
    this.document = document;
  }

  /** RFC 9512 has the media type. */
  @GET
  @Path("openapi.yaml")
  @Produces("application/yaml")
  public String openApi() {
    return document.yaml();
  }

  @GET
  @Path("docs")
  @Produces(MediaType.TEXT_HTML)
  public Response page() {
    return Response.ok(file("index.html"))
        // Nothing from elsewhere, and scripts from files alone.
        .header(
            "Content-Security-Policy",
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:")
        .build();
  }

  @GET
  @Path("docs/{file}")
  public Response part(@PathParam("file") String name) {
    String mediaType = FILES.get(name);
    if (mediaType == null) {
      throw new NotFoundException();
    }
    return Response.ok(file(name), mediaType)
        .header(HttpHeaders.CACHE_CONTROL, "max-age=86400")
        .build();
  }

  private static InputStream file(String name) {
    InputStream own = DocsResource.class.getResourceAsStream(name);
    return own != null
        ? own
        : Objects.requireNonNull(DocsResource.class.getResourceAsStream(WEBJAR + name), name);
  }

  private static String version() {
    try (InputStream file = DocsResource.class.getResourceAsStream("versions.properties")) {
      Properties versions = new Properties();
      versions.load(Objects.requireNonNull(file, "versions.properties"));
      return versions.getProperty("swagger-ui");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
