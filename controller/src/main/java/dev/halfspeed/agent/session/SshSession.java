package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionLostException;
import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.FaultMessages;
import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.agent.WorkerSession;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.Owner;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/** One SSH connection with a worker at its other end, which is sent and started first. */
final class SshSession implements WorkerSession {
  /**
   * The first answer may take so many times as long as any other: the worker has to start, on a
   * machine that may have just booted itself.
   */
  private static final int START_FACTOR = 4;

  /**
   * A worker that has said nothing for so many times as long as it may take to answer is asked
   * whether it is still there.
   */
  private static final int SILENCE_FACTOR = 2;

  private static final Duration BETWEEN_BEATS = Duration.ofSeconds(15);

  /** For the last word to a machine: it finds out by itself, too. */
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private final Machine machine;
  private final ConnectionSettings settings;
  private final SshConnection connection;
  private final WorkerConversation conversation;
  private final String home;

  /** Whether the machine is known to have a repository; guarded by {@link #pushing}. */
  private boolean hasRepository;

  private final ReentrantLock pushing = new ReentrantLock();

  private SshSession(
      Machine machine,
      ConnectionSettings settings,
      SshConnection connection,
      WorkerConversation conversation,
      String home) {
    this.machine = machine;
    this.settings = settings;
    this.connection = connection;
    this.conversation = conversation;
    this.home = home;
  }

  /**
   * Connects, sends the worker if the machine does not have it, starts it and shows it the lease.
   *
   * @param lease the controller's
   * @throws MachineFault when the machine can't be used
   */
  static SshSession open(
      Machine machine, WorkerRuntime runtime, MachineLease lease, ConnectionSettings settings)
      throws MachineFault, InterruptedException {
    var faults = new FaultMessages(machine);
    SshConnection connection = SshConnection.open(machine, settings);
    WorkerConversation conversation = null;
    boolean done = false;
    try {
      WorkerInstaller.Installed worker =
          new WorkerInstaller(machine, runtime, settings).install(connection);
      conversation = WorkerConversation.start(connection, worker);
      Reply reply = hello(conversation, machine, lease, settings);
      if (reply instanceof Reply.Refused(long _, var _, String _, Long highest, Owner last)
          && highest != null
          && lease.mayRaise(machine.name(), highest, last)) {
        reply = hello(conversation, machine, lease, settings);
      }
      if (!(reply instanceof Reply.Welcome welcome)) {
        throw faults.unexpected(reply);
      }
      if (welcome.protocolVersion() != Protocol.VERSION) {
        throw faults.protocol(
            "its worker speaks version %d of the protocol, and the controller %d"
                .formatted(welcome.protocolVersion(), Protocol.VERSION),
            "build Halfspeed anew, so that controller and worker are of one version",
            null);
      }
      lease.admitted(machine.name());
      done = true;
      listenForSilence(conversation, settings);
      beat(conversation, machine, lease, settings);
      return new SshSession(machine, settings, connection, conversation, welcome.home());
    } catch (ConnectionLostException e) {
      if (conversation != null && connection.isAlive()) {
        String said = conversation.errorOutput();
        throw faults.protocol(
            "its worker did not start: " + (said.isEmpty() ? e.getMessage() : said),
            "see whether the worker runs there: %s/worker/%s/bin/halfspeed-worker"
                .formatted(machine.directory(), runtime.folder()),
            e);
      }
      throw faults.unreachable(e);
    } catch (IOException e) {
      throw faults.failed(e);
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }

  private static Reply hello(
      WorkerConversation conversation,
      Machine machine,
      MachineLease lease,
      ConnectionSettings settings)
      throws IOException, InterruptedException {
    return conversation.call(
        settings.answerDeadline().multipliedBy(START_FACTOR),
        id ->
            new Request.Hello(
                id,
                Protocol.VERSION,
                lease.token(),
                lease.owner(),
                lease.takesOver(machine.name())));
  }

  /**
   * Tells the machine that its controller lives, and what it works on there; the machine takes a
   * controller for dead that says nothing for a minute and a half.
   */
  private static void beat(
      WorkerConversation conversation,
      Machine machine,
      MachineLease lease,
      ConnectionSettings settings) {
    Thread.ofVirtual()
        .name("worker-beat")
        .start(() -> {
          try {
            while (conversation.isAlive()) {
              Thread.sleep(BETWEEN_BEATS);
              String work = lease.work(machine);
              Reply reply =
                  conversation.call(
                      settings.answerDeadline().multipliedBy(START_FACTOR),
                      id -> new Request.Beat(id, work));
              if (reply instanceof Reply.Refused refused
                  && refused.reason() == Reply.Reason.STALE_LEASE) {
                // Whoever uses the machine next connects again, and is told who has it.
                conversation.close();
                return;
              }
            }
          } catch (IOException e) {
            // Whoever follows is told, and connects again.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /**
   * Whoever follows a job asks nothing, and a worker that hangs looks to him like a job that takes
   * long: the machine's sshd answers all the same. A question that is not answered closes the
   * connection.
   */
  private static void listenForSilence(
      WorkerConversation conversation, ConnectionSettings settings) {
    Duration longest = settings.answerDeadline().multipliedBy(SILENCE_FACTOR);
    Thread.ofVirtual()
        .name("worker-silence")
        .start(() -> {
          try {
            while (conversation.isAlive()) {
              Duration left = longest.minus(conversation.silence());
              if (left.isPositive()) {
                Thread.sleep(left);
              } else {
                conversation.call(settings.answerDeadline(), Request.AskRunning::new);
              }
            }
          } catch (IOException e) {
            // Whoever follows is told, and connects again.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public boolean isAlive() {
    return conversation.isAlive();
  }

  @Override
  public Reply call(LongFunction<Request> request) throws IOException, InterruptedException {
    return conversation.call(settings.answerDeadline(), request);
  }

  @Override
  public Replies ask(LongFunction<Request> request) throws IOException, InterruptedException {
    return conversation.ask(request);
  }

  @Override
  public void sendCommit(Path repository, String commit)
      throws IOException, MachineFault, InterruptedException {
    pushing.lockInterruptibly();
    try {
      // Nothing is remembered of what was sent: the machine removes what is old.
      var push = new CommitPush(connection, machine.host(), home + "/source.git", settings);
      if (!hasRepository) {
        push.prepare();
        hasRepository = true;
      }
      push.push(repository, commit);
    } finally {
      pushing.unlock();
    }
  }

  @Override
  public void sendRecipe(Path folder, String digest)
      throws IOException, MachineFault, InterruptedException {
    try {
      new RecipeTransfer(connection, settings).send(folder, digest, home);
    } catch (Problem problem) {
      throw MachineFault.notItsOwn(problem.what(), problem.nextStep(), problem);
    }
  }

  @Override
  public Optional<byte[]> read(String path, FilePart part)
      throws IOException, InterruptedException {
    return new PartReader(connection, settings, home).read(path, part);
  }

  @Override
  public void release() {
    try {
      conversation.call(A_MOMENT, id -> new Request.Beat(id, ""));
    } catch (IOException e) {
      // The machine finds out by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    conversation.close();
    connection.close();
  }
}
