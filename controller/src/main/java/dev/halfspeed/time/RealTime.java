package dev.halfspeed.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Time as it passes, on virtual threads. */
enum RealTime implements Time {
  INSTANCE;

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  @Override
  public Running start(String name, Runnable task) {
    Thread thread = Thread.ofVirtual().name(name).start(task);
    return new Running() {
      @Override
      public void interrupt() {
        thread.interrupt();
      }

      @Override
      public boolean join(Duration time) throws InterruptedException {
        return thread.join(time);
      }
    };
  }

  @Override
  public <T> Mailbox<T> mailbox() {
    BlockingQueue<T> queue = new LinkedBlockingQueue<>();
    return new Mailbox<>() {
      @Override
      public void put(T message) {
        queue.add(message);
      }

      @Override
      public T take() throws InterruptedException {
        return queue.take();
      }

      @Override
      public @Nullable T poll(Duration time) throws InterruptedException {
        return queue.poll(time.toNanos(), TimeUnit.NANOSECONDS);
      }
    };
  }
}
