package dev.halfspeed.web.api;

import dev.halfspeed.core.Sha256;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.access.AnswerRecord;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.Calls;
import dev.halfspeed.web.http.ErrorCode;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests with an idempotency key, and to forms with the key of their page: who did not
 * hear the answer asks again with the same key, and gets it without anything being started twice.
 * An answer that started nothing is not kept, so that what was put right can be asked for again.
 */
public final class KeptAnswers {
  /** How long an answer is kept. */
  public static final Duration LIFE = Duration.ofDays(1);

  public static final String HEADER = "Idempotency-Key";
  private static final int SEE_OTHER = 303;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private final AnswerStore store;
  private final InstantSource clock;

  /** What is being answered: with one controller a store, nobody else answers anything. */
  private final Set<Asked> open = ConcurrentHashMap.newKeySet();

  private record Asked(String principal, String key) {}

  public KeptAnswers(AnswerStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** A call that is made once for each key. */
  Calls.Call around(Calls.Call call) {
    return context -> {
      String key = context.request().getHeader(HEADER);
      return key == null ? call.answer(context) : once(key, context, call);
    };
  }

  private Answer once(String key, RoutingContext context, Calls.Call call)
      throws Problem, MalformedRequestException {
    if (!KEY.matcher(key).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "The header " + HEADER + " is not as it must be",
          "Give 1 to 255 visible ASCII characters, such as a UUID.");
    }
    var asked = new Asked(Access.principal(context).name(), key);
    if (!open.add(asked)) {
      return Answer.problem(
          ErrorCode.REQUEST_IN_PROGRESS,
          "A request with this idempotency key is being answered",
          "Wait for it, and ask again with the same key.");
    }
    try {
      return once(asked, digest(context), context, call);
    } finally {
      open.remove(asked);
    }
  }

  /** Starts what a form asks for. */
  @FunctionalInterface
  public interface Start {
    /**
     * Starts it.
     *
     * @return address of its page
     * @throws Problem when it can't be started
     */
    String address() throws Problem;
  }

  /**
   * Starts what a form asks for, once however often it is sent.
   *
   * @param context of a form with a field that is another one on each page: with that, or with
   *     other fields, it is another form
   * @return address of the page of what was started, now or when it was sent before
   * @throws Problem when it can't be started, or is just being started
   */
  public String started(RoutingContext context, Start start) throws Problem {
    String request = digest(context);
    // No header has a space: who sends one can't meet a form's key.
    var asked = new Asked(Access.principal(context).name(), "form " + request);
    if (!open.add(asked)) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "This form was sent twice, and is being answered",
          "Reload this page in a moment: it then leads to what was started.");
    }
    try {
      Optional<AnswerRecord> before = kept(asked);
      if (before.isPresent()) {
        return before.get().body();
      }
      String address = start.address();
      keep(asked, request, SEE_OTHER, address);
      return address;
    } finally {
      open.remove(asked);
    }
  }

  private Answer once(Asked asked, String request, RoutingContext context, Calls.Call call)
      throws Problem, MalformedRequestException {
    Optional<AnswerRecord> before = kept(asked);
    if (before.isPresent()) {
      return before.get().request().equals(request)
          ? new Answer(
              before.get().status(), "application/json", Buffer.buffer(before.get().body()))
          : Answer.problem(
              ErrorCode.IDEMPOTENCY_KEY_REUSED,
              "This idempotency key came with another request before",
              "Choose another key for each request; send the same one only to ask again.");
    }
    Answer answer = call.answer(context);
    keep(asked, request, answer.status(), answer.body().toString());
    return answer;
  }

  private Optional<AnswerRecord> kept(Asked asked) {
    Instant oldest = clock.instant().minus(LIFE);
    return store.find(asked.principal(), asked.key()).filter(found -> found.at().isAfter(oldest));
  }

  private void keep(Asked asked, String request, int status, String body) {
    Instant now = clock.instant();
    store.add(
        new AnswerRecord(asked.principal(), asked.key(), request, now, status, body),
        now.minus(LIFE));
  }

  private static String digest(RoutingContext context) {
    var asked = new ByteArrayOutputStream();
    asked.writeBytes(
        (context.request().method().name() + " " + context.request().path() + "\n")
            .getBytes(StandardCharsets.UTF_8));
    @Nullable Buffer body = context.body().buffer();
    if (body != null) {
      asked.writeBytes(body.getBytes());
    }
    return HexFormat.of().formatHex(Sha256.of(asked.toByteArray()));
  }
}
