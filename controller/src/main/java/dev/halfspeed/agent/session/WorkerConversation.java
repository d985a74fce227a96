package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionLostException;
import dev.halfspeed.agent.WorkerSession;
import dev.halfspeed.agent.ssh.RemoteScript;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.agent.ssh.SshRoute;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Requests and replies over one {@code worker serve}. Several threads may ask at once; each reply
 * finds its way to whom it answers.
 */
final class WorkerConversation implements AutoCloseable {
  // A reply may carry a whole .config and the tail of a log.
  private static final int LONGEST_LINE = 64 << 20;

  /** For so long the error output of a worker that has ended is waited for. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final int KEPT_ERROR_OUTPUT = 4096;
  private static final String BEGIN = "halfspeed:worker";

  // Whatever was printed before, the mark has a line of its own.
  private static final String SERVE =
      """
      echo
      echo halfspeed:worker
      exec "$1" serve --home "$2"
      """;

  /** A reply, or the end of the conversation. */
  private record Item(@Nullable Reply reply) {}

  /** The replies to one request. */
  final class Answers implements WorkerSession.Replies {
    private final long id;
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();

    private Answers(long id) {
      this.id = id;
    }

    /**
     * Waits for the next reply.
     *
     * @throws ConnectionLostException when the conversation ended
     * @throws ProtocolException when it ended since the worker said something senseless
     */
    @Override
    public Reply next() throws IOException, InterruptedException {
      Reply reply = queue.take().reply();
      if (reply == null) {
        queue.add(new Item(null));
        throw end();
      }
      return reply;
    }

    @Override
    public void close() {
      open.remove(id);
    }
  }

  private final SshConnection connection;
  private final SshConnection.Channel channel;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Long, Answers> open = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final StringBuilder errorOutput = new StringBuilder();
  private volatile long heardAt = System.nanoTime();
  private volatile @Nullable IOException ended;
  private volatile @Nullable Thread errors;

  private WorkerConversation(SshConnection connection, SshConnection.Channel channel) {
    this.connection = connection;
    this.channel = channel;
    this.out = channel.command().getOutputStream();
  }

  /** Starts the worker's end, and listens. */
  static WorkerConversation start(SshConnection connection, WorkerInstaller.Installed worker)
      throws IOException, InterruptedException {
    String command = RemoteScript.of(SERVE, worker.program(), worker.home());
    var conversation = new WorkerConversation(connection, connection.start(command));
    conversation.errors = Thread.ofVirtual().name("worker-errors").start(conversation::keepErrors);
    Thread.ofVirtual().name("worker-replies").start(conversation::listen);
    return conversation;
  }

  private void keepErrors() {
    var lines = new ReplyReader(channel.command().getErrorStream(), LONGEST_LINE);
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        synchronized (errorOutput) {
          errorOutput.append(line).append('\n');
          errorOutput.delete(0, Math.max(0, errorOutput.length() - KEPT_ERROR_OUTPUT));
        }
      }
    } catch (IOException e) {
      // The reader of the replies sees it too.
    }
  }

  private void listen() {
    IOException why;
    try {
      var lines = new ReplyReader(channel.command().getInputStream(), LONGEST_LINE);
      boolean begun = false;
      for (String line = lines.next(); line != null; line = lines.next()) {
        // A login shell's start-up files may print before the worker does.
        begun |= line.equals(BEGIN);
        if (begun && line.startsWith("{")) {
          heardAt = System.nanoTime();
          deliver(Protocol.read(line, Reply.class));
        }
      }
      why = null;
    } catch (JacksonException e) {
      why = new ProtocolException("the worker sent a line that is no reply: " + e.getMessage());
    } catch (IOException e) {
      why = e;
    }
    ended = why instanceof ProtocolException ? why : lost(why);
    for (Answers answers : open.values()) {
      answers.queue.add(new Item(null));
    }
    channel.close();
  }

  private ConnectionLostException lost(@Nullable IOException why) {
    if (why != null || !connection.isAlive()) {
      return new ConnectionLostException(
          "the connection dropped" + (why == null ? "" : ": " + why.getMessage()), why);
    }
    return new ConnectionLostException("the worker's process ended");
  }

  private void deliver(Reply reply) {
    Answers answers = open.get(reply.id());
    // Whoever asked may have stopped listening.
    if (answers != null) {
      answers.queue.add(new Item(reply));
    }
  }

  private IOException end() {
    IOException why = ended;
    if (why instanceof ProtocolException) {
      return new ProtocolException(why.getMessage());
    }
    return new ConnectionLostException(
        why == null ? "the conversation ended" : String.valueOf(why.getMessage()), why);
  }

  /** Whether requests can be answered, as far as is known. */
  boolean isAlive() {
    return ended == null && connection.isAlive();
  }

  /** For how long the worker has said nothing. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /**
   * The last lines that a worker printed to its standard error which has ended: all of them, unless
   * a child of it keeps that open for long.
   */
  String errorOutput() throws InterruptedException {
    Thread reader = errors;
    if (reader != null) {
      reader.join(LAST_WORDS);
    }
    synchronized (errorOutput) {
      return errorOutput.toString().strip();
    }
  }

  /**
   * Asks, and leaves it to the caller to read the replies.
   *
   * @param request makes the request from its id
   */
  Answers ask(LongFunction<Request> request) throws IOException, InterruptedException {
    long id = lastId.incrementAndGet();
    var answers = new Answers(id);
    open.put(id, answers);
    boolean asked = false;
    try {
      byte[] line = (Protocol.write(request.apply(id)) + "\n").getBytes(StandardCharsets.UTF_8);
      writing.lockInterruptibly();
      try {
        out.write(line);
        out.flush();
      } catch (IOException e) {
        throw connection.lost(e);
      } finally {
        writing.unlock();
      }
      if (ended != null) {
        throw end();
      }
      asked = true;
      return answers;
    } finally {
      if (!asked) {
        answers.close();
      }
    }
  }

  /**
   * Asks for one reply.
   *
   * @param time then the connection is closed
   */
  Reply call(Duration time, LongFunction<Request> request)
      throws IOException, InterruptedException {
    try (SshRoute.Deadline _ =
            connection.deadline(
                time, "the worker did not answer within " + time.toSeconds() + " s");
        Answers answers = ask(request)) {
      return answers.next();
    }
  }

  /** Ends the worker's end of the conversation; its jobs go on. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      connection.abort("ending the conversation failed: " + e.getMessage());
    }
  }
}
