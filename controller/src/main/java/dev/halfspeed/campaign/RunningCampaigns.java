package dev.halfspeed.campaign;

import static java.util.Objects.requireNonNull;

import dev.halfspeed.jobs.OwnFault;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The campaigns that run in this controller, each on a thread of its own. */
public final class RunningCampaigns {
  /** For jobs to be left in order when the controller ends. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(40);

  private static final Logger LOG = LoggerFactory.getLogger(RunningCampaigns.class);

  private final Time time;
  private final Map<String, Running> running = new HashMap<>();

  /** They do not run any more, but not everybody was told: the store is still needed for that. */
  private final Set<Running> over = new HashSet<>();

  private boolean isClosed;

  private record Running(CampaignRun run, Time.Running task) {}

  public RunningCampaigns(Time time) {
    this.time = time;
  }

  /**
   * Starts one, unless no more are started: the next controller takes it up.
   *
   * @param ended called with its name when it does not run any more
   * @param unwritten called instead with its name where the store can't be written for now, and why
   */
  public void start(
      String id, CampaignRun run, Consumer<String> ended, BiConsumer<String, Problem> unwritten) {
    if (!isStarted(id, run, ended, unwritten)) {
      run.discard();
    }
  }

  private synchronized boolean isStarted(
      String id, CampaignRun run, Consumer<String> ended, BiConsumer<String, Problem> unwritten) {
    if (isClosed) {
      return false;
    }
    // Its end takes the same lock, so it can't come before it is known here.
    running.put(
        id,
        new Running(
            run,
            time.start(
                "campaign " + id,
                () -> {
                  Consumer<String> told = ended;
                  try {
                    run.run();
                  } catch (StoreException failed) {
                    told = name -> unwritten.accept(name, failed.problem());
                  } catch (RuntimeException | VirtualMachineError unexpected) {
                    // Its end could not be written for that: it is open, so it is taken up again.
                    LOG.error("campaign {} stopped by an error", id, unexpected);
                    told = name -> unwritten.accept(name, OwnFault.problem(unexpected));
                  }
                  Running last = forget(id);
                  try {
                    told.accept(id);
                  } finally {
                    told(last);
                  }
                })));
    return true;
  }

  private synchronized Running forget(String id) {
    Running last = requireNonNull(running.remove(id));
    over.add(last);
    return last;
  }

  private synchronized void told(Running last) {
    over.remove(last);
  }

  /** The campaign of that name, if it runs. */
  public synchronized Optional<CampaignRun> get(String id) {
    return Optional.ofNullable(running.get(id)).map(Running::run);
  }

  /** What they do on machines now. */
  public synchronized List<BisectionView.Activity> activities() {
    return running.values().stream().flatMap(now -> now.run().activities().stream()).toList();
  }

  /** Stops them, so that the next controller takes them up; returns when all have been told of. */
  public void close() {
    List<Running> now;
    synchronized (this) {
      isClosed = true;
      now = Stream.concat(running.values().stream(), over.stream()).toList();
    }
    now.forEach(one -> one.run().stop());
    for (Running one : now) {
      try {
        one.task().join(CLOSE_PATIENCE);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
