package dev.halfspeed.controller;

import dev.halfspeed.campaign.Terms;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.Campaigns;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.regression.AlarmRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The campaigns of regressions: each belongs to its regression, and waits for all people. */
final class LabCampaigns implements Campaigns {
  private static final double CONFIDENCE = 0.99;
  private static final int COMPARISON_BOOTS = 60;
  private static final int BISECTION_BOOTS = 200;
  private static final String OWNER = "regression ";
  private static final String GOOD = "before";
  private static final String BAD = "after";
  private static final int SEED_DIGITS = 12;

  private final CampaignRequests requests;
  private final CampaignReader reader;
  private final Store store;

  LabCampaigns(CampaignRequests requests, CampaignReader reader, Store store) {
    this.requests = requests;
    this.reader = reader;
    this.store = store;
  }

  @Override
  public String newId(Order order) {
    return order.purpose().isBisection() ? requests.newBisectionId() : requests.newComparisonId();
  }

  @Override
  public Submission submit(String campaign, Order order, AlarmRecord alarm) {
    try {
      if (order.purpose().isBisection()) {
        requests.beginBisection(campaign, bisection(order, alarm), terms(order));
      } else {
        requests.beginComparison(campaign, comparison(order, alarm), terms(order));
      }
      return new Submission.Accepted();
    } catch (Problem refused) {
      return new Submission.Refused(
          refused.what() + ": " + refused.nextStep(),
          // A controller that ends refuses nothing for good.
          Thread.currentThread().isInterrupted() || isPlannable(order, alarm));
    }
  }

  /** Whatever a person asks for goes first; a bisection comes of the comparison that confirmed. */
  private static Terms terms(Order order) {
    Terms terms = Terms.automatic(OWNER + order.regression());
    return order.comparison() == null ? terms : terms.childOf(order.comparison());
  }

  @Override
  public boolean isBegun(String campaign) {
    return store.campaigns().find(campaign).isPresent();
  }

  @Override
  public void cancel(String campaign, Order order) {
    store
        .campaigns()
        .find(campaign)
        .filter(record -> record.endedAt() == null)
        .ifPresent(
            record -> requests.end(record, new Cancellation(OWNER + order.regression(), "")));
  }

  /** What is wrong with the files is wrong tomorrow, too; machines come back. */
  private boolean isPlannable(Order order, AlarmRecord alarm) {
    try {
      requests.plan(new PlanRequest(bisection(order, alarm), null, null), Principal.CONTROLLER);
      return true;
    } catch (Problem wrong) {
      return false;
    }
  }

  /** A digest of the order: whoever plays it again gets the same. */
  private static long seed(Order order) {
    return Long.parseLong(ContentDigest.of(List.of(order.key())).substring(0, SEED_DIGITS), 16);
  }

  private static BisectionRequest bisection(Order order, AlarmRecord alarm) {
    AlarmRecord.Workload workload = alarm.workload();
    return new BisectionRequest(
        alarm.repository(),
        order.good(),
        order.bad(),
        workload.recipe(),
        workload.profile(),
        workload.parameters(),
        workload.configBase(),
        workload.configFragments(),
        workload.lab(),
        alarm.metric(),
        CONFIDENCE,
        false,
        List.of(),
        0,
        BISECTION_BOOTS,
        seed(order),
        null,
        (order.purpose() == Order.Purpose.FIX ? Sought.IMPROVEMENT : Sought.REGRESSION).word(),
        new BisectionRequest.Known(
            alarm.gaps().size() == 1
                ? List.of()
                : alarm.gaps().stream()
                    .map(gap -> new BisectionRequest.Point(gap.to(), gap.weight()))
                    .toList(),
            order.comparison()),
        null,
        null);
  }

  private static ComparisonRequest comparison(Order order, AlarmRecord alarm) {
    AlarmRecord.Workload workload = alarm.workload();
    return new ComparisonRequest(
        List.of(variant(GOOD, order.good(), alarm), variant(BAD, order.bad(), alarm)),
        workload.recipe(),
        workload.profile(),
        workload.parameters(),
        workload.lab(),
        alarm.metric(),
        CONFIDENCE,
        // Half of what the alarm says: less than that is not what it was raised for.
        Math.clamp(Math.abs(Math.expm1(alarm.change())) / 2, 0.002, 0.5),
        1,
        COMPARISON_BOOTS,
        seed(order),
        null,
        null,
        null,
        null);
  }

