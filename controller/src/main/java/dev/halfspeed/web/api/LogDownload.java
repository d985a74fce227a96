package dev.halfspeed.web.api;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.JobLog;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends the bytes of a log, or a range of them, a piece at a time. */
public final class LogDownload {
  /** Of a log that is in memory at once. */
  public static final int PIECE_BYTES = 1 << 18;

  /** Whoever does not take a piece for so long is gone, or as good as gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  private final Controller controller;

  LogDownload(Controller controller) {
    this.controller = controller;
  }

  /** Bytes from one to before another. */
  private record Span(long from, long until) {}

  /** The job that an address names. */
  public static String name(RoutingContext context) {
    return context.pathParam("job") + "/" + context.pathParam("attempt");
  }

  /**
   * Answers a request for the log of the job that its address names.
   *
   * @throws Problem when there is no such job, or its log can't be read
   */
  void send(RoutingContext context) throws Problem {
    switch (controller.log(name(context))) {
      case FoundLog.Whole(JobRecord record, JobLog log) -> send(context, record, log);
      case FoundLog.End(JobRecord record, JobLog log, Problem why) -> {
        context.response().putHeader("Halfspeed-Log", "end only");
        send(context, record, log);
      }
      case FoundLog.Nothing(JobRecord _, Problem why) -> throw why;
    }
  }

  private static void send(RoutingContext context, JobRecord job, JobLog log) throws Problem {
    HttpServerResponse response = context.response();
    long size = log.extent().bytes();
    String header = context.request().getHeader("Range");
    Matcher range = RANGE.matcher(header == null ? "" : header.strip());
    Span span = new Span(0, size);
    response
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .putHeader("Accept-Ranges", "bytes")
        .putHeader(
            "Content-Disposition",
            "inline; filename=\"" + job.job() + "-" + job.attempt() + ".log\"");
    if (range.matches() && range.end(2) > "bytes=-".length()) {
      span = span(range, size);
      if (span == null) {
        response.putHeader("Content-Range", "bytes */" + size);
        Answer.problem(
                ErrorCode.NO_SUCH_RANGE,
                "The log has " + size + " bytes",
                "Ask for a range that begins before that.")
            .send(context);
        return;
      }
      if (size > 0) {
        // Of an empty log no header can say which bytes these are: it is sent whole.
        response
            .setStatusCode(206)
            .putHeader(
                "Content-Range", "bytes %d-%d/%d".formatted(span.from(), span.until() - 1, size));
      }
    }
    response.putHeader("Content-Length", Long.toString(span.until() - span.from()));
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    stream(response, log, span);
  }

  private static @Nullable Span span(Matcher range, long size) {
    String first = range.group(1);
    String last = range.group(2);
    if (first.isEmpty()) {
      long most = Long.parseLong(last);
      return most == 0 ? null : new Span(Math.max(0, size - most), size);
    }
    long from = Long.parseLong(first);
    long until = last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
    return from < until ? new Span(from, until) : null;
  }

  /** What has begun can't be answered otherwise any more: the connection is closed. */
  private static void stream(HttpServerResponse response, JobLog log, Span span) {
    try {
      long at = span.from();
      while (at < span.until()) {
        byte[] piece = log.bytes(at, (int) Math.min(PIECE_BYTES, span.until() - at));
        if (piece.length == 0 || response.closed()) {
          response.reset();
          return;
        }
        response
            .write(Buffer.buffer(piece))
            .toCompletionStage()
            .toCompletableFuture()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        at += piece.length;
      }
      response.end();
    } catch (Problem | ExecutionException | TimeoutException e) {
      response.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      response.reset();
    }
  }
}
