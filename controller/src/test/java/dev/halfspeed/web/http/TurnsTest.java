package dev.halfspeed.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private static final Duration LONG = Duration.ofHours(1);
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final BlockingQueue<Runnable> begun = new LinkedBlockingQueue<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void othersWaitForTheirTurnInTheOrderInWhichTheyCame() throws Exception {
    var turns = new Turns(2, 100, LONG, begun::add);
    for (String name : List.of("a", "b", "c", "d")) {
      ask(turns, name);
    }
    begun.take().run();
    begun.take().run();
    begun.take().run();
    begun.take().run();
    assertThat(told).containsExactly("a", "b", "c", "d");
    assertThat(begun).isEmpty();
  }

  @Test
  void whatFailsGivesItsTurnAway() throws Exception {
    var turns = new Turns(1, 100, LONG, begun::add);
    ask(
        turns,
        "",
        () -> {
          throw new IllegalStateException("fails");
        });
    ask(turns, "next");
    try {
      begun.take().run();
    } catch (IllegalStateException expected) {
      told.add(expected.getMessage());
    }
    begun.take().run();
    assertThat(told).containsExactly("fails", "next");
  }

  @Test
  void whoWaitsForTooLongIsRefusedAndTheNextIsNot() throws Exception {
    var turns = new Turns(1, 100, Duration.ofMillis(1), begun::add);
    ask(turns, "a");
    ask(turns, "b");
    Awaitility.await().until(() -> told.contains("b is refused"));
    begun.take().run();
    // Once the turn is free again: what is asked on the event loop comes behind that.
    ask(turns, "c");
    begun.take().run();
    assertThat(told).containsExactly("b is refused", "a", "c");
  }

  @Test
  void whoHasHungUpIsSkippedAndMoreThanMayWaitAreRefused() throws Exception {
    var turns = new Turns(1, 2, LONG, begun::add);
    ask(turns, "a");
    ask(turns, "gone");
    ask(turns, "c");
    ask(turns, "d");
    begun.take().run();
    begun.take().run();
    assertThat(told).containsExactlyInAnyOrder("d is refused", "a", "c");
  }

  @Test
  void aTurnForWhichThereIsNoThreadIsGivenBack() throws Exception {
    var isFull = new AtomicBoolean(true);
    var turns =
        new Turns(
            1,
            2,
            LONG,
            task -> {
              if (isFull.getAndSet(false)) {
                throw new RejectedExecutionException("no thread");
              }
              begun.add(task);
            });
    ask(turns, "a");
    ask(turns, "b");
    begun.take().run();
    assertThat(told).containsExactly("a is refused", "b");
  }

  private void ask(Turns turns, String name) {
    ask(turns, name, () -> told.add(name));
  }

  private void ask(Turns turns, String name, Runnable answer) {
    loop.runOnContext(_ ->
        turns.take(
            loop,
            new Turns.Request() {
              @Override
              public void answer() {
                answer.run();
              }

              @Override
              public void refuse() {
                told.add(name + " is refused");
              }

              @Override
              public boolean isGone() {
                return name.equals("gone");
              }
            }));
  }
}
