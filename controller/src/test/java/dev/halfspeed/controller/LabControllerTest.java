package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.campaign.bisection.AssessmentRecord;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole bisections of a real git repository on a fake machine. */
final class LabControllerTest extends BisectionLab {
  @Test
  void namesTheCulpritOfAChain() throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 30; i++) {
      String id = repository.commit("change " + i, i < 19 ? "1000" : "800");
      culprit = i == 19 ? id : culprit;
    }
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertCulprit(view, culprit);
    BisectionView.Ending ending = ending(view);
    assertThat(requireNonNull(ending.effect()).fraction()).isBetween(-0.21, -0.19);
    assertThat(requireNonNull(ending.proof()).culpritValues()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(view.progress().boots()).isLessThan(25);
    assertThat(view.reportFile()).isNotNull();
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains(culprit.substring(0, 10))
        .contains("## What else differed");
    CounterEvidence counters = requireNonNull(view.counters());
    assertThat(counters.second().name()).isEqualTo(culprit);
    assertThat(counters.first().name()).isEqualTo(repository.git("rev-parse", "main~12").strip());
    assertThat(counters.differences().getFirst().counter()).isEqualTo("vmstat.compact_stall");
    assertThat(counters.hints())
        .extracting(CounterEvidence.Hint::rule)
        .containsExactly("compaction-stall");
    assertThat(directory.resolve("state/snapshots")).isEmptyDirectory();
  }

  /** The machine works in no time: its forecast is by what it says that its work took. */
  @Test
  void everyDecisionKeepsAForecast() throws Exception {
    String good = repository.commit("import", "1000");
    for (int i = 1; i <= 30; i++) {
      repository.commit("change " + i, i < 19 ? "1000" : "800");
    }
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(view.progress().forecast()).isNull();
    try (Store store = store()) {
      List<AssessmentRecord.Forecast> forecasts =
          store.campaigns().assessments(view.id()).stream()
              .map(json -> RowJson.read(json, AssessmentRecord.class))
              .map(AssessmentRecord::forecast)
              .toList();
      assertThat(forecasts).hasSizeGreaterThan(10).doesNotContainNull();
      AssessmentRecord.Forecast first = requireNonNull(forecasts.getFirst());
      assertThat(first.boots().expected()).isBetween(8.0, 40.0);
      assertThat(first.seconds()).isNull();
      AssessmentRecord.Forecast middle = requireNonNull(forecasts.get(forecasts.size() / 2));
      assertThat(middle.boots().expected()).isLessThan(first.boots().expected());
      assertThat(middle.seconds()).isNotNull();
      assertThat(middle.machineSeconds()).isNotNull();
      assertThat(middle.success()).isGreaterThan(0.95);
      AssessmentRecord.Forecast last = requireNonNull(forecasts.getLast());
      assertThat(last.boots().expected()).isZero();
      assertThat(last.success()).isGreaterThan(0.98);
    }
  }

  @Test
  void aMetricWhereLowerIsBetterIsShownInItsOwnDirection() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "1000");
    String culprit = repository.commit("two", "500");
    repository.commit("three", "500");
    BisectionView view =
        conclude(new FakeMachine(TINY_NOISE), request(good, "main", "latency_mean"));
    assertCulprit(view, culprit);
    assertThat(requireNonNull(ending(view).effect()).fraction()).isBetween(0.98, 1.02);
  }

  @ParameterizedTest
  @CsvSource({"tps, 0.25", "latency_mean, -0.2"})
  void namesTheCommitThatMadeTheMetricBetter(String metric, double change) throws Exception {
    String good = repository.commit("import", "800");
    repository.commit("one", "800");
    String culprit = repository.commit("two", "1000");
    repository.commit("three", "1000");
    BisectionView view =
        conclude(new FakeMachine(TINY_NOISE), request(good, "main", metric, "improvement"));
    assertCulprit(view, culprit);
    BisectionView.Ending ending = ending(view);
    assertThat(requireNonNull(ending.effect()).fraction()).isCloseTo(change, within(0.01));
    assertThat(requireNonNull(ending.proof()).culpritValues())
        .allMatch(value -> Math.abs(value / value(metric, 1000) - 1) < 0.02);
    assertThat(ending.words()).contains("(\"two\") improved " + metric + " by ");
    assertThat(view.request().find()).isEqualTo("improvement");
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains("| looked for | an improvement |")
        .doesNotContain("regression");
  }

  @ParameterizedTest
  @CsvSource({
    "tps, regression, 800, 1000, is better at the bad end, +25., improvement",
    "latency_mean, regression, 800, 1000, is better at the bad end, -20., improvement",
    "tps, improvement, 1000, 800, is worse at the bad end, -20., regression"
  })
  void endsTheOtherWayRoundSayTheWayOut(
      String metric,
      String find,
      String before,
      String after,
      String words,
      String change,
      String other)
      throws Exception {
    String good = repository.commit("import", before);
    repository.commit("one", before);
    repository.commit("two", after);
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", metric, find));
    assertThat(ending(view).kind()).isEqualTo("not reproduced");
    assertThat(ending(view).words())
        .startsWith(metric + " " + words)
        .contains(": " + change)
        .contains(", no " + find + " with probability ")
        .endsWith("Swap the ends, or look for the " + other + ": --find " + other + ".");
  }

  @Test
  void saysSoWhenTheEndsDoNotDiffer() throws Exception {
    String good = repository.commit("import", "1000");
    for (int i = 1; i <= 5; i++) {
      repository.commit("change " + i, "1000");
    }
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(ending(view).kind()).isEqualTo("not reproduced");
  }
}
