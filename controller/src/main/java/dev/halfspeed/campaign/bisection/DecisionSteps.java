package dev.halfspeed.campaign.bisection;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.campaign.CampaignStore;
import dev.halfspeed.store.campaign.DecisionRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The decisions of bisections as people see them. What was written never changes, and what comes
 * has a higher number: so of those that were read last only what is new is read. Safe for use by
 * several threads.
 */
final class DecisionSteps {
  /** Bisections whose decisions are kept: few go on at once while somebody looks at them. */
  private static final int KEPT = 8;

  private static final Read NOTHING = new Read(List.of(), 0);

  private final CampaignStore store;
  private final Map<String, Read> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * What was read.
   *
   * @param last number of the last decision
   */
  private record Read(List<BisectionView.Step> steps, long last) {}

  DecisionSteps(CampaignStore store) {
    this.store = store;
  }

  /** All of a bisection, by number. */
  List<BisectionView.Step> of(String bisection) {
    Read before;
    synchronized (kept) {
      before = kept.getOrDefault(bisection, NOTHING);
    }
    List<DecisionRecord> more = store.decisions(bisection, before.last());
    if (more.isEmpty()) {
      return before.steps();
    }
    var steps = new ArrayList<BisectionView.Step>(before.steps().size() + more.size());
    steps.addAll(before.steps());
    more.forEach(decision -> steps.add(step(decision)));
    var now = new Read(List.copyOf(steps), more.getLast().number());
    synchronized (kept) {
      kept.put(bisection, now);
    }
    return now.steps();
  }

  private static BisectionView.Step step(DecisionRecord decision) {
    return new BisectionView.Step(
        decision.at(),
        decision.machine(),
        decision.action(),
        decision.commit() == null
            ? null
            : new BisectionView.Commit(
                decision.commit(),
                Objects.requireNonNullElse(decision.subject(), ""),
                Revisions.index(decision.revision())),
        decision.why());
  }
}
