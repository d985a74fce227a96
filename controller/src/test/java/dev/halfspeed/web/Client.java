package dev.halfspeed.web;

import dev.halfspeed.web.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** A plain HTTP client of one server. */
final class Client implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The token of servers in tests. */
  static final String TOKEN = "a-token-for-tests-0123456789";

  private final URI address;
  private final boolean isKnown;

  /** A client that shows the token. */
  Client(WebServer server) {
    this(server, true);
  }

  private Client(WebServer server, boolean isKnown) {
    this.address = server.address();
    this.isKnown = isKnown;
  }

  /** A client that shows nothing by itself. */
  static Client stranger(WebServer server) {
    return new Client(server, false);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers));
  }

  HttpResponse<String> post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    return send(
        request(path, headers)
            .setHeader("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(address.resolve(path));
    if (isKnown) {
      request.setHeader("Authorization", "Bearer " + TOKEN);
    }
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The answer when it comes; its body as it is read. */
  CompletableFuture<HttpResponse<InputStream>> begin(String path, String... headers) {
    return client.sendAsync(
        request(path, headers).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  static JsonNode json(HttpResponse<String> response) {
    return Answer.JSON.readTree(response.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
