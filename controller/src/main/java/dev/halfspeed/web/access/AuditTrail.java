package dev.halfspeed.web.access;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.core.Principal;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every write that somebody who is known has sent, with what became of it: handed over before
 * the answer's first byte is sent, and written in that order on a thread of its own, as many at
 * once as wait. Who hands over never waits, for that is the event loop: what comes while too many
 * wait is in the controller's log instead.
 */
public final class AuditTrail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  /** Entries that wait; a disk that hangs must not fill the memory. */
  static final int MOST_WAITING = 10_000;

  /** Rows of one transaction. */
  private static final int MOST_AT_ONCE = 500;

  private static final long CLOSE_SECONDS = 5;

  /** The status of a request whose client has gone before it was answered, as nginx logs it. */
  static final int CLIENT_GONE = 499;

  private final AuditLog log;
  private final AccessTokens tokens;
  private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;

  /** Whether {@link Stop} was handed over; what comes behind it is never seen. */
  private boolean isClosed;

  /** What is handed to the thread that writes. */
  private sealed interface Entry {
    /** A row of the audit log. */
    record Kept(AuditLog.Write write) implements Entry {}

    /** That a token was shown. */
    record Used(String digest) implements Entry {}

    /** Somebody waits until all before it is kept. */
    record Flush(CountDownLatch done) implements Entry {}

    /** Nothing more will come. */
    record Stop() implements Entry {}
  }

  public AuditTrail(AuditLog log, AccessTokens tokens) {
    this.log = log;
    this.tokens = tokens;
    this.writer = Thread.ofPlatform().daemon().name("audit").start(this::write);
  }

  /**
   * Keeps a request when it is answered, and when its client has gone before that: what it asked
   * for may have been done.
   */
  void follow(RoutingContext context, Principal by) {
    String address = context.request().remoteAddress().hostAddress();
    String method = context.request().method().name();
    String path = shown(context.request().path());
    var isKept = new AtomicBoolean();
    IntConsumer keep =
        status -> {
          if (isKept.compareAndSet(false, true)) {
            keep(
                new AuditLog.Write(
                    log.now(), by, address == null ? "unknown" : address, method, path, status));
          }
        };
    context.addHeadersEndHandler(_ -> keep.accept(context.response().getStatusCode()));
    context.addEndHandler(_ -> keep.accept(CLIENT_GONE));
  }

  /** Hands over a row. */
  void keep(AuditLog.Write write) {
    if (!isTaken(new Entry.Kept(write))) {
      LOG.error("not in the audit log, which is behind by too much or closed: {}", write);
    }
  }

  /** Notes that a token was shown; where too much waits, that is not kept. */
  void used(String digest) {
    if (tokens.used(digest)) {
      isTaken(new Entry.Used(digest));
    }
  }

  private synchronized boolean isTaken(Entry entry) {
    return !isClosed && waiting.size() < MOST_WAITING && waiting.add(entry);
  }

  /** Waits until all that was handed over so far is kept. */
  public void flush() {
    var done = new CountDownLatch(1);
    synchronized (this) {
      if (isClosed) {
        return;
      }
      waiting.add(new Entry.Flush(done));
    }
    try {
      if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the audit log is behind by {} writes", waiting.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the thread does. */
  private void write() {
    var batch = new ArrayList<Entry>();
    try {
      while (!batch.contains(new Entry.Stop())) {
        batch.clear();
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        write(batch);
      }
    } catch (InterruptedException e) {
      LOG.error("{} writes are not in the audit log", waiting.size(), e);
    }
  }

  private void write(List<Entry> batch) {
    var writes = new ArrayList<AuditLog.Write>();
    var uses = new ArrayList<String>();
    var flushes = new ArrayList<CountDownLatch>();
    for (Entry entry : batch) {
      switch (entry) {
        case Entry.Kept(AuditLog.Write write) -> writes.add(write);
        case Entry.Used(String digest) -> uses.add(digest);
        case Entry.Flush(CountDownLatch done) -> flushes.add(done);
        case Entry.Stop() -> {}
      }
    }
    keep(writes);
    uses.forEach(this::keepUse);
    flushes.forEach(CountDownLatch::countDown);
  }

  private void keep(List<AuditLog.Write> writes) {
    if (writes.isEmpty()) {
      return;
    }
    try {
      log.keep(writes);
    } catch (RuntimeException e) {
      // Whatever it is, those that come later are to be kept.
      LOG.error("not in the audit log: {}", writes, e);
    }
  }

  private void keepUse(String digest) {
    try {
      tokens.keepUse(digest);
    } catch (RuntimeException e) {
      LOG.warn("when a token was used is not kept", e);
    }
  }

  /** The secret part of a link is not kept. */
  static String shown(String path) {
    return path.startsWith(Access.OPEN) ? Access.OPEN + "..." : path;
  }

  /** Waits a while until all that was handed over is kept; what comes later is not taken. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      waiting.add(new Entry.Stop());
    }
    try {
      if (!writer.join(Duration.ofSeconds(CLOSE_SECONDS))) {
        LOG.error("{} writes are not in the audit log", waiting.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