  private static ComparisonRequest.Variant variant(
      String name, String revision, AlarmRecord alarm) {
    return new ComparisonRequest.Variant(
        name,
        alarm.repository(),
        revision,
        alarm.workload().configBase(),
        alarm.workload().configFragments(),
        List.of(),
        Map.of());
  }

  @Override
  public Optional<Finding> look(Order order, String campaign) {
    if (store.campaigns().find(campaign).map(record -> record.endedAt() == null).orElse(false)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          order.purpose().isBisection()
              ? finding(reader.bisection(campaign))
              : finding(reader.comparison(campaign)));
    } catch (Problem gone) {
      return Optional.of(new Finding.Broken(gone.what()));
    }
  }

  private static Finding finding(BisectionView view) {
    BisectionView.Ending ending = Objects.requireNonNull(view.ending());
    List<EventDetail.Commit> commits =
        ending.commits().stream()
            .map(commit -> new EventDetail.Commit(commit.id(), commit.subject()))
            .toList();
    return switch (ending.kind()) {
      case "culprit" ->
          new Finding.Proved(
              new EventDetail.Culprit(
                  commits.getFirst(),
                  change(ending.effect()),
                  ending.confidence(),
                  view.id(),
                  ending.words()));
      case "not reproduced" ->
          new Finding.NotProved(Finding.Ends.DO_NOT_DIFFER, List.of(), ending.words());
      case "environment shift" ->
          new Finding.NotProved(Finding.Ends.MACHINE_CHANGED, List.of(), ending.words());
      case "cancelled", "failed" -> new Finding.Broken(ending.words());
      default -> new Finding.NotProved(Finding.Ends.DIFFER, commits, ending.words());
    };
  }

  private Finding finding(ComparisonView view) {
    String words = Objects.requireNonNullElse(view.conclusion(), "");
    ComparisonView.Pair pair = view.pairs().getFirst();
    if (view.state() != BisectionView.State.CONCLUDED
        || pair.verdict() == ComparisonView.Verdict.UNTESTED) {
      return new Finding.Broken(words);
    }
    return new Finding.Compared(
        switch (pair.verdict()) {
          case DIFFERENT -> Finding.Verdict.DIFFERENT;
          case SAME -> Finding.Verdict.SAME;
          case UNDECIDED, UNTESTED -> Finding.Verdict.UNDECIDED;
        },
        change(pair.difference()),
        kernels(view),
        words);
  }

  private static EventDetail.@Nullable Change change(BisectionView.@Nullable Change change) {
    return change == null
        ? null
        : new EventDetail.Change(change.fraction(), change.low(), change.high());
  }

  /**
   * Equal where each machine built both commits to the same build-id, moved where it built them of
   * the same functions.
   */
  private Finding.Kernels kernels(ComparisonView view) {
    var builds = new HashMap<String, Set<String>>();
    var functions = new HashMap<String, Set<String>>();
    for (JobRecord job : store.jobs().all(view.id())) {
      // The image's own commit is that of the tree that was sent to the machine.
      String commit = job.commit();
      if (commit != null
          && job.result() instanceof JobResult.Built(JobResult.BuiltImage image, var _)) {
        builds
            .computeIfAbsent(commit, _ -> new HashSet<>())
            .add(job.machine() + " " + image.buildId());
        // Where they are not known, a kernel is like no other.
        String known = Objects.requireNonNullElse(image.functionsSha256(), image.key());
        functions.computeIfAbsent(commit, _ -> new HashSet<>()).add(job.machine() + " " + known);
      }
    }
    String good = view.variants().get(0).commit().id();
    String bad = view.variants().get(1).commit().id();
    Set<String> first = builds.get(good);
    Set<String> second = builds.get(bad);
    if (first == null || second == null) {
      return Finding.Kernels.UNKNOWN;
    }
    if (first.equals(second)) {
      return Finding.Kernels.EQUAL;
    }
    return Objects.equals(functions.get(good), functions.get(bad))
        ? Finding.Kernels.MOVED
        : Finding.Kernels.DIFFERENT;
  }
}
