package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.JobId;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CancellationsTest {
  private static final JobId JOB = new JobId("b1-1", 1);
  private static final JobId OTHER = new JobId("b1-2", 1);

  private final Cancellations cancellations = new Cancellations(Time.real());
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore released = new Semaphore(0);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @Test
  void aJobIsCancelledByOneTaskAtATimeAndOnceMoreWhenThatWasAskedForMeanwhile() throws Exception {
    for (int i = 0; i < 50; i++) {
      cancellations.ask(JOB, this::attempt);
    }
    begun.acquire();
    cancellations.ask(JOB, this::attempt);
    released.release();
    begun.acquire();
    released.release();
    // The next one is asked for when nothing is under way, or is the one after that.
    cancellations.ask(JOB, this::attempt);
    begun.acquire();
    released.release();
    assertThat(most).hasValue(1);
  }

  @Test
  void jobsDoNotWaitForEachOther() throws Exception {
    cancellations.ask(JOB, this::attempt);
    cancellations.ask(OTHER, this::attempt);
    begun.acquire(2);
    assertThat(most).hasValue(2);
    released.release(2);
  }

  private void attempt() throws InterruptedException {
    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    begun.release();
    released.acquire();
    atOnce.decrementAndGet();
  }
}
