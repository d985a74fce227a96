package dev.halfspeed.controller;

import dev.halfspeed.agent.ConnectionLostException;
import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerSession;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.FolderCopy;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.VirtualTime;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A lab machine with its worker under a virtual clock. What lies on its disk, jobs with their
 * events and the highest lease token, outlives its crashes; what runs on it does not.
 */
final class SimulatedMachine {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

  private final String name;
  private final VirtualTime time;
  private final SplittableRandom random;
  private final FakeMachine hardware;
  private final List<String> violations = new ArrayList<>();
  private final Map<JobId, SimulatedJob> jobs = new LinkedHashMap<>();
  private final Set<String> recipes = new HashSet<>();
  private final List<Session> sessions = new ArrayList<>();
  private long highestLease = Long.MIN_VALUE;
  private final List<Long> connections = new ArrayList<>();
  private long unreachableUntil;
  private long diskFullUntil;
  private Duration clockError = Duration.ZERO;
  private boolean connectionsAreUnreliable;
  private long wrongUntil;
  private @Nullable LastingFault lasting;

  SimulatedMachine(String name, VirtualTime time, FakeMachine hardware, long seed) {
    this.name = name;
    this.time = time;
    this.hardware = hardware;
    random = new SplittableRandom(seed);
  }

  /** A job's folder on the machine's disk, and the process group that is at it. */
  final class SimulatedJob {
    private final JobId id;
    private final Job job;
    private final VirtualTime.Program program = time.program();
    private final List<JobEvent> events = new ArrayList<>();
    private final List<Mailbox<Boolean>> followers = new ArrayList<>();
    private boolean cancelled;
    private final long startedAt = time.now();
    private long endedAt = Long.MAX_VALUE;

    private SimulatedJob(JobId id, Job job) {
      this.id = id;
      this.job = job;
    }

    JobId id() {
      return id;
    }

    Job job() {
      return job;
    }

    /** Nanoseconds of virtual time. */
    long startedAt() {
      return startedAt;
    }

    /** Nanoseconds of virtual time; never, as long as it runs. */
    long endedAt() {
      return endedAt;
    }

    boolean isCancelled() {
      return cancelled;
    }

    boolean isFinished() {
      return !events.isEmpty() && events.getLast().body() instanceof JobEvent.Body.Finished;
    }

    /** How it ended, once it has. */
    Result result() {
      return ((JobEvent.Body.Finished) events.getLast().body()).result();
    }

    private boolean isRunning() {
      return !isFinished() && !program.isKilled();
    }

    private void append(JobEvent.Body body) {
      if (!isFinished()) {
        Instant at = program.instant().plus(clockError);
        events.add(new JobEvent(events.size() + 1L, at, body));
        endedAt = isFinished() ? time.now() : endedAt;
        followers.forEach(follower -> follower.put(true));
      }
    }

