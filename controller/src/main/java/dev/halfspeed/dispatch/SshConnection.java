package dev.halfspeed.dispatch;

import dev.halfspeed.lab.Machine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.SFTPClient;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.jspecify.annotations.Nullable;

/**
 * One SSH connection to one machine, shared by all who have business there.
 *
 * <p>A remote command can't be ended over its channel (closing a channel waits for the command),
 * and reading from a channel has no timeout. So a deadline closes the whole connection, and
 * everyone on it sees a {@link ConnectionLostException} or another {@link IOException}.
 */
final class SshConnection implements AutoCloseable {
  // OpenSSH allows 10 a connection unless configured otherwise.
  private static final int MAXIMUM_CHANNELS = 8;
  private static final int KEEP_ALIVE_SECONDS = 2;
  private static final int KEEP_ALIVE_MISSES = 5;
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
  private static final int LONGEST_OUTPUT = 1 << 20;

  private static final ScheduledThreadPoolExecutor ALARMS = alarms();

  static {
    // Java's own AES uses the processor's instructions for it; the library's first choice does not.
    // Must come before anything else of sshj: it chooses once.
    SecurityUtils.setRegisterBouncyCastle(false);
  }

  /** What a short command printed, and how it ended. */
  record Output(int exitStatus, String out, String error) {}

  /** An open channel; closing it ends the command's input and waits for the command. */
  final class Channel implements AutoCloseable {
    private final Session session;
    private final Session.Command command;
    private boolean closed;

    private Channel(Session session, Session.Command command) {
      this.session = session;
      this.command = command;
    }

