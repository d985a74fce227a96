package dev.halfspeed.cli.client;

import dev.halfspeed.cli.terminal.Display;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.LiveDisplay;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows a bisection to its end, through lost connections. */
public final class Follower {
  private static final int ATTEMPTS = 30;

  private final ApiClient api;
  private final String id;
  private final Display display;
  private final Interruption interruption;
  private final BlockingQueue<News> queue = new LinkedBlockingQueue<>();

  /** Prepares to follow one bisection. */
  public Follower(ApiClient api, String id, Display display, Interruption interruption) {
    this.api = api;
    this.id = id;
    this.display = display;
    this.interruption = interruption;
  }

  private sealed interface News {
    record State(BisectionView view) implements News {}

    record Lost(String why) implements News {}

    record Refused(Problem problem) implements News {}

    record Broken(RuntimeException cause) implements News {}

    record End() implements News {}
  }

  /** Shows all that happens and returns the last state. */
  public BisectionView follow() throws Problem {
    Thread reader = Thread.ofVirtual().start(this::read);
    try {
      BisectionView last = null;
      while (true) {
        News news = next();
        switch (news) {
          case null -> display.tick();
          case News.State state -> {
            last = latest(state.view());
            display.show(last);
          }
          case News.Lost lost -> {
            interruption.yieldToEnd();
            display.note(lost.why());
          }
          case News.Refused refused -> {
            interruption.yieldToEnd();
            throw refused.problem();
          }
          case News.Broken broken -> {
            interruption.yieldToEnd();
            throw broken.cause();
          }
          case News.End() -> {
            interruption.yieldToEnd();
            display.finish();
            return last != null && last.state() != BisectionView.State.RUNNING
                ? last
                : api.bisection(id);
          }
        }
      }
    } finally {
      reader.interrupt();
      display.finish();
    }
  }

  private @Nullable News next() {
    try {
      return queue.poll(LiveDisplay.PACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new News.Lost("interrupted");
    }
  }

  /** The newest of the states that wait; what lies between is contained in it. */
  private BisectionView latest(BisectionView view) {
    BisectionView newest = view;
    while (queue.peek() instanceof News.State state) {
      newest = state.view();
      queue.poll();
    }
    return newest;
  }

  private void read() {
    int failures = 0;
    var known = new FollowedView();
    while (true) {
      try {
        boolean[] any = new boolean[1];
        boolean ended =
            api.follow(
                id,
                known,
                view -> {
                  any[0] = true;
                  queue.add(new News.State(view));
                });
        if (ended) {
          queue.add(new News.End());
          return;
        }
        failures = any[0] ? 1 : failures + 1;
      } catch (IOException e) {
        failures++;
      } catch (InterruptedException e) {
        return;
      } catch (Problem e) {
        queue.add(new News.Refused(e));
        return;
      } catch (RuntimeException e) {
        queue.add(new News.Broken(e));
        return;
      }
      if (failures > ATTEMPTS) {
        queue.add(new News.Refused(gone()));
        return;
      }
      if (failures == 2) {
        queue.add(
            new News.Lost("The connection to the controller was lost; trying again for a minute."));
      }
      interruption.pause(failures == 1 ? 200 : 2000);
    }
  }

  private Problem gone() {
    return new Problem(
        "The controller at " + api.address() + " no longer answers.",
        "What was measured is kept. Start it again with: halfspeed serve; then: halfspeed status "
            + "--follow "
            + id);
  }
}