    private void perform() {
      try {
        append(new JobEvent.Body.Started(1));
        if (diskFullUntil > time.now() && !(job instanceof Job.Facts)) {
          program.sleep(Duration.ofSeconds(1));
          append(
              new JobEvent.Body.Finished(
                  new Result.InfrastructureFault(Result.Fault.DISK_FULL, "no space", "")));
          return;
        }
        append(new JobEvent.Body.Phase("first half"));
        Duration half = Duration.ofMillis(shortest() / 2 + random.nextLong(shortest()));
        program.sleep(half);
        append(new JobEvent.Body.Phase("second half"));
        program.sleep(half);
        append(
            new JobEvent.Body.Finished(
                wrongUntil > time.now()
                    ? wrong(job)
                    : lastingEnd(job).orElseGet(() -> hardware.carryOut(id, job))));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** A commit gets the blame for what is the machine's fault. */
    private Result wrong(Job job) {
      return switch (job) {
        case Job.Facts facts -> hardware.carryOut(id, facts);
        case Job.Build ignored ->
            new Result.Unbuildable("compile", "internal compiler error", "", HALF_A_MINUTE);
        case Job.Measure ignored ->
            random.nextBoolean()
                ? new Result.Unbootable(Result.BootFailure.HANG, "no life", "", HALF_A_MINUTE)
                : new Result.ReproducerFailed("run", "timed out", "", HALF_A_MINUTE);
        case Job.Switch other -> throw new AssertionError(other);
        case Job.Recover other -> throw new AssertionError(other);
      };
    }

    private long shortest() {
      return switch (job) {
        case Job.Facts ignored -> 500;
        case Job.Build ignored -> 60_000;
        case Job.Measure ignored -> 30_000;
        case Job.Switch job -> throw new AssertionError(job);
        case Job.Recover job -> throw new AssertionError(job);
      };
    }

    /** What the worker does when it finds a job without its supervisor. */
    private void buryDead() {
      if (!isFinished() && program.isKilled()) {
        append(
            new JobEvent.Body.Finished(
                cancelled
                    ? new Result.Cancelled()
                    : new Result.InfrastructureFault(
                        Result.Fault.WORKER_DIED, "the supervisor disappeared", "")));
      }
    }
  }

  String name() {
    return name;
  }

  /** What does its work. */
  FakeMachine hardware() {
    return hardware;
  }

  /** What must never happen, and did. */
  List<String> violations() {
    return violations;
  }

  /** When controllers connected, nanoseconds of virtual time. */
  List<Long> connections() {
    return connections;
  }

  List<SimulatedJob> jobs() {
    return List.copyOf(jobs.values());
  }

  // What a gremlin can do.

  void dropConnections() {
    List.copyOf(sessions).forEach(Session::drop);
  }

  void disconnect(Duration length) {
    unreachableUntil = Math.max(unreachableUntil, time.now() + length.toNanos());
    dropConnections();
  }

  void losePower(Duration length) {
    jobs.values().stream().filter(SimulatedJob::isRunning).forEach(job -> job.program.kill());
    disconnect(length);
  }

  void killSupervisor() {
    jobs.values().stream()
        .filter(SimulatedJob::isRunning)
        .findFirst()
        .ifPresent(job -> {
          job.program.kill();
          // A follower looks once a second.
          job.buryDead();
        });
  }

  void fillDisk(Duration length) {
    diskFullUntil = time.now() + length.toNanos();
  }

  /** From its beginning on, for ever. */
  void hasForEver(LastingFault fault) {
    lasting = fault;
  }

  /** How the lasting fault shows at a job, if it hits it. */
  private Optional<LastingFault.Kind> lastingKind(Job job) {
    return Optional.ofNullable(lasting)
        .filter(fault -> fault.hits(job, hardware, time.now()))
        .map(LastingFault::kind);
  }

  private boolean isHit(Job job, Class<? extends LastingFault.Kind> kind) {
    return lastingKind(job).filter(kind::isInstance).isPresent();
  }

  private Optional<Result> lastingEnd(Job job) {
    return lastingKind(job)
        .filter(LastingFault.Kind.Ends.class::isInstance)
        .map(kind -> ((LastingFault.Kind.Ends) kind).result());
  }

  /** Every commit fails there, and seems to be the reason. */
  void goWrong(Duration length) {
    wrongUntil = time.now() + length.toNanos();
  }

  void setClockError(Duration error) {
    clockError = error;
  }

  void makeConnectionsUnreliable(boolean unreliable) {
    connectionsAreUnreliable = unreliable;
  }

  /**
   * Connects a controller.
   *
   * @param touched told before and after every remote call, by name
   */
  WorkerSession connect(VirtualTime.Program controller, long lease, Consumer<String> touched)
      throws MachineFault, InterruptedException {
    touched.accept("before connect");
    if (unreachableUntil > time.now()) {
      controller.sleep(CONNECT_TIMEOUT);
    } else {
      controller.sleep(Duration.ofMillis(20 + random.nextInt(200)));
    }
    if (unreachableUntil > time.now()) {
      throw new MachineFault(MachineFault.Kind.UNREACHABLE, name + " does not answer", "wait");
    }
    if (lease < highestLease) {
      throw new MachineFault(MachineFault.Kind.LEASE_LOST, name + " has another", "stop");
    }
    highestLease = lease;
    var session = new Session(controller, lease, touched);
    sessions.add(session);
    connections.add(time.now());
    touched.accept("after connect");
    return session;
  }

  private void start(JobId id, Job job) {
    if (jobs.containsKey(id)) {
      return;
    }
    for (SimulatedJob other : jobs.values()) {
      // These machines measure in real time: nothing may run beside anything else.
      if (other.isRunning()) {
        violations.add(
            "%s: %s %s was started beside %s %s"
                .formatted(name, kind(job), id, kind(other.job), other.id));
      }
    }
    var made = new SimulatedJob(id, job);
    jobs.put(id, made);
    made.program.start(id.toString(), made::perform);
  }

  private static String kind(Job job) {
    return job.getClass().getSimpleName();
  }

  private void cancel(JobId id) {
    SimulatedJob job = jobs.get(id);
    if (job != null && !job.isFinished()) {
      job.cancelled = true;
      job.program.kill();
      job.buryDead();
    }
  }

  /** One connection. */
  private final class Session implements WorkerSession {
    private final VirtualTime.Program controller;
    private final long lease;
    private final Consumer<String> touched;
    private final List<Mailbox<Boolean>> listening = new ArrayList<>();
    private boolean alive = true;
    private long lastId;

    Session(VirtualTime.Program controller, long lease, Consumer<String> touched) {
      this.controller = controller;
      this.lease = lease;
      this.touched = touched;
    }

    void drop() {
      alive = false;
      sessions.remove(this);
      listening.forEach(each -> each.put(true));
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    private void travel() throws IOException, InterruptedException {
      controller.sleep(Duration.ofMillis(1 + random.nextInt(50)));
      if (connectionsAreUnreliable && random.nextInt(20) == 0) {
        drop();
      }
      if (!alive) {
        throw new ConnectionLostException("the connection dropped");
      }
    }

    @Override
    public Reply call(LongFunction<Request> request) throws IOException, InterruptedException {
      Request asked = request.apply(++lastId);
      String what = asked.getClass().getSimpleName();
      touched.accept("before " + what);
      travel();
      Reply reply = answer(asked);
      travel();
      touched.accept("after " + what);
      return reply;
    }

    private Reply answer(Request asked) {
      boolean stale = lease < highestLease;
      return switch (asked) {
        case Request.Start start -> {
          if (stale) {
            yield refused(start);
          }
          if (isHit(start.work(), LastingFault.Kind.Refuses.class)) {
            yield new Reply.Refused(start.id(), Reply.Reason.FAILED, "for ever");
          }
          if (isHit(start.work(), LastingFault.Kind.ControllerThrows.class)) {
            throw new IllegalStateException("a bug of the controller");
          }
          start(start.job(), start.work());
          yield new Reply.Ok(start.id());
        }
        case Request.Cancel cancel -> {
          if (stale) {
            yield refused(cancel);
          }
          cancel(cancel.job());
          yield new Reply.Ok(cancel.id());
        }
        case Request.ListJobs list ->
            new Reply.Jobs(
                list.id(),
                jobs.values().stream()
                    .map(job ->
                        new Reply.JobStatus(
                            job.id,
                            kind(job.job),
                            job.isRunning() ? Reply.State.RUNNING : Reply.State.FINISHED,
                            job.events.size()))
                    .toList());
        case Request.Hello hello -> throw new AssertionError(hello);
        case Request.Beat beat -> throw new AssertionError(beat);
        case Request.Follow follow -> throw new AssertionError(follow);
        case Request.Forget forget -> throw new AssertionError(forget);
        case Request.AskRunning ask -> throw new AssertionError(ask);
        case Request.Leave leave -> throw new AssertionError(leave);
      };
    }

    private Reply refused(Request request) {
      return new Reply.Refused(request.id(), Reply.Reason.STALE_LEASE, "another was here");
    }

    @Override
    public Replies ask(LongFunction<Request> request) throws IOException, InterruptedException {
      var follow = (Request.Follow) request.apply(++lastId);
      touched.accept("before Follow");
      travel();
      Mailbox<Boolean> news = controller.mailbox();
      SimulatedJob job = jobs.get(follow.job());
      if (job == null) {
        throw new AssertionError("never started: " + follow.job());
      }
      job.followers.add(news);
      listening.add(news);
      return new Events(follow.id(), job, news, Math.max(1, follow.from()));
    }

    /** The events of a job as they arrive: late, doubled, lost, or out of order. */
    private final class Events implements Replies {
      private final long id;
      private final SimulatedJob job;
      private final Mailbox<Boolean> news;
      private long next;

      Events(long id, SimulatedJob job, Mailbox<Boolean> news, long first) {
        this.id = id;
        this.job = job;
        this.news = news;
        next = first;
      }

      @Override
      public Reply next() throws IOException, InterruptedException {
        while (true) {
          if (!alive) {
            throw new ConnectionLostException("the connection dropped");
          }
          job.buryDead();
          if (isHit(job.job, LastingFault.Kind.LosesLink.class)) {
            drop();
            continue;
          }
          if (next <= job.events.size() && !isHit(job.job, LastingFault.Kind.Silent.class)) {
            return new Reply.Event(id, pick());
          }
          news.poll(Duration.ofSeconds(10));
        }
      }

      private JobEvent pick() throws IOException, InterruptedException {
        travel();
        long due = next;
        int trouble = connectionsAreUnreliable ? random.nextInt(12) : Integer.MAX_VALUE;
        switch (trouble) {
          case 0 -> due = Math.max(1, due - 1);
          case 1 -> due = Math.min(job.events.size(), due + 1);
          case 2 -> controller.sleep(Duration.ofSeconds(random.nextInt(20)));
          default -> {}
        }
        next = trouble == 0 ? next : due + 1;
        touched.accept("an event");
        return job.events.get((int) due - 1);
      }

      @Override
      public void close() {
        job.followers.remove(news);
        listening.remove(news);
      }
    }

    @Override
    public void sendCommit(Path repository, String commit)
        throws IOException, MachineFault, InterruptedException {
      touched.accept("before push");
      travel();
      hardware.sendCommit(repository, commit);
      travel();
      touched.accept("after push");
    }

    @Override
    public void sendRecipe(Path folder, String digest)
        throws IOException, MachineFault, InterruptedException {
      touched.accept("before recipe");
      travel();
      if (!recipes.contains(digest) && !digest.equals(digestOf(folder))) {
        throw MachineFault.notItsOwn(folder + " has changed", "put it back", new IOException());
      }
      recipes.add(digest);
      touched.accept("after recipe");
    }

    private static String digestOf(Path folder) throws IOException {
      try {
        return FolderCopy.of(folder).digest();
      } catch (Problem problem) {
        throw new IOException(problem);
      }
    }

    @Override
    public Optional<byte[]> read(String path, FilePart part)
        throws IOException, InterruptedException {
      travel();
      return Optional.empty();
    }

    @Override
    public void close() {
      drop();
    }
  }
}
