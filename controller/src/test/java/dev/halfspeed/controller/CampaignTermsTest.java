package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.People;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for a campaign, what it gives rise to, and what it may take. */
final class CampaignTermsTest {
  private static final double NOISE = 0.002;

  @TempDir private Path directory;
  private TinyLab lab;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
  }

  private ComparisonRequest comparison() {
    return within(null);
  }

  private ComparisonRequest within(@Nullable Double hours) {
    return new ComparisonRequest(
        Stream.of("main~11", "main~10")
            .map(revision ->
                new ComparisonRequest.Variant(
                    revision,
                    lab.request("main").repository(),
                    revision,
                    "tinyconfig",
                    List.of(),
                    List.of(),
                    Map.of()))
            .toList(),
        "tiny",
        null,
        Map.of(),
        directory.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        0.0001,
        1,
        200,
        1,
        0,
        hours,
        null,
        null);
  }

  private static FakeMachine hanging() {
    var machine = new FakeMachine(NOISE);
    machine.hangs((id, job) -> !(job instanceof Job.Facts));
    return machine;
  }

  @Test
  void whoCancelsACampaignCancelsWhatItGaveRiseTo() throws Exception {
    var ended = new CopyOnWriteArrayList<String>();
    String parent;
    String child;
    String other;
    Terms watch = Terms.automatic("watch nightly");
    try (LabController controller = lab.controller(hanging(), Time.real())) {
      controller.runner().listen(record -> ended.add(record.id() + " " + record.state()));
      parent = controller.requests().compare(comparison(), watch);
      child = controller.requests().bisect(lab.request("main"), watch.childOf(parent));
      other = controller.requests().bisect(lab.request("main"), People.ANN);
      assertThat(List.of(child, other)).doesNotHaveDuplicates();
      controller.requests().cancel(parent, "", People.ANN);
      BisectionView end = TinyLab.end(controller, child);
      assertThat(end.state())
          .as(String.valueOf(end.ending()))
          .isEqualTo(BisectionView.State.CANCELLED);
      TinyLab.until(() -> ended.size() == 2);
      assertThat(controller.campaigns().bisection(other).state())
          .isEqualTo(BisectionView.State.RUNNING);
    }
    assertThat(report(parent))
        .contains("| asked for by | watch nightly |")
        .contains("| has started | bisection " + child + " (");
    assertThat(report(child)).contains("| started by | " + parent + " |");
    assertThat(report(other)).contains("| asked for by | ann |").doesNotContain("started by");
    assertThat(ended).containsExactlyInAnyOrder(parent + " CANCELLED", child + " CANCELLED");
    try (Store store = lab.store()) {
      CampaignRecord kept = store.campaigns().find(child).orElseThrow();
      assertThat(Terms.of(kept)).isEqualTo(watch.childOf(parent));
      assertThat(store.campaigns().children(parent)).containsExactly(kept);
      assertThat(store.campaigns().ownedBy("watch nightly"))
          .extracting(CampaignRecord::id)
          .containsExactly(parent, child);
      assertThat(store.campaigns().ownedBy("")).isEmpty();
    }
  }

  /** A watch that is killed between its campaign and its own row asks again. */
  @Test
  void theSameWishOfTheSameOwnerIsTheSameCampaignAlsoAfterARestart() throws Exception {
    FakeMachine machine = hanging();
    Terms watch = Terms.automatic("watch nightly").within(Duration.ofHours(3));
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = controller.requests().compare(comparison(), watch);
    }
    try (LabController controller = lab.controller(machine, Time.real())) {
      assertThat(controller.requests().compare(comparison(), watch)).isEqualTo(id);
      assertThat(controller.requests().compare(comparison(), Terms.automatic("watch weekly")))
          .isNotEqualTo(id);
    }
  }

  @Test
  void aCampaignWhoseIdWasChosenBeforeBeginsOnce() throws Exception {
    FakeMachine machine = hanging();
    Terms watch = Terms.automatic("watch nightly");
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = controller.requests().newComparisonId();
      controller.requests().beginComparison(id, comparison(), watch);
    }
    try (LabController controller = lab.controller(machine, Time.real())) {
      controller.requests().beginComparison(id, comparison(), watch);
      controller.requests().cancel(id, "", People.ANN);
      TinyLab.until(
          () -> controller.campaigns().comparison(id).state() == BisectionView.State.CANCELLED);
      controller.requests().beginComparison(id, comparison(), watch);
      assertThat(controller.campaigns().allComparisons())
          .extracting(ComparisonSummary::id)
          .containsExactly(id);
      assertThat(controller.campaigns().comparison(id).state())
          .isEqualTo(BisectionView.State.CANCELLED);
    }
  }

  @Test
  void whateverAPersonAsksForGoesBeforeWhatAWatchStarts() {
    assertThat(Terms.automatic("watch nightly").priority())
        .isLessThan(Terms.of(People.ANN, -CampaignOrigin.HIGHEST_PRIORITY, null).priority());
  }

  @Test
  void aBisectionEndsWithWhatIsKnownWhenItsTimeOnMachinesIsUsedUp() throws Exception {
    var time = new HastyTime();
    FakeMachine machine = laborious(time);
    try (LabController controller = lab.controller(machine, time)) {
      BisectionView view =
          TinyLab.end(
              controller,
              controller
                  .requests()
                  .bisect(
                      lab.request("main"),
                      Terms.of(People.ANN, null, null).within(Duration.ofHours(2))));
      assertThat(view.state()).isEqualTo(BisectionView.State.CONCLUDED);
      BisectionView.Ending ending = requireNonNull(view.ending());
      assertThat(ending.kind()).isEqualTo("exhausted");
      assertThat(ending.words())
          .startsWith("The budget is used up (2 h 00 min on machines); ")
          .endsWith("Raise --max-machine-hours to go on.");
      assertThat(machine.starts()).hasSizeBetween(8, 14);
    }
  }

  @Test
  void aComparisonEndsWithWhatIsKnownWhenItsTimeOnMachinesIsUsedUp() throws Exception {
    var time = new HastyTime();
    try (LabController controller = lab.controller(laborious(time), time)) {
      String id =
          controller
              .requests()
              .compare(comparison(), Terms.automatic("watch a").within(Duration.ofHours(3)));
      TinyLab.until(
          () -> controller.campaigns().comparison(id).state() != BisectionView.State.RUNNING);
      ComparisonView view = controller.campaigns().comparison(id);
      assertThat(view.state()).isEqualTo(BisectionView.State.CONCLUDED);
      assertThat(view.boots()).isBetween(8, 17);
      assertThat(view.pairs().getFirst().verdict()).isEqualTo(ComparisonView.Verdict.UNDECIDED);
    }
  }

  @Test
  void aBudgetThatIsTooSmallForAnyBootIsSaid() throws Exception {
    var time = new HastyTime();
    try (LabController controller = lab.controller(laborious(time), time)) {
      BisectionView view =
          TinyLab.end(
              controller,
              controller
                  .requests()
                  .bisect(
                      lab.request("main"),
                      Terms.of(People.ANN, null, null).within(Duration.ofMinutes(5))));
      assertThat(view.state()).isEqualTo(BisectionView.State.FAILED);
      assertThat(requireNonNull(view.ending()).words())
          .startsWith(
              "The budget of 5 min 00 s on machines was used up before anything was measured."
                  + " Submit");
    }
  }

  @Test
  void machineHoursThatNobodyCanMeanAreRefused() throws Exception {
    assertThat(Terms.of(People.ANN, null, 2.5).machineTime()).contains(Duration.ofMinutes(150));
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      for (double hours : new double[] {0, -1, 0.0001, 2_000_000, Double.NaN}) {
        assertThat(
                catchThrowableOfType(
                    Problem.class, () -> controller.requests().compare(within(hours), People.ANN)))
            .as("%f", hours)
            .hasMessageContaining(" machine hours");
      }
    }
  }

  private String report(String id) throws Exception {
    try (LabController controller =
        LabController.open(
            directory.resolve("state"),
            directory.resolve("recipes"),
            directory.resolve("worker"),
            _ -> _ -> new FakeMachine(NOISE),
            Time.real(),
            false)) {
      return controller.campaigns().report(id);
    }
  }

  /** Every job takes ten minutes. */
  private static FakeMachine laborious(HastyTime time) {
    var machine = new FakeMachine(NOISE);
    Duration each = Duration.ofMinutes(10);
    machine.takes(each);
    machine.breaks((id, job) -> {
      time.passes(each);
      return Optional.empty();
    });
    return machine;
  }
}
