package dev.halfspeed.worker.job;

import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection to a server, as a controller has it. */
final class Conversation implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final PipedWriter requests = new PipedWriter();
  private final Replies replies = new Replies();

  Conversation(Home home) throws IOException {
    this(home, new Launcher(ScriptSupervisor.command(), System.getenv()));
  }

  Conversation(Home home, Launcher launcher) throws IOException {
    this(home, launcher, Ownership.UpTime.OF_THE_SYSTEM);
  }

  Conversation(Home home, Launcher launcher, Ownership.UpTime upTime) throws IOException {
    var input = new PipedReader(requests, 1 << 16);
    var conversation = new Server(home, launcher, "test", input, replies, upTime);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            conversation.serve();
          } catch (IOException e) {
            replies.broken = true;
          }
        });
  }

  /** Greets, and expects to be welcome. */
  Conversation hello(long lease) throws Exception {
    Reply reply = ask(new Request.Hello(1, Protocol.VERSION, lease));
    if (!(reply instanceof Reply.Welcome)) {
      throw new AssertionError(reply.toString());
    }
    return this;
  }

  Reply ask(Request request) throws Exception {
    send(request);
    return next();
  }

  void send(Request request) throws IOException {
    sendLine(Protocol.write(request));
  }

  void sendLine(String line) throws IOException {
    requests.write(line + "\n");
    requests.flush();
  }

  Reply next() throws InterruptedException {
    Reply reply = replies.lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (reply == null) {
      throw new AssertionError("no reply");
    }
    return reply;
  }

  /** Whether a reply comes in that time; it is still the next one then. */
  boolean repliesWithin(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (replies.lines.isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(10);
    }
    return !replies.lines.isEmpty();
  }

  JobEvent nextEvent() throws InterruptedException {
    return next() instanceof Reply.Event event
        ? event.event()
        : new JobEvent(0, java.time.Instant.EPOCH, new JobEvent.Body.Phase("no event"));
  }

  /** All events from one on to the last. */
  List<JobEvent> follow(JobId job, long from) throws Exception {
    send(new Request.Follow(99, job, from));
    var events = new ArrayList<JobEvent>();
    do {
      events.add(nextEvent());
    } while (!(events.getLast().body() instanceof JobEvent.Body.Finished));
    return events;
  }

  /** Hangs up: nothing more is sent, and nothing that is still written arrives. */
  @Override
  public void close() throws IOException {
    replies.broken = true;
    requests.close();
  }

  private static final class Replies extends Writer {
    final BlockingQueue<Reply> lines = new LinkedBlockingQueue<>();
    private final StringBuilder line = new StringBuilder();
    volatile boolean broken;

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      if (broken) {
        throw new IOException("Broken pipe");
      }
      line.append(text, offset, length);
      int end = line.indexOf("\n");
      while (end >= 0) {
        lines.add(Protocol.read(line.substring(0, end), Reply.class));
        line.delete(0, end + 1);
        end = line.indexOf("\n");
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
