package dev.halfspeed.cli.client;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls of a controller's API over HTTP: with the token, in pages, asked again where that is safe,
 * and with words for people when they fail.
 */
final class ApiCalls implements AutoCloseable {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final int ITEMS_A_PAGE = 1000;
  private static final Pattern NEXT = Pattern.compile("<(/[^>]*)>; rel=\"next\"");

  private static final Duration QUICK = Duration.ofSeconds(60);

  /** Checking a request sends the worker to machines that have never seen it. */
  static final Duration LOOKING_AT_MACHINES = Duration.ofMinutes(15);

  private final URI address;
  private final @Nullable String token;
  private final HttpClient http;
  private final Duration pause;

  /**
   * Prepares to talk; connects with the first question.
   *
   * @param token absent where it is not known: the controller refuses all then
   * @param trust which certificates are believed; absent: those that Java knows
   * @param pause before it is asked again for the answer to what is being answered
   */
  ApiCalls(URI address, @Nullable String token, @Nullable SSLContext trust, Duration pause) {
    this.address = address;
    this.token = token;
    this.pause = pause;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    this.http = (trust == null ? builder : builder.sslContext(trust)).build();
  }

  /** Whether an address is answered within a second or two. */
  boolean isAnswered(String path) {
    try {
      HttpRequest request = request(path).timeout(Duration.ofSeconds(3)).GET().build();
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      // One that wants another token is there, too.
      return status == 200 || status == 401;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts something once, though the request is sent again where its answer was lost. While the
   * controller is still at the first one, the same is asked until that has its answer.
   */
  HttpResponse<String> once(String path, Object body) throws Problem {
    HttpRequest request =
        HttpRequest.newBuilder(postRequest(path, body, LOOKING_AT_MACHINES), (_, _) -> true)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .build();
    long until = System.nanoTime() + LOOKING_AT_MACHINES.toNanos();
    HttpResponse<String> response = exchange(request, 2);
    while (isConflict(response, "request-in-progress") && System.nanoTime() < until) {
      rest();
      response = exchange(request, 2);
    }
    return response;
  }

  /** Whether an answer says that now is not the time, for this reason. */
  static boolean isConflict(HttpResponse<String> response, String code) {
    try {
      return response.statusCode() == HttpURLConnection.HTTP_CONFLICT
          && JSON.readTree(response.body()).path("code").asString("").equals(code);
    } catch (JacksonException e) {
      // Not one of our answers: whoever asks for what was accepted says so.
      return false;
    }
  }

  private void rest() throws Problem {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Problem interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new Problem("Interrupted while waiting for the controller.", "Try again.", e);
  }

  /**
   * The lines of an answer, as they come.
   *
   * @param lastEvent the last event that was heard before
   */
  Stream<String> lines(String path, Optional<String> lastEvent)
      throws IOException, InterruptedException, Problem {
    HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
    lastEvent.ifPresent(last -> request.header("Last-Event-ID", last));
    HttpResponse<Stream<String>> response =
        http.send(request.GET().build(), BodyHandlers.ofLines());
    if (response.statusCode() == 200) {
      return response.body();
    }
    try (Stream<String> lines = response.body()) {
      throw refused(response.statusCode(), String.join("\n", lines.toList()));
    }
  }

  /** All items of a list that comes in pages. */
  <T> List<T> all(String path, Class<T> type) throws Problem {
    List<T> items = new ArrayList<>();
    String next = path + (path.contains("?") ? "&" : "?") + "limit=" + ITEMS_A_PAGE;
    while (next != null) {
      HttpResponse<String> response = exchange(request(next).timeout(QUICK).GET().build());
      for (JsonNode item : JSON.readTree(accepted(response))) {
        items.add(JSON.treeToValue(item, type));
      }
      next = response.headers().firstValue("Link").map(ApiCalls::next).orElse(null);
    }
    return items;
  }

  private static @Nullable String next(String link) {
    Matcher matcher = NEXT.matcher(link);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** What an address has. */
  String get(String path) throws Problem {
    return send(request(path).timeout(QUICK).GET().build());
  }

  /** The last mebibyte of what an address has. */
  String end(String path) throws Problem {
    return send(request(path).timeout(QUICK).header("Range", "bytes=-1048576").GET().build());
  }

  /** What is answered to a write. */
  String post(String path, Object body) throws Problem {
    return post(path, body, QUICK);
  }

  /** What is answered to a write that may take long. */
  String post(String path, Object body, Duration timeout) throws Problem {
    return send(postRequest(path, body, timeout));
  }

  private HttpRequest postRequest(String path, Object body, Duration timeout) {
    return request(path)
        .timeout(timeout)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    String root = address.toString().replaceAll("/+$", "");
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(root + path));
    return token == null ? builder : builder.header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest request) throws Problem {
    return accepted(exchange(request));
  }

  /**
   * The body of an answer.
   *
   * @throws Problem when it is a refusal
   */
  String accepted(HttpResponse<String> response) throws Problem {
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    throw refused(response.statusCode(), response.body());
  }

  private HttpResponse<String> exchange(HttpRequest request) throws Problem {
    return exchange(request, 1);
  }

  private HttpResponse<String> exchange(HttpRequest request, int tries) throws Problem {
    try {
      return http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (HttpTimeoutException e) {
      throw new Problem(
          "The controller at " + address + " took too long to answer.",
          "See what it is doing in its own output, or try again.",
          e);
    } catch (ConnectException e) {
      throw new Problem(
          "No controller answers at " + address + ".", "Start one with: halfspeed serve", e);
    } catch (IOException e) {
      if (isOfCertificate(e)) {
        throw new Problem(
            "The certificate of the controller at " + address + " is not trusted: " + reason(e),
            "Name the certificate in PEM that signed it: --ca FILE",
            e);
      }
      if (tries > 1) {
        return exchange(request, tries - 1);
      }
      if (e instanceof SSLException) {
        throw new Problem(
            "TLS with the controller at " + address + " failed: " + reason(e),
            "Check that it was started with --tls-cert; without, its address begins with http:",
            e);
      }
      throw new Problem(
          "The connection to the controller at " + address + " failed: " + e.getMessage(),
          "Check that it runs: halfspeed doctor",
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Whether a connection failed since a certificate is not believed. */
  private static boolean isOfCertificate(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Text.fit(String.valueOf(root.getMessage()), 200);
  }

  /** Why something was refused. */
  Problem refused(int status, String body) {
    if (status == 401) {
      return new Problem(
          "The controller at "
              + address
              + " wants "
              + (token == null ? "a token." : "another token than this one."),
          "Name the state directory that it runs on, --state DIR, or the file that holds its token,"
              + " --token-file FILE.");
    }
    try {
      JsonNode problem = JSON.readTree(body);
      String what = problem.path("detail").asString("");
      if ((status < 500 || status == HttpURLConnection.HTTP_UNAVAILABLE) && !what.isEmpty()) {
        return new Problem(what, problem.path("next").asString("Try again."));
      }
    } catch (JacksonException e) {
      // Not one of our answers: said below with its status.
    }
    if (status == 404) {
      return new Problem(
          "What answers at " + address + " is not a Halfspeed controller of this version.",
          "Check --controller and HALFSPEED_CONTROLLER, or start one with: halfspeed serve");
    }
    throw new IllegalStateException(
        "the controller at " + address + " answered " + status + ": " + Text.fit(body, 300));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  static <T> T read(String body, Class<T> type) {
    return JSON.readValue(body, type);
  }

  static String text(String body, String field) {
    return JSON.readTree(body).path(field).asString();
  }

  static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
