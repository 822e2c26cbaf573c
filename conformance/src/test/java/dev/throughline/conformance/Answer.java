package dev.throughline.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * What the API answered.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param json the body, or the missing node where there is none
 */
record Answer(int status, HttpHeaders headers, JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Answer to(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers(), MAPPER.readTree(response.body()));
  }
}
