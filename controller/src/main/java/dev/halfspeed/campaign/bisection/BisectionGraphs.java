package dev.halfspeed.campaign.bisection;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.RangeOptions;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commits of ranges descend from each other, read from their repositories. A range never
 * changes, so the last few are kept. Safe for use by several threads.
 */
public final class BisectionGraphs {
  private static final Logger LOG = LoggerFactory.getLogger(BisectionGraphs.class);
  private static final int KEPT = 4;

  /** A range of so many is read while somebody waits: a few hundred milliseconds at most. */
  private static final int QUICK = 5_000;

  /** More merges than that are not told of a stretch: each is a walk through the range. */
  private static final int MOST_MERGES = 60;

  /** Those that were asked for last, the last one behind. */
  private final Map<String, FutureTask<Optional<Known>>> ranges =
      new LinkedHashMap<>(KEPT, 0.75f, true);

  /** Reads long ranges one after the other: each takes seconds, and memory. */
  private final Executor reader;

  private final Reader ofRanges;

  /** Reads the range of a bisection. */
  interface Reader {
    CommitRange read(CampaignRecord bisection, Resolved resolved) throws Problem;
  }

  /** Nothing is read yet. */
  public BisectionGraphs() {
    this(
        BisectionGraphs::range,
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("long ranges").factory()));
  }

  /**
   * Reads in some other way.
   *
   * @param reader where long ranges are read
   */
  BisectionGraphs(Reader ofRanges, Executor reader) {
    this.ofRanges = ofRanges;
    this.reader = reader;
  }

  /** A range with the first-parent line of its bad end, and the stretch that was asked for last. */
  private static final class Known {
    private final CommitRange range;
    private final BitSet mainLine;
    private @Nullable RangeGraphView last;

    Known(CommitRange range) {
      this.range = range;
      mainLine = mainLine(range.dag());
    }
  }

  /**
   * A stretch of a bisection's range.
   *
   * @param until the candidate after it
   * @param isWaiting whether the caller waits for a long range to be read
   * @return empty where it is not known now: the repository can't be read, or is being read
   */
  public Optional<RangeGraphView> of(
      CampaignRecord bisection, int from, int until, boolean isWaiting) {
    Resolved resolved = RowJson.read(bisection.detailJson(), Resolved.class);
    boolean isQuick = resolved.candidates() <= QUICK;
    Optional<FutureTask<Optional<Known>>> task =
        task(bisection, resolved, isQuick, isQuick || isWaiting);
    if (task.isEmpty()) {
      return Optional.empty();
    }
    if (isQuick) {
      // Once: others who ask for it wait until it is read.
      task.get().run();
    } else if (!isWaiting && !task.get().isDone()) {
      return Optional.empty();
    }
    return result(bisection.id(), task.get())
        .map(known -> stretch(bisection.id(), known, from, until));
  }

  /** The reading of a range, begun where it is long; empty where others have to be read first. */
  private synchronized Optional<FutureTask<Optional<Known>>> task(
      CampaignRecord bisection, Resolved resolved, boolean isQuick, boolean isUrgent) {
    FutureTask<Optional<Known>> known = ranges.get(bisection.id());
    if (known != null) {
      return Optional.of(known);
    }
    makeRoom();
    if (ranges.size() >= KEPT && !isUrgent) {
      return Optional.empty();
    }
    var task = new FutureTask<>(() -> read(bisection, resolved));
    ranges.put(bisection.id(), task);
    if (!isQuick) {
      reader.execute(task);
    }
    return Optional.of(task);
  }

  /** Lets go of what was read first; what is being read stays, so there may be more than that. */
  private void makeRoom() {
    Iterator<FutureTask<Optional<Known>>> all = ranges.values().iterator();
    while (ranges.size() >= KEPT && all.hasNext()) {
      if (all.next().isDone()) {
        all.remove();
      }
    }
  }

  private Optional<Known> result(String id, FutureTask<Optional<Known>> task) {
    Optional<Known> known;
    try {
      known = task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      LOG.warn("the range of {} can't be read", id, e.getCause());
      known = Optional.empty();
    }
    if (known.isEmpty()) {
      // A repository may come back.
      synchronized (this) {
        ranges.remove(id, task);
      }
    }
    return known;
  }

  private Optional<Known> read(CampaignRecord bisection, Resolved resolved) {
    try {
      return Optional.of(new Known(ofRanges.read(bisection, resolved)));
    } catch (Problem | UncheckedIOException e) {
      LOG.info("the range of {} can't be read: {}", bisection.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private static CommitRange range(CampaignRecord bisection, Resolved resolved) throws Problem {
    BisectionRequest request = RowJson.read(bisection.requestJson(), BisectionRequest.class);
    try (KernelHistory history =
        KernelHistory.open(NamedFile.path(request.repository(), "repository"))) {
      CommitInfo good = history.resolve(resolved.good().id());
      CommitInfo bad = history.resolve(resolved.bad().id());
      return history.range(good, bad, new RangeOptions(request.firstParent(), request.paths()));
    }
  }

  private static RangeGraphView stretch(String id, Known known, int from, int until) {
    int first = Math.clamp(from, 0, known.range.size());
    int end = Math.clamp(until, first, known.range.size());
    synchronized (known) {
      RangeGraphView last = known.last;
      if (last == null || last.from() != first || last.commits().size() != end - first) {
        last = view(id, known, first, end);
        known.last = last;
      }
      return last;
    }
  }

  private static RangeGraphView view(String id, Known known, int from, int until) {
    CandidateDag dag = known.range.dag();
    var commits = new ArrayList<RangeGraphView.Commit>();
    var merges = new ArrayList<RangeGraphView.Merge>();
    for (int index = from; index < until; index++) {
      int[] parents = dag.parentsOf(index);
      commits.add(
          new RangeGraphView.Commit(
              index,
              known.range.id(index),
              Arrays.stream(parents).boxed().toList(),
              known.mainLine.get(index)));
      if (parents.length > 1 && merges.size() < MOST_MERGES) {
        merge(known.range, index, parents).ifPresent(merges::add);
      }
    }
    return new RangeGraphView(id, dag.size(), from, commits, merges);
  }

  /** What a merge brought; empty where its first parent had all of it. */
  private static Optional<RangeGraphView.Merge> merge(CommitRange range, int index, int[] parents) {
    var brought = new BitSet();
    for (int parent = 1; parent < parents.length; parent++) {
      brought.or(range.dag().ancestorsOf(parents[parent]));
    }
    brought.andNot(range.dag().ancestorsOf(parents[0]));
    return brought.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RangeGraphView.Merge(
                index,
                range.id(index),
                brought.cardinality(),
                brought.nextSetBit(0),
                brought.length() - 1));
  }

  private static BitSet mainLine(CandidateDag dag) {
    var line = new BitSet(dag.size());
    int commit = dag.bad();
    while (true) {
      line.set(commit);
      int[] parents = dag.parentsOf(commit);
      if (parents.length == 0) {
        return line;
      }
      commit = parents[0];
    }
  }
}
