package dev.halfspeed.notify;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts the notice, as JSON, to an address. Headers:
 *
 * <ul>
 *   <li>{@code Halfspeed-Notice}: the notice's key; the same one twice is the same notice
 *   <li>{@code Halfspeed-Timestamp}: seconds since 1970, when it was sent
 *   <li>{@code Halfspeed-Signature}: {@code sha256=} and the HMAC-SHA256, in hexadecimal, of the
 *       timestamp, a dot and the body
 * </ul>
 *
 * <p>Redirects are followed on the same host, whatever its port, and never from https to http: a
 * notice is for the host that was named.
 */
public final class WebhookChannel implements NoticeChannel {
  private static final int MOST_REDIRECTS = 3;
  private static final int GONE = 410;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final String name;
  private final URI address;
  private final byte[] secret;
  private final Duration timeout;
  private final InstantSource time;
  private final HttpClient client;

  /**
   * A webhook.
   *
   * @param secret what both sides know, and nobody else
   */
  public WebhookChannel(
      String name, URI address, String secret, Duration timeout, InstantSource time) {
    this.name = name;
    this.address = address;
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.timeout = timeout;
    this.time = time;
    client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  @Override
  public String send(Letter letter) throws DeliveryException, InterruptedException {
    return post(letter.key(), letter.body());
  }

  private String post(String key, String body) throws DeliveryException, InterruptedException {
    String timestamp = String.valueOf(time.instant().getEpochSecond());
    URI target = address;
    for (int redirect = 0; redirect <= MOST_REDIRECTS; redirect++) {
      HttpResponse<Void> answer = exchange(target, key, timestamp, body);
      int code = answer.statusCode();
      if (code / 100 == 2) {
        return "HTTP " + code;
      }
      Optional<URI> moved =
          REDIRECTS.contains(code)
              ? location(target, answer.headers().firstValue("Location"))
              : Optional.empty();
      if (moved.isEmpty()) {
        throw new DeliveryException(
            "channel %s: %s answers HTTP %d%s"
                .formatted(
                    name,
                    shown(target),
                    code,
                    REDIRECTS.contains(code) ? ", and names no address to go on to" : ""),
            code != GONE);
      }
      URI next = moved.get();
      if (!target.getHost().equalsIgnoreCase(next.getHost())) {
        throw new DeliveryException(
            "channel %s: %s redirects to another host, %s"
                .formatted(name, shown(target), shown(next)),
            true);
      }
      if (isSafe(target) && !isSafe(next)) {
        throw new DeliveryException(
            "channel %s: %s redirects to an address without https".formatted(name, shown(target)),
            true);
      }
      target = next;
    }
    throw new DeliveryException(
        "channel %s: %s redirects more than %d times"
            .formatted(name, shown(address), MOST_REDIRECTS),
        true);
  }

  /** Where a redirect leads to; empty where it names no address of a web server. */
  private static Optional<URI> location(URI from, Optional<String> written) {
    try {
      return written
          .filter(text -> !text.isBlank())
          .map(from::resolve)
          .filter(to -> to.getHost() != null && SCHEMES.contains(to.getScheme()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isSafe(URI target) {
    return "https".equals(target.getScheme());
  }

  /** Who knows the path of such an address may post there: nobody is shown more than the host. */
  private static String shown(URI target) {
    return target.getScheme()
        + "://"
        + target.getHost()
        + (target.getPort() == -1 ? "" : ":" + target.getPort());
  }

  private HttpResponse<Void> exchange(URI target, String key, String timestamp, String body)
      throws DeliveryException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "halfspeed")
            .header("Halfspeed-Notice", key)
            .header("Halfspeed-Timestamp", timestamp)
            .header("Halfspeed-Signature", "sha256=" + signature(timestamp, body))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      // The client's own timeout ends with the headers: a body that never comes would be for ever.
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw hangs(target, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof HttpTimeoutException) {
        throw hangs(target, e);
      }
      String reason =
          cause instanceof ConnectException
              ? cause.getCause() instanceof UnresolvedAddressException
                  ? "its host is not known"
                  : "the connection was refused"
              : cause instanceof IOException && cause.getMessage() != null
                  ? cause.getMessage()
                  : String.valueOf(cause);
      throw new DeliveryException(
          "channel %s: can't reach %s: %s".formatted(name, shown(target), reason), true, e);
    }
  }

  private DeliveryException hangs(URI target, Exception cause) {
    return new DeliveryException(
        "channel %s: %s has not answered after %d s"
            .formatted(name, shown(target), timeout.toSeconds()),
        true,
        cause);
  }

  private String signature(String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HMAC-SHA256", impossible);
    }
  }

  /** Posts a notice of the kind "ping", which asks for nothing but a 2xx answer. */
  @Override
  public void check() throws Problem, InterruptedException {
    try {
      post("ping", "{\"version\":1,\"kind\":\"ping\"}");
    } catch (DeliveryException refused) {
      throw new Problem(
          String.valueOf(refused.getMessage()),
          "see whether it answers a POST with 2xx, or take the channel out of the settings",
          refused);
    }
  }
}
