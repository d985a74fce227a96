package dev.halfspeed.web;

import dev.halfspeed.report.BisectionView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client that follows one bisection by server-sent events. It gets whole states: the latest
 * one, as soon as the one before has left for the network and the spacing has passed. A client that
 * reads slowly so misses states between, never the last, and holds up nobody.
 */
final class EventStream implements Consumer<BisectionView> {

  /**
   * How fast events go.
   *
   * @param spacing shortest time between two states
   * @param ping longest silence
   * @param patience how long a client may take to read one event before it is dropped
   */
  record Pace(Duration spacing, Duration ping, Duration patience) {
    static final Pace USUAL =
        new Pace(Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofSeconds(60));
  }

  private final HttpServerResponse response;
  private final Pace pace;

  /** The state to send next; empty: the client has gone. */
  private final BlockingQueue<Optional<BisectionView>> next = new ArrayBlockingQueue<>(1);

  private volatile boolean gone;
  private @Nullable String lastId;

  /**
   * Makes a stream.
   *
   * @param lastId the event that the client has seen already; null for none
   */
  EventStream(HttpServerResponse response, Pace pace, @Nullable String lastId) {
    this.response = response;
    this.pace = pace;
    this.lastId = lastId;
    response.closeHandler(ignored -> {
      gone = true;
      next.offer(Optional.empty());
    });
  }

  @Override
  public void accept(BisectionView view) {
    next.poll();
    next.offer(Optional.of(view));
  }

  /** Sends states until the bisection has ended or the client has gone. */
  void run() throws InterruptedException {
    response
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("X-Accel-Buffering", "no")
        .setChunked(true);
    try {
      write("retry: 2000\n\n");
      while (!gone && !response.closed()) {
        Optional<BisectionView> view = next.poll(pace.ping().toMillis(), TimeUnit.MILLISECONDS);
        if (view == null) {
          write(": ping\n\n");
        } else if (view.isPresent()) {
          send(view.get());
          if (view.get().state() != BisectionView.State.RUNNING) {
            write("event: end\ndata: {}\n\n");
            response.end();
            return;
          }
          Thread.sleep(pace.spacing());
        }
      }
    } catch (ExecutionException e) {
      // The client has gone while it was written to.
      gone = true;
    } catch (TimeoutException e) {
      gone = true;
      response.reset();
    }
  }

  private void send(BisectionView view)
      throws InterruptedException, ExecutionException, TimeoutException {
    byte[] json = Answer.JSON.writeValueAsBytes(view);
    String id = Digest.brief(json);
    if (!id.equals(lastId)) {
      write("event: state\nid: " + id + "\ndata: " + text(json) + "\n\n");
      lastId = id;
    }
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private void write(String text)
      throws InterruptedException, ExecutionException, TimeoutException {
    response
        .write(Buffer.buffer(text))
        .toCompletionStage()
        .toCompletableFuture()
        .get(pace.patience().toMillis(), TimeUnit.MILLISECONDS);
  }
}
