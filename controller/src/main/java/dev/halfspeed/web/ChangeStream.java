package dev.halfspeed.web;

import dev.halfspeed.report.BisectionView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells one page by server-sent events that its bisection has changed; what it then shows it asks
 * for. A page that reads slowly hears less often, never of nothing, and holds up nobody.
 */
final class ChangeStream implements Consumer<BisectionView> {
  private final HttpServerResponse response;
  private final EventStream.Pace pace;

  /** The view to tell of next; empty: the page has gone. */
  private final BlockingQueue<Optional<BisectionView>> next = new ArrayBlockingQueue<>(1);

  private volatile boolean gone;
  private @Nullable BisectionView told;

  ChangeStream(HttpServerResponse response, EventStream.Pace pace) {
    this.response = response;
    this.pace = pace;
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

  /** Tells of changes until the bisection has ended or the page has gone. */
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
        } else if (view.isPresent() && tell(view.get())) {
          response.end();
          return;
        }
      }
    } catch (ExecutionException e) {
      // The page has gone while it was written to.
      gone = true;
    } catch (TimeoutException e) {
      gone = true;
      response.reset();
    }
  }

  /** Whether that was the last one. */
  private boolean tell(BisectionView view)
      throws InterruptedException, ExecutionException, TimeoutException {
    boolean isLast = view.state() != BisectionView.State.RUNNING;
    if (!view.equals(told)) {
      told = view;
      write("event: change\ndata: {}\n\n");
    }
    if (isLast) {
      write("event: end\ndata: {}\n\n");
    } else {
      Thread.sleep(pace.spacing());
    }
    return isLast;
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
