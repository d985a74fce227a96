package dev.halfspeed.dispatch;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way to a worker over SSH: one connection, made again when it drops, on which the worker is
 * sent, started and spoken to.
 *
 * <p>What can be repeated is: starting a job is idempotent, following goes on from the last event
 * seen, and what is sent takes its name only when it is whole.
 */
public final class SshWorkerLink implements WorkerLink {

  /** One connection with the worker's end of it. */
  private record Live(
      SshConnection connection,
      Conversation conversation,
      String home,
      Set<String> commits,
      Set<String> recipes,
      ReentrantLock pushing) {
    boolean isAlive() {
      return conversation.isAlive();
    }

    void close() {
      conversation.close();
      connection.close();
    }
  }

  private interface Action<T> {
    T on(Live live) throws IOException, MachineFault, InterruptedException;
  }

  private final Machine machine;
  private final WorkerRuntime runtime;
  private final long lease;
  private final LinkSettings settings;
  private final ReentrantLock connecting = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Live live;

  private SshWorkerLink(Machine machine, WorkerRuntime runtime, long lease, LinkSettings settings) {
    this.machine = machine;
    this.runtime = runtime;
    this.lease = lease;
    this.settings = settings;
  }

  /**
   * Connects, sends the worker if the machine does not have it, starts it and shows it the lease.
   * Tries once.
   *
   * @param controllerRuntime archive of the worker for the controller's own architecture; used
   *     where the machine's entry names no other
   * @param lease the controller's lease token
   * @throws MachineFault when the machine can't be used
   */
  public static SshWorkerLink connect(
      Machine machine, Path controllerRuntime, long lease, LinkSettings settings)
      throws MachineFault, InterruptedException {
    Path archive = machine.runtime() == null ? controllerRuntime : machine.runtime();
    WorkerRuntime runtime;
    try {
      runtime = WorkerRuntime.of(archive);
    } catch (Problem e) {
      throw new MachineFault(
          MachineFault.Kind.NO_RUNTIME,
          "machine " + machine.name() + ": " + e.what(),
          e.nextStep(),
          e);
    }
    var link = new SshWorkerLink(machine, runtime, lease, settings);
    link.live = link.open();
    return link;
  }