    Session.Command command() {
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
      try (Deadline _ = deadline(CLOSE_DEADLINE, "a remote command did not end")) {
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

  /** A running SFTP session. */
  final class FileTransfer implements AutoCloseable {
    private final SFTPClient client;

    private FileTransfer(SFTPClient client) {
      this.client = client;
    }

    SFTPClient client() {
      return client;
    }

    @Override
    public void close() {
      try {
        client.close();
      } catch (IOException e) {
        abort("closing an SFTP channel failed: " + e.getMessage());
      } finally {
        channels.release();
      }
    }
  }

  /** A deadline that runs until it is closed. */
  static final class Deadline implements AutoCloseable {
    private final ScheduledFuture<?> alarm;

    private Deadline(ScheduledFuture<?> alarm) {
      this.alarm = alarm;
    }

    @Override
    public void close() {
      alarm.cancel(false);
    }
  }

  private final Machine machine;
  private final SSHClient client;
  private final Semaphore channels = new Semaphore(MAXIMUM_CHANNELS);
  private volatile @Nullable String aborted;

  private SshConnection(Machine machine, SSHClient client) {
    this.machine = machine;
    this.client = client;
  }

  private static ScheduledThreadPoolExecutor alarms() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("ssh-deadlines").factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /** Loaded when the first connection is made: it takes a moment. */
  private static final class Configuration {
    // The processor's AES instructions make GCM several times as fast as the library's first
    // choice.
    private static final List<String> CIPHERS =
        List.of(
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
            "chacha20-poly1305@openssh.com",
            "aes128-ctr",
            "aes256-ctr");
    private static final List<String> MACS =
        List.of(
            "hmac-sha2-256-etm@openssh.com",
            "hmac-sha2-512-etm@openssh.com",
            "hmac-sha2-256",
            "hmac-sha2-512");

    static final Config CONFIG = make();

    private Configuration() {}

    private static <T> List<Factory.Named<T>> chosen(
        List<Factory.Named<T>> all, List<String> names) {
      return names.stream()
          .flatMap(name -> all.stream().filter(factory -> factory.getName().equals(name)))
          .toList();
    }

    private static Config make() {
      var config = new DefaultConfig();
      config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
      config.setCipherFactories(chosen(config.getCipherFactories(), CIPHERS));
      config.setMACFactories(chosen(config.getMACFactories(), MACS));
      return config;
    }
  }

  /**
   * Connects and authenticates, once.
   *
   * @throws MachineFault when the machine is not reached, its host key is not the known one, or it
   *     does not accept the key
   */
  static SshConnection open(Machine machine, LinkSettings settings)
      throws MachineFault, InterruptedException {
    if (!Files.isReadable(machine.key())) {
      throw keyFault(
          machine,
          Files.exists(machine.key()) ? "can't be read by this user" : "does not exist",
          null);
    }
    KnownHosts hosts = KnownHosts.read(machine);
    var client = new SSHClient(Configuration.CONFIG);
    client.addHostKeyVerifier(hosts);
    client.setConnectTimeout((int) settings.connectTimeout().toMillis());
    client.setSocketFactory(new PromptSockets());
    var keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
    keepAlive.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    keepAlive.setMaxAliveCount(KEEP_ALIVE_MISSES);
    var connection = new SshConnection(machine, client);
    boolean done = false;
    try (Deadline _ = connection.deadline(settings.connectTimeout(), "connecting took too long")) {
      KeyProvider key = connection.key();
      client.connect(machine.host(), machine.port());
      client.authPublickey(machine.user(), key);
      done = true;
      return connection;
    } catch (UserAuthException e) {
      if (Thread.interrupted()) {
        throw interrupted(e);
      }
      if (connection.aborted != null || !client.isConnected()) {
        // Whoever is cut off in the middle was not refused.
        throw connection.unreachable(e);
      }
      throw new MachineFault(
          MachineFault.Kind.KEY_REFUSED,
          "machine %s: %s@%s does not accept the key %s"
              .formatted(machine.name(), machine.user(), machine.host(), machine.key()),
          "bring the public key there: ssh-copy-id -i %s -p %d %s"
              .formatted(
                  RemoteScript.quote(machine.key().toString()),
                  machine.port(),
                  RemoteScript.quote(machine.user() + "@" + machine.host())),
          e);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw interrupted(e);
      }
      MachineFault refusal = hosts.refusal();
      if (refusal != null) {
        throw refusal;
      }
      throw connection.unreachable(e);
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }

  private MachineFault unreachable(IOException e) {
    String reason = aborted;
    return new MachineFault(
        MachineFault.Kind.UNREACHABLE,
        "machine %s: no SSH connection to %s:%d: %s"
            .formatted(
                machine.name(), machine.host(), machine.port(), reason == null ? text(e) : reason),
        "see whether it is up and its sshd listens: ssh -i %s -p %d %s"
            .formatted(
                RemoteScript.quote(machine.key().toString()),
                machine.port(),
                RemoteScript.quote(machine.user() + "@" + machine.host())),
        e);
  }

  /** The key, unlocked: a key with a passphrase can't be used, since nobody is there to type it. */
  private KeyProvider key() throws MachineFault {
    try {
      KeyProvider key =
          client.loadKeys(machine.key().toString(), PasswordUtils.createOneOff(new char[0]));
      key.getPrivate();
      return key;
    } catch (IOException | RuntimeException e) {
      throw keyFault(machine, "is not a private key without a passphrase (" + text(e) + ")", e);
    }
  }

  private static MachineFault keyFault(Machine machine, String what, @Nullable Throwable cause) {
    String text = "machine %s: the key %s %s".formatted(machine.name(), machine.key(), what);
    String next =
        "make one for the lab: ssh-keygen -t ed25519 -N '' -f FILE, name it with key in the"
            + " machine's entry, and bring it there with ssh-copy-id -i FILE";
    return cause == null
        ? new MachineFault(MachineFault.Kind.KEY_REFUSED, text, next)
        : new MachineFault(MachineFault.Kind.KEY_REFUSED, text, next, cause);
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static InterruptedException interrupted(Throwable cause) {
    var interrupted = new InterruptedException("interrupted while talking to a machine");
    interrupted.initCause(cause);
    return interrupted;
  }

  /** Whether there is still someone at the other end, as far as is known. */
  boolean isAlive() {
    return aborted == null && client.isConnected() && client.isAuthenticated();
  }

  /** Closes the connection when the time is over, unless the deadline was closed before. */
  Deadline deadline(Duration time, String what) {
    return new Deadline(
        ALARMS.schedule(
            () -> Thread.startVirtualThread(() -> abort(what)),
            time.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  /** Starts a command on a channel of its own. */
  Channel start(String commandLine) throws IOException, InterruptedException {
    channels.acquire();
    Session session = null;
    try {
      session = client.startSession();
      return new Channel(session, session.exec(commandLine));
    } catch (IOException | IllegalStateException e) {
      channels.release();
      throw lost(e);
    }
  }

  /** Opens an SFTP session on a channel of its own. */
  FileTransfer files() throws IOException, InterruptedException {
    channels.acquire();
    try {
      return new FileTransfer(client.newSFTPClient());
    } catch (IOException | IllegalStateException e) {
      channels.release();
      throw lost(e);
    }
  }

  /** Runs a short command to its end. */
  Output run(String commandLine, Duration time) throws IOException, InterruptedException {
    try (Deadline _ = deadline(time, "a command took longer than " + time);
        Channel channel = start(commandLine)) {
      Session.Command command = channel.command();
      command.getOutputStream().close();
      var error = new ByteArrayOutputStream();
      Thread drain =
          Thread.startVirtualThread(() -> {
            try {
              copy(command.getErrorStream(), error);
            } catch (IOException e) {
              // Seen by whoever reads the standard output.
            }
          });
      var out = new ByteArrayOutputStream();
      copy(command.getInputStream(), out);
      drain.join();
      command.join();
      Integer status = command.getExitStatus();
      if (status == null) {
        throw new ConnectionLostException(
            "the command was ended by signal " + command.getExitSignal());
      }
      return new Output(
          status, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    } catch (ConnectionLostException e) {
      throw e;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private static void copy(InputStream from, ByteArrayOutputStream to) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, 0, Math.min(n, LONGEST_OUTPUT - to.size()));
    }
  }

  /** What an error on this connection means: that it is lost, or the error itself. */
  IOException lost(Exception e) throws InterruptedException {
    if (Thread.interrupted()) {
      throw interrupted(e);
    }
    String reason = aborted;
    if (reason != null) {
      return new ConnectionLostException("the connection was closed: " + reason, e);
    }
    if (!isAlive()) {
      return new ConnectionLostException("the connection dropped: " + text(e), e);
    }
    return e instanceof IOException io ? io : new IOException(text(e), e);
  }

  /** Closes the connection without a word to the other end, which may not be listening. */
  void abort(String reason) {
    if (aborted == null) {
      aborted = reason;
    }
    Socket socket = client.getSocket();
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed as far as this end is concerned.
      }
    }
  }

  @Override
  public void close() {
    if (aborted == null) {
      aborted = "closed here";
    }
    // A polite goodbye can block on a full send buffer.
    try (Deadline _ = deadline(Duration.ofSeconds(1), "closing took too long")) {
      client.close();
    } catch (IOException e) {
      abort("closing failed: " + text(e));
    }
  }
}
