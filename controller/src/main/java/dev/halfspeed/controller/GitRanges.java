package dev.halfspeed.controller;

import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.RangeOptions;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.reconcile.KernelRanges;
import dev.halfspeed.store.regression.AlarmRecord;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commits of alarms, by git. Used by one thread. */
final class GitRanges implements KernelRanges {
  private static final Logger LOG = LoggerFactory.getLogger(GitRanges.class);
  private static final int REMEMBERED = 64;

  /** Ranges were read once: their commits never change. What can't be read is asked for again. */
  private final Map<Key, Set<String>> ranges =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Set<String>> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Key(String repository, String good, String bad) {}

  @Override
  public boolean overlap(AlarmRecord one, AlarmRecord other) {
    Set<String> commits = commits(other);
    return commits(one).stream().anyMatch(commits::contains);
  }

  @Override
  public boolean contains(AlarmRecord alarm, String commit) {
    return commits(alarm).contains(commit);
  }

  private Set<String> commits(AlarmRecord alarm) {
    var key = new Key(alarm.repository(), alarm.good(), alarm.bad());
    Set<String> known = ranges.get(key);
    if (known != null) {
      return known;
    }
    try (KernelHistory history = KernelHistory.open(Path.of(alarm.repository()))) {
      CommitInfo good = history.resolve(alarm.good());
      CommitInfo bad = history.resolve(alarm.bad());
      CommitRange range = history.range(good, bad, RangeOptions.everything());
      Set<String> commits = new HashSet<>();
      for (int candidate = 0; candidate < range.size(); candidate++) {
        commits.add(range.id(candidate));
      }
      ranges.put(key, Set.copyOf(commits));
      return commits;
    } catch (Problem | UncheckedIOException unknown) {
      LOG.warn("the range of alarm {} can't be read: {}", alarm.key(), unknown.getMessage());
      return Set.of();
    }
  }
}