  private Live open() throws MachineFault, InterruptedException {
    SshConnection connection = SshConnection.open(machine, settings);
    Conversation conversation = null;
    boolean done = false;
    try {
      WorkerInstaller.Installed worker =
          new WorkerInstaller(machine, runtime, settings).install(connection);
      conversation =
          Conversation.start(
              connection,
              RemoteScript.of("exec \"$1\" serve --home \"$2\"", worker.program(), worker.home()));
      Reply reply =
          conversation.call(
              settings.answerDeadline(), id -> new Request.Hello(id, Protocol.VERSION, lease));
      if (!(reply instanceof Reply.Welcome welcome)) {
        throw unexpected(reply);
      }
      if (welcome.protocolVersion() != Protocol.VERSION) {
        throw protocol(
            "its worker speaks version %d of the protocol, and the controller %d"
                .formatted(welcome.protocolVersion(), Protocol.VERSION),
            "build Halfspeed anew, so that controller and worker are of one version",
            null);
      }
      done = true;
      return new Live(
          connection,
          conversation,
          welcome.home(),
          ConcurrentHashMap.newKeySet(),
          ConcurrentHashMap.newKeySet(),
          new ReentrantLock());
    } catch (ConnectionLostException e) {
      if (conversation != null && connection.isAlive()) {
        throw protocol(
            "its worker did not start: "
                + (conversation.errorOutput().isEmpty()
                    ? e.getMessage()
                    : conversation.errorOutput()),
            "see whether the worker runs there: %s/worker/%s/bin/halfspeed-worker"
                .formatted(machine.directory(), runtime.folder()),
            e);
      }
      throw unreachable(e);
    } catch (IOException e) {
      throw fault(e);
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }

  /** The connection that is there, or a new one. Tries until the patience is exhausted. */
  private Live live(Patience patience) throws MachineFault, InterruptedException {
    while (true) {
      connecting.lockInterruptibly();
      try {
        requireOpen();
        Live now = live;
        if (now != null && now.isAlive()) {
          return now;
        }
        if (now != null) {
          now.close();
        }
        Live made = open();
        live = made;
        if (closed.getCount() == 0) {
          made.close();
        }
        requireOpen();
        return made;
      } catch (MachineFault fault) {
        patience.failed();
        if (fault.kind() != MachineFault.Kind.UNREACHABLE || patience.isExhausted()) {
          throw fault;
        }
      } finally {
        connecting.unlock();
      }
      pause(patience);
    }
  }

  private void pause(Patience patience) throws MachineFault, InterruptedException {
    if (closed.await(patience.nextWait().toMillis(), TimeUnit.MILLISECONDS)) {
      requireOpen();
    }
  }

  private void requireOpen() throws MachineFault {
    if (closed.getCount() == 0) {
      throw new MachineFault(
          MachineFault.Kind.UNREACHABLE,
          "the link to machine " + machine.name() + " was closed",
          "nothing: the controller is stopping");
    }
  }

  /** Does something that may be repeated, on another connection where one drops. */
  private <T> T persistently(Patience patience, Action<T> action)
      throws MachineFault, InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Live now = live(patience);
      try {
        return action.on(now);
      } catch (ConnectionLostException e) {
        patience.failed();
        if (patience.isExhausted()) {
          throw unreachable(e);
        }
      } catch (IOException e) {
        throw fault(e);
      }
      pause(patience);
    }
  }

  @Override
  public Result run(JobId id, Job job, Consumer<JobEvent> onEvent)
      throws MachineFault, InterruptedException {
    return new Following(id, job, onEvent).toTheEnd();
  }

  /** One job being followed, over as many connections as it takes. */
  private final class Following {
    private final JobId id;
    private final Job job;
    private final Consumer<JobEvent> onEvent;
    private final Patience patience = new Patience(settings);
    private boolean started;
    private long next = 1;

    Following(JobId id, Job job, Consumer<JobEvent> onEvent) {
      this.id = id;
      this.job = job;
      this.onEvent = onEvent;
    }

    Result toTheEnd() throws MachineFault, InterruptedException {
      return persistently(patience, this::follow);
    }

    private Result follow(Live now) throws IOException, MachineFault, InterruptedException {
      if (!started) {
        requireOk(now, request -> new Request.Start(request, id, job));
        started = true;
      }
      long from = next;
      try (Conversation.Answers answers =
          now.conversation().ask(request -> new Request.Follow(request, id, from))) {
        while (true) {
          Reply reply = answers.next();
          if (!(reply instanceof Reply.Event(long _, JobEvent event))) {
            throw unexpected(reply);
          }
          patience.restore();
          if (event.number() > next) {
            throw new ProtocolException(
                "event %d of job %s came where %d was due".formatted(event.number(), id, next));
          }
          if (event.number() == next) {
            next++;
            onEvent.accept(event);
            if (event.body() instanceof JobEvent.Body.Finished(Result result)) {
              return result;
            }
          }
        }
      }
    }
  }

  @Override
  public void cancel(JobId id) throws MachineFault, InterruptedException {
    persistently(
        new Patience(settings),
        now -> {
          requireOk(now, request -> new Request.Cancel(request, id));
          return id;
        });
  }

  @Override
  public Running running() throws MachineFault, InterruptedException {
    connecting.lockInterruptibly();
    try {
      requireOpen();
      Live before = live;
      if (before != null) {
        before.close();
      }
      Live now = open();
      live = now;
      if (closed.getCount() == 0) {
        now.close();
      }
      requireOpen();
      Reply reply = now.conversation().call(settings.answerDeadline(), Request.AskRunning::new);
      if (!(reply instanceof Reply.Running(long _, String bootId, String buildId))) {
        throw unexpected(reply);
      }
      return new Running(bootId, buildId);
    } catch (ConnectionLostException e) {
      throw unreachable(e);
    } catch (IOException e) {
      throw fault(e);
    } finally {
      connecting.unlock();
    }
  }

  @Override
  public void leave(JobId id, String bootId) throws MachineFault, InterruptedException {
    persistently(
        new Patience(settings),
        now -> {
          requireOk(now, request -> new Request.Leave(request, id, bootId));
          return id;
        });
  }

  @Override
  public List<Reply.JobStatus> jobs() throws MachineFault, InterruptedException {
    return persistently(
        new Patience(settings),
        now -> {
          Reply reply = now.conversation().call(settings.answerDeadline(), Request.ListJobs::new);
          if (!(reply instanceof Reply.Jobs(long _, List<Reply.JobStatus> jobs))) {
            throw unexpected(reply);
          }
          return jobs;
        });
  }

  private void requireOk(Live now, LongFunction<Request> request)
      throws IOException, MachineFault, InterruptedException {
    Reply reply = now.conversation().call(settings.answerDeadline(), request);
    if (!(reply instanceof Reply.Ok)) {
      throw unexpected(reply);
    }
  }

  @Override
  public void sendCommit(Path repository, String commit) throws MachineFault, InterruptedException {
    persistently(
        new Patience(settings),
        now -> {
          now.pushing().lockInterruptibly();
          try {
            if (!now.commits().contains(commit)) {
              var push =
                  new CommitPush(
                      now.connection(), machine.host(), now.home() + "/source.git", settings);
              if (now.commits().isEmpty()) {
                push.prepare();
              }
              push.push(repository, commit);
              now.commits().add(commit);
            }
          } finally {
            now.pushing().unlock();
          }
          return commit;
        });
  }

  @Override
  public void sendRecipe(Path folder, String digest) throws MachineFault, InterruptedException {
    persistently(
        new Patience(settings),
        now -> {
          if (!now.recipes().contains(digest)) {
            new RecipeTransfer(now.connection(), settings).send(folder, digest, now.home());
            now.recipes().add(digest);
          }
          return digest;
        });
  }

  /** {@inheritDoc} Empty where there is no such file (yet). */
  @Override
  public String readTail(String path, int maximumBytes) throws MachineFault, InterruptedException {
    return persistently(
        new Patience(settings),
        now -> {
          try (SshConnection.Deadline _ =
                  now.connection()
                      .deadline(
                          settings.answerDeadline(),
                          "reading a file took longer than " + settings.answerDeadline());
              SshConnection.FileTransfer transfer = now.connection().files()) {
            return new TailReader(transfer.client(), now.home()).read(path, maximumBytes);
          } catch (IOException e) {
            throw now.connection().lost(e);
          }
        });
  }

  private MachineFault unexpected(Reply reply) {
    if (reply instanceof Reply.Refused(long _, Reply.Reason reason, String message)) {
      return switch (reason) {
        case STALE_LEASE ->
            new MachineFault(
                MachineFault.Kind.LEASE_LOST,
                "machine %s: another controller has taken it over (%s)"
                    .formatted(machine.name(), message),
                "let one controller have the machine: stop this one, or start it anew to take the"
                    + " machine back");
        case UNKNOWN_JOB, BAD_REQUEST, FAILED ->
            protocol(
                "its worker refused: " + message,
                "see the worker's folder " + machine.directory() + " there",
                null);
      };
    }
    return protocol(
        "its worker answered with " + reply.getClass().getSimpleName() + ", which was not asked",
        "build Halfspeed anew, so that controller and worker are of one version",
        null);
  }

  private MachineFault fault(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left")) {
      return new MachineFault(
          MachineFault.Kind.DISK_FULL,
          "machine %s: %s".formatted(machine.name(), text),
          "make room at " + machine.directory() + " there",
          e);
    }
    return protocol(
        text, "see the worker's folder " + machine.directory() + " there, and its disk", e);
  }

  private MachineFault protocol(String what, String nextStep, @Nullable Throwable cause) {
    String text = "machine %s: %s".formatted(machine.name(), what);
    return cause == null
        ? new MachineFault(MachineFault.Kind.PROTOCOL, text, nextStep)
        : new MachineFault(MachineFault.Kind.PROTOCOL, text, nextStep, cause);
  }

  private MachineFault unreachable(IOException e) {
    return new MachineFault(
        MachineFault.Kind.UNREACHABLE,
        "machine %s: %s".formatted(machine.name(), e.getMessage()),
        "see whether it is up: ssh -p %d %s"
            .formatted(machine.port(), RemoteScript.quote(machine.user() + "@" + machine.host())),
        e);
  }

  @Override
  public void close() {
    closed.countDown();
    Live now = live;
    if (now != null) {
      now.close();
    }
  }
}
