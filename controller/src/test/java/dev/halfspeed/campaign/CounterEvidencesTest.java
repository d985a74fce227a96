package dev.halfspeed.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.core.KernelCounters;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.CountersRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.sqlite.SqliteStore;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CounterEvidencesTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final CounterEvidences.Metric TPS =
      new CounterEvidences.Metric("tps", "1/s", true);

  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(folder.resolve("h.db"));
    store
        .campaigns()
        .insert(
            CampaignRecord.begun(
                "c1", CampaignRecord.Kind.COMPARISON, null, "digest", AT, "{}", "{}", "RUNNING"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** One run of a boot. */
  private record Run(
      double tps, @Nullable String disturbance, double switches, Map<String, Double> levels) {}

  private JobRecord boot(String job, Run... runs) {
    var record =
        new JobRecord(
            job,
            1,
            "c1",
            "m",
            JobKind.BOOT,
            "good",
            "c0ffee",
            "subject",
            null,
            null,
            null,
            AT,
            null,
            null,
            "",
            null,
            "");
    var rows = new ArrayList<RunRecord>();
    var samples = new ArrayList<SampleRecord>();
    var counters = new ArrayList<CountersRecord>();
    for (int number = 1; number <= runs.length; number++) {
      Run run = runs[number - 1];
      rows.add(new RunRecord(job, 1, number, null, null));
      samples.add(new SampleRecord(job, 1, number, "tps", run.tps(), run.disturbance()));
      counters.add(
          new CountersRecord(
              job,
              1,
              number,
              new KernelCounters(10, Map.of("stat.ctxt", run.switches()), run.levels())));
    }
    var end =
        new JobEnd(
            job,
            1,
            AT,
            Outcome.MEASURED.words(),
            "",
            new JobResult.Measured(
                new JobResult.MeasuredBoot("boot", "image", "6.12", null, "state", Map.of()),
                1,
                Duration.ZERO),
            "",
            Optional.empty(),
            Optional.of(new JobEnd.Boot(Map.of(), "", rows, samples, counters)));
    store.jobs().add(record, end);
    return record.ended(end);
  }

  private CounterEvidence compare(
      CounterEvidences.Metric metric, List<JobRecord> first, List<JobRecord> second) {
    return new CounterEvidences("c1", store, metric, store.boots().samples("c1"))
        .compare(
            new CounterEvidences.Side("A", first), new CounterEvidences.Side("B", second), true)
        .orElseThrow();
  }

  @Test
  void ratesAreToldForTheSameWorkWhereTheMetricCountsWork() {
    Run fast = new Run(1000, null, 8000, Map.of());
    Run slow = new Run(500, null, 8000, Map.of());
    // A disturbed run counts for nothing.
    Run disturbed = new Run(1000, "others took the CPU", 1e6, Map.of());
    List<JobRecord> first = List.of(boot("c1-1", fast, disturbed), boot("c1-2", fast, fast));
    List<JobRecord> second = List.of(boot("c1-3", slow), boot("c1-4", slow));
    CounterEvidence counters = compare(TPS, first, second);
    assertThat(counters.work()).isEqualTo("tps");
    assertThat(counters.differences())
        .singleElement()
        .satisfies(switches -> {
          assertThat(switches.change().fraction()).isCloseTo(0, within(1e-3));
          assertThat(switches.changeForWork().fraction()).isCloseTo(1, within(1e-3));
        });
    assertThat(counters.hints())
        .extracting(CounterEvidence.Hint::rule)
        .containsExactly("context-switches");
    // Of another kind of metric only time is known.
    assertThat(compare(new CounterEvidences.Metric("tps", "ms", false), first, second))
        .satisfies(other -> assertThat(other.work()).isNull())
        .satisfies(other -> assertThat(other.differences()).isEmpty());
  }

  @Test
  void megabytesASecondAreWorkToo() {
    Run fast = new Run(1000, null, 8000, Map.of());
    Run slow = new Run(500, null, 8000, Map.of());
    assertThat(
            compare(
                    new CounterEvidences.Metric("tps", "MiB/s", true),
                    List.of(boot("c1-1", fast), boot("c1-2", fast)),
                    List.of(boot("c1-3", slow), boot("c1-4", slow)))
                .differences())
        .singleElement()
        .satisfies(it -> assertThat(it.changeForWork().fraction()).isCloseTo(1, within(1e-3)));
  }

  @Test
  void runsThatFailAreCountedWhereRunsPassOrFail() {
    Run pass = new Run(1, null, 8000, Map.of());
    Run fail = new Run(0, null, 16000, Map.of());
    CounterEvidence counters =
        compare(
            new CounterEvidences.Metric("tps", "pass/fail", true),
            List.of(boot("c1-1", pass, pass), boot("c1-2", pass)),
            List.of(boot("c1-3", fail, fail), boot("c1-4", fail)));
    assertThat(counters.differences())
        .singleElement()
        .satisfies(it -> assertThat(it.change().fraction()).isCloseTo(1, within(1e-3)));
    // What fails is the slower side, so that hints have something to explain.
    assertThat(counters.hints())
        .extracting(CounterEvidence.Hint::rule)
        .containsExactly("context-switches");
  }

  @Test
  void aCounterThatComesLateIsTheMeanOfTheRunsThatHaveIt() {
    Run without = new Run(1000, null, 8000, Map.of());
    Run with = new Run(1000, null, 8000, Map.of("meminfo.Late", 600.0));
    Run other = new Run(1000, null, 8000, Map.of("meminfo.Late", 900.0));
    CounterEvidence counters =
        compare(
            TPS,
            List.of(boot("c1-1", without, with), boot("c1-2", without, with)),
            List.of(boot("c1-3", other, other), boot("c1-4", other)));
    assertThat(counters.differences())
        .singleElement()
        .satisfies(it -> assertThat(it.first()).isEqualTo(600));
  }

  @Test
  void aWaitThatWasNeverSeenIsNoneOfTheSamples() {
    Run before = new Run(1000, null, 8000, Map.of("wait.running", 1.0));
    Run after =
        new Run(500, null, 4000, Map.of("wait.running", 0.4, "wait.Timeout.SpinDelay", 0.6));
    CounterEvidence counters =
        compare(
            TPS,
            List.of(boot("c1-1", before), boot("c1-2", before), boot("c1-3", before)),
            List.of(boot("c1-4", after), boot("c1-5", after), boot("c1-6", after)));
    assertThat(counters.hints())
        .extracting(CounterEvidence.Hint::rule)
        .containsExactly("spin-delay");
    assertThat(counters.hints().getFirst().words())
        .startsWith("B has 0.600 wait.Timeout.SpinDelay in the same time, where there was none:");
  }

  @Test
  void whatWasNotCountedIsNotCompared() {
    JobRecord one = boot("c1-1", new Run(1000, null, 8000, Map.of()));
    assertThat(
            new CounterEvidences("c1", store, TPS, store.boots().samples("c1"))
                .compare(
                    new CounterEvidences.Side("A", List.of(one)),
                    new CounterEvidences.Side("B", List.of()),
                    true))
        .isEmpty();
  }
}
