package dev.halfspeed.agent;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.time.FairLock;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way to a worker over one connection, which is made again when it drops.
 *
 * <p>What can be repeated is: starting a job is idempotent, following goes on from the last event
 * seen, and what is sent takes its name only when it is whole.
 */
public final class ReconnectingClient implements WorkerClient {

  private interface Action<T> {
    T on(WorkerSession session) throws IOException, MachineFault, InterruptedException;
  }

  private final ConnectionSettings settings;
  private final Time time;
  private final WorkerSession.Opener opener;
  private final FaultMessages faults;

  /** Held while connecting, which takes its time; who else wants a connection then waits for it. */
  private final FairLock connecting;

  /** Something is in it once the link is closed. */
  private final Mailbox<Boolean> closing;

  private volatile boolean closed;

  /** Why there is no connection, while that is so. */
  private volatile @Nullable MachineFault trouble;

  private volatile @Nullable WorkerSession session;

  /** Connects when it is first used. */
  public ReconnectingClient(
      Machine machine, ConnectionSettings settings, Time time, WorkerSession.Opener opener) {
    this.settings = settings;
    this.time = time;
    this.opener = opener;
    faults = new FaultMessages(machine);
    connecting = new FairLock(time);
    closing = time.mailbox();
  }

  @Override
  public void connect() throws MachineFault, InterruptedException {
    connected();
  }

  /** The connection that is there, or a new one. Tries once. */
  private WorkerSession connected() throws MachineFault, InterruptedException {
    try (FairLock.Taken _ = connecting.take()) {
      requireOpen();
      WorkerSession now = session;
      if (now != null && now.isAlive()) {
        return now;
      }
      if (now != null) {
        now.close();
      }
      WorkerSession made = opener.open();
      session = made;
      trouble = null;
      if (closed) {
        made.close();
      }
      requireOpen();
      return made;
    }
  }

  /** The connection that is there, or a new one. Tries until the patience is exhausted. */
  private WorkerSession session(Patience patience) throws MachineFault, InterruptedException {
    while (true) {
      try {
        return connected();
      } catch (MachineFault fault) {
        if (!closed) {
          trouble = fault;
        }
        patience.failed();
        if (fault.kind() != MachineFault.Kind.UNREACHABLE || patience.isExhausted()) {
          throw fault;
        }
      }
      pause(patience);
    }
  }

  private void pause(Patience patience) throws MachineFault, InterruptedException {
    Boolean ended = closing.poll(patience.nextWait());
    if (ended != null) {
      // For whoever else waits.
      closing.put(ended);
      requireOpen();
    }
  }

  /** Whoever is waiting when the link is closed is told what he was waiting for. */
  private void requireOpen() throws MachineFault {
    if (closed) {
      MachineFault first = trouble;
      throw first == null ? faults.closed() : first;
    }
  }

  /** Does something that may be repeated, on another connection where one drops. */
  private <T> T persistently(Patience patience, Action<T> action)
      throws MachineFault, InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      WorkerSession now = session(patience);
      patience.connects();
      try {
        return action.on(now);
      } catch (MachineFault fault) {
        if (fault.kind() == MachineFault.Kind.LEASE_LOST) {
          // The next connection is told who has the machine, and whether it is free again.
          now.close();
        }
        throw fault;
      } catch (ConnectionLostException e) {
        patience.failed();
        if (patience.isExhausted()) {
          throw faults.unreachable(e);
        }
      } catch (IOException e) {
        throw faults.failed(e);
      }
      pause(patience);
    }
  }

  private Patience patience() {
    return new Patience(settings, time);
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
    private final Patience patience = patience();
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

    private Result follow(WorkerSession now)
        throws IOException, MachineFault, InterruptedException {
      if (!started) {
        requireOk(now, request -> new Request.Start(request, id, job));
        started = true;
      }
      long from = next;
      try (WorkerSession.Replies replies =
          now.ask(request -> new Request.Follow(request, id, from))) {
        while (true) {
          Reply reply = replies.next();
          if (!(reply instanceof Reply.Event(long _, JobEvent event))) {
            throw faults.unexpected(reply);
          }
          patience.restore();
          if (event.number() > next) {
            // Asked for again from the one that is missing.
            throw new ConnectionLostException(
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
        patience(),
        now -> {
          requireOk(now, request -> new Request.Cancel(request, id));
          return id;
        });
  }

  @Override
  public Running running() throws MachineFault, InterruptedException {
    WorkerSession before = session;
    if (before != null) {
      before.close();
    }
    try {
      Reply reply = connected().call(Request.AskRunning::new);
      if (!(reply instanceof Reply.Running(long _, String bootId, String buildId))) {
        throw faults.unexpected(reply);
      }
      return new Running(bootId, buildId);
    } catch (ConnectionLostException e) {
      throw faults.unreachable(e);
    } catch (IOException e) {
      throw faults.failed(e);
    }
  }

  @Override
  public void leave(JobId id, String bootId) throws MachineFault, InterruptedException {
    persistently(
        patience(),
        now -> {
          requireOk(now, request -> new Request.Leave(request, id, bootId));
          return id;
        });
  }

  @Override
  public List<Reply.JobStatus> jobs() throws MachineFault, InterruptedException {
    return persistently(
        patience(),
        now -> {
          Reply reply = now.call(Request.ListJobs::new);
          if (!(reply instanceof Reply.Jobs(long _, List<Reply.JobStatus> jobs))) {
            throw faults.unexpected(reply);
          }
          return jobs;
        });
  }

  private void requireOk(WorkerSession now, LongFunction<Request> request)
      throws IOException, MachineFault, InterruptedException {
    Reply reply = now.call(request);
    if (!(reply instanceof Reply.Ok)) {
      throw faults.unexpected(reply);
    }
  }

  @Override
  public void sendCommit(Path repository, String commit) throws MachineFault, InterruptedException {
    persistently(
        patience(),
        now -> {
          now.sendCommit(repository, commit);
          return commit;
        });
  }

  @Override
  public void sendRecipe(Path folder, String digest) throws MachineFault, InterruptedException {
    persistently(
        patience(),
        now -> {
          now.sendRecipe(folder, digest);
          return digest;
        });
  }

  @Override
  public Optional<byte[]> read(String path, FilePart part)
      throws MachineFault, InterruptedException {
    try {
      return connected().read(path, part);
    } catch (ConnectionLostException e) {
      throw faults.unreachable(e);
    } catch (IOException e) {
      throw faults.failed(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    closing.put(true);
    WorkerSession now = session;
    if (now != null) {
      if (now.isAlive()) {
        now.release();
      }
      now.close();
    }
  }
}
