package dev.halfspeed.web.access;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.core.Principal;
import dev.halfspeed.store.StoreException;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every write that somebody who is known has sent, with what became of it: handed over before
 * the answer's first byte is sent, and written in that order on a thread of its own.
 */
public final class AuditTrail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
  private static final int MOST_WAITING = 10_000;
  private static final long CLOSE_SECONDS = 5;

  private final AuditLog log;
  private final AccessTokens tokens;

  /** Where more is sent than the disk takes, senders wait: nothing is dropped. */
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("audit").factory(),
          new ThreadPoolExecutor.CallerRunsPolicy());

  public AuditTrail(AuditLog log, AccessTokens tokens) {
    this.log = log;
    this.tokens = tokens;
  }

  /** Keeps a request when it is answered. */
  void follow(RoutingContext context, Principal by) {
    String address = context.request().remoteAddress().hostAddress();
    String method = context.request().method().name();
    String path = shown(context.request().path());
    context.addHeadersEndHandler(_ -> {
      var write =
          new AuditLog.Write(
              log.now(),
              by,
              address == null ? "unknown" : address,
              method,
              path,
              context.response().getStatusCode());
      writer.execute(() -> keep(write));
    });
  }

  /** Notes that a token was shown. */
  void used(String digest) {
    if (tokens.used(digest)) {
      writer.execute(() -> {
        try {
          tokens.keepUse(digest);
        } catch (StoreException e) {
          LOG.warn("when a token was used is not kept", e);
        }
      });
    }
  }

  /** Waits until all that was handed over so far is kept. */
  public void flush() {
    var done = new CountDownLatch(1);
    writer.execute(done::countDown);
    try {
      if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the audit log is behind by {} writes", writer.getQueue().size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(AuditLog.Write write) {
    try {
      log.keep(write);
    } catch (StoreException e) {
      LOG.error("not in the audit log: {}", write, e);
    }
  }

  /** The secret part of a link is not kept. */
  static String shown(String path) {
    return path.startsWith(Access.OPEN) ? Access.OPEN + "..." : path;
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.error("{} writes are not in the audit log", writer.getQueue().size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
