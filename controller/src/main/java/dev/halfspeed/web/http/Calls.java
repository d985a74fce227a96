package dev.halfspeed.web.http;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import dev.halfspeed.store.StoreException;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests off the event loop, so many at once; others wait for their turn. What goes wrong
 * there is said as a problem.
 */
public final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /** Calls that are answered at once; one that waits for a machine takes minutes. */
  public static final int MOST_CALLS = 64;

  public static final Answer BUSY =
      Answer.problem(
          ErrorCode.TOO_MANY_REQUESTS,
          "The controller answers as many requests at once as it can",
          "Try again when others have been answered.");

  /** A stream begins in no time, and many begin at once where something is announced. */
  private static final int MOST_BEGINNINGS = 4;

  /** Downloads at once: one that is slow must not keep others from what is short. */
  private static final int MOST_DOWNLOADS = 16;

  /** Each may hold a body of 1 MiB. */
  private static final int MOST_WAITING_CALLS = 1000;

  /** They have no body. */
  private static final int MOST_WAITING_BEGINNINGS = 4000;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Turns calls;
  private final Turns beginnings;
  private final Turns downloads;

  /** Nothing is asked yet. */
  public Calls() {
    // No virtual threads: what reads files there keeps its carrier, of which there are few.
    Executor threads =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("api").factory());
    calls = new Turns(MOST_CALLS, MOST_WAITING_CALLS, PATIENCE, threads);
    beginnings = new Turns(MOST_BEGINNINGS, MOST_WAITING_BEGINNINGS, PATIENCE, threads);
    downloads = new Turns(MOST_DOWNLOADS, MOST_DOWNLOADS, PATIENCE, threads);
  }

  /** Something that asks the controller and may so take its time. */
  public interface Call {
    Answer answer(RoutingContext context) throws Problem, MalformedRequestException;
  }

  /** Something that begins to answer, and goes on with it elsewhere. */
  public interface Begin {
    void begin(RoutingContext context) throws Problem;
  }

  /** Has requests of a route answered off the event loop. */
  public void on(Route route, Call call) {
    route.handler(context -> within(calls, context, () -> call.answer(context).send(context)));
  }

  /** Has requests of a route answered for as long as their clients listen. */
  public void onStream(Route route, Begin begin) {
    route.handler(context -> within(beginnings, context, () -> begin.begin(context)));
  }

  /** Has requests of a route answered piece by piece, as fast as their clients take them. */
  public void onDownload(Route route, Begin download) {
    route.handler(context -> within(downloads, context, () -> download.begin(context)));
  }

  /** Something that may be refused. */
  private interface Task {
    void run() throws Problem, MalformedRequestException;
  }

  private static void within(Turns turns, RoutingContext context, Task task) {
    turns.take(
        context.vertx().getOrCreateContext(),
        new Turns.Request() {
          @Override
          public void answer() {
            Calls.answer(context, task);
          }

          @Override
          public void refuse() {
            BUSY.send(context);
          }

          @Override
          public boolean isGone() {
            return context.response().closed();
          }
        });
  }

  private static void answer(RoutingContext context, Task task) {
    try {
      task.run();
    } catch (Problem problem) {
      Answer.problem(
              ErrorCode.of(problem, !context.pathParams().isEmpty()),
              problem.what(),
              problem.nextStep())
          .send(context);
    } catch (MalformedRequestException e) {
      Answer.problem(
              ErrorCode.MALFORMED_REQUEST, String.valueOf(e.getMessage()), "See docs/api.md.")
          .send(context);
    } catch (StoreException e) {
      sendUnavailable(context, e);
    } catch (RuntimeException e) {
      sendBug(context, e);
    }
  }

  /** The controller's database fails: its operator can put that right. */
  private static void sendUnavailable(RoutingContext context, StoreException e) {
    LOG.warn("{} is not answered", context.request().method(), e);
    Answer.problem(ErrorCode.STORE_UNAVAILABLE, e.problem().what(), e.problem().nextStep())
        .send(context);
  }

  private static void sendBug(RoutingContext context, Exception e) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.error(
        "error {}: {} {}",
        id,
        context.request().method(),
        Printable.line(context.request().path(), 200),
        e);
    Answer.problem(
            ErrorCode.INTERNAL_ERROR,
            "Halfspeed failed in a way nobody expected (error " + id + ")",
            "Look for error " + id + " in the controller's log, and report it.")
        .send(context);
  }
}
