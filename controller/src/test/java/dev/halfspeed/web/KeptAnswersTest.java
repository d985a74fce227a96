package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.api.KeptAnswers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come again with an idempotency key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeptAnswersTest {
  private static final String BODY =
      """
      {"repository": "linux", "good": "v1", "bad": "v2", "recipe": "tiny", "configBase": "defconfig"}
      """;

  private final FakeController controller = new FakeController();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
  private WebServer server;
  private Client client;

  @BeforeAll
  void start() throws Exception {
    server =
        WebServer.start(
            controller,
            "localhost",
            0,
            List.of(Token.own(Client.TOKEN)),
            WebServer.Settings.USUAL.with(now::get));
    client = new Client(server);
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void forget() {
    controller.submitted.clear();
  }

  private HttpResponse<String> post(String key, String body) throws Exception {
    return client.post("/api/v1/bisections", body, KeptAnswers.HEADER, key);
  }

  @Test
  void theSameRequestIsAnsweredTheSameAndStartsNothingMore() throws Exception {
    HttpResponse<String> first = post("one", BODY);
    HttpResponse<String> again = post("one", BODY);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(controller.submitted).hasSize(1);
    post("two", BODY);
    assertThat(controller.submitted).hasSize(2);
  }

  @Test
  void anotherRequestWithTheKeyIsRefused() throws Exception {
    post("three", BODY);
    HttpResponse<String> other = post("three", BODY.replace("v2", "v3"));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(Client.json(other).get("code").stringValue()).isEqualTo("idempotency-key-reused");
    assertThat(controller.submitted).hasSize(1);
  }

  @Test
  void whatStartedNothingMayBeAskedAgain() throws Exception {
    assertThat(post("four", BODY.replace("v2", "v1")).statusCode()).isEqualTo(422);
    assertThat(post("four", BODY).statusCode()).isEqualTo(201);
  }

  @Test
  void aKeyIsForgottenAfterADay() throws Exception {
    post("five", BODY);
    now.updateAndGet(at -> at.plus(KeptAnswers.LIFE).plus(Duration.ofSeconds(1)));
    assertThat(post("five", BODY.replace("v2", "v3")).statusCode()).isEqualTo(201);
    assertThat(controller.submitted).hasSize(2);
  }

  @Test
  void whileTheFirstIsAnsweredTheSecondHasToWait() throws Exception {
    var begun = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    controller.atSubmit =
        () -> {
          begun.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    CompletableFuture<Integer> first =
        CompletableFuture.supplyAsync(() -> {
          try {
            return post("six", BODY).statusCode();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    begun.await();
    HttpResponse<String> second = post("six", BODY);
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(Client.json(second).get("code").stringValue()).isEqualTo("request-in-progress");
    gate.countDown();
    assertThat(first.get(5, TimeUnit.MINUTES)).isEqualTo(201);
    controller.atSubmit = () -> {};
    assertThat(post("six", BODY).statusCode()).isEqualTo(201);
    assertThat(controller.submitted).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b"})
  void aKeyOfOtherLettersIsRefused(String key) throws Exception {
    assertThat(post(key, BODY).statusCode()).isEqualTo(422);
  }
}
