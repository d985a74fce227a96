package dev.halfspeed.agent.ssh;

import dev.halfspeed.agent.ConnectionLostException;
import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.lab.Machine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/**
 * One SSH connection to one machine, shared by all who have business there.
 *
 * <p>A remote command can't be ended over its channel (closing a channel waits for the command),
 * and reading from a channel has no timeout. So a deadline closes the whole connection, and
 * everyone on it sees a {@link ConnectionLostException} or another {@link IOException}.
 */
public final class SshConnection implements AutoCloseable {
  // OpenSSH allows 10 a connection unless configured otherwise.
  private static final int MAXIMUM_CHANNELS = 8;
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
  private static final int LONGEST_OUTPUT = 1 << 20;

  /** Writes what a command reads from its standard input. */
  @FunctionalInterface
  public interface Input {
    /** None. */
    Input NONE = to -> {};

    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream to) throws IOException;
  }

  /** An open channel; closing it ends the command's input and waits for the command. */
  public final class Channel implements AutoCloseable {
    private final Session session;
    private final Session.Command command;
    private boolean closed;

    private Channel(Session session, Session.Command command) {
      this.session = session;
      this.command = command;
    }

    public Session.Command command() {
      return command;
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (!isAlive()) {
        channels.release();
        return;
      }
      try (SshRoute.Deadline _ = deadline(CLOSE_DEADLINE, "a remote command did not end")) {
        // Most commands end when their input does.
        command.getOutputStream().close();
        session.close();
      } catch (IOException e) {
        abort("closing a channel failed: " + e.getMessage());
      } finally {
        channels.release();
      }
    }
  }

  private final SshRoute route;
  private final Semaphore channels = new Semaphore(MAXIMUM_CHANNELS);

  private SshConnection(SshRoute route) {
    this.route = route;
  }

  /**
   * Connects and authenticates, once, through the machine's jump hosts where it has some.
   *
   * @throws MachineFault when the machine or a jump host is not reached, its host key is not the
   *     known one, or it does not accept the key
   */
  public static SshConnection open(Machine machine, ConnectionSettings settings)
      throws MachineFault, InterruptedException {
    return new SshConnection(SshConnector.connect(machine, settings));
  }

  static InterruptedException interrupted(Throwable cause) {
    var interrupted = new InterruptedException("interrupted while talking to a machine");
    interrupted.initCause(cause);
    return interrupted;
  }

  /** Whether there is still someone at the other end, as far as is known. */
  public boolean isAlive() {
    return route.isAlive();
  }

  /** Closes the connection when the time is over, unless the deadline was closed before. */
  public SshRoute.Deadline deadline(Duration time, String what) {
    return route.deadline(time, what);
  }

  /** Starts a command on a channel of its own. */
  public Channel start(String commandLine) throws IOException, InterruptedException {
    channels.acquire();
    try {
      Session session = route.last().startSession();
      return new Channel(session, session.exec(commandLine));
    } catch (IOException | IllegalStateException e) {
      channels.release();
      throw lost(e);
    }
  }

  /** Runs a short command to its end. */
  public CommandOutput run(String commandLine, Duration time)
      throws IOException, InterruptedException {
    return run(
        commandLine, Input.NONE, time, "a command took longer than " + time.toSeconds() + " s");
  }

  /**
   * Runs a command to its end. It has to read its whole input, also where it fails.
   *
   * @param late what it means when the time is over
   */
  public CommandOutput run(String commandLine, Input input, Duration time, String late)
      throws IOException, InterruptedException {
    try (SshRoute.Deadline _ = deadline(time, late);
        Channel channel = start(commandLine)) {
      Session.Command command = channel.command();
      var error = new ByteArrayOutputStream();
      var out = new ByteArrayOutputStream();
      Thread errors = drain(command.getErrorStream(), error);
      Thread outs = drain(command.getInputStream(), out);
      @Nullable IOException unread = write(input, command);
      outs.join();
      errors.join();
      command.join();
      Integer status = command.getExitStatus();
      if (status == null && !isAlive()) {
        throw new IOException("it ended while a command ran");
      }
      if (status == null) {
        throw new ConnectionLostException(
            "the command was ended by signal " + command.getExitSignal());
      }
      if (status == 0 && unread != null) {
        throw unread;
      }
      return new CommandOutput(status, out.toByteArray(), error.toByteArray());
    } catch (ConnectionLostException e) {
      throw e;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Writes the input; what went wrong while the command may have ended without reading it. */
  private static @Nullable IOException write(Input input, Session.Command command) {
    try (OutputStream to = command.getOutputStream()) {
      input.writeTo(to);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static Thread drain(InputStream from, ByteArrayOutputStream to) {
    return Thread.startVirtualThread(() -> {
      byte[] buffer = new byte[8192];
      try {
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
          to.write(buffer, 0, Math.min(n, LONGEST_OUTPUT - to.size()));
        }
      } catch (IOException e) {
        // The connection is lost, which is seen when the command's end is waited for.
      }
    });
  }

  /** What an error on this connection means: that it is lost, or the error itself. */
  public IOException lost(Exception e) throws InterruptedException {
    if (Thread.interrupted()) {
      throw interrupted(e);
    }
    String reason = route.aborted();
    if (reason != null) {
      return new ConnectionLostException("the connection was closed: " + reason, e);
    }
    if (!isAlive()) {
      return new ConnectionLostException(
          "the connection dropped%s: %s".formatted(route.atJumpHost(), SshWords.of(e)), e);
    }
    return e instanceof IOException io ? io : new IOException(SshWords.of(e), e);
  }

  /** Closes the connection without a word to the other end, which may not be listening. */
  public void abort(String reason) {
    route.abort(reason);
  }

  @Override
  public void close() {
    route.close();
  }
}
