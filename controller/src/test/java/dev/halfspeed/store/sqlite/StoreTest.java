package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.core.KernelCounters;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.CampaignStore;
import dev.halfspeed.store.campaign.CampaignSummary;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.CountersRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.job.SampleStore;
import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.store.machine.StatusRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreTest {
  @TempDir private Path folder;
  private static final Set<CampaignRecord.Kind> BISECTIONS = Set.of(CampaignRecord.Kind.BISECTION);

  private Store store;
  private CampaignStore campaigns;
  private JobStore jobs;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(folder.resolve("halfspeed.db"));
    campaigns = store.campaigns();
    jobs = store.jobs();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aCampaignComesBackAsItWasKept() {
    campaigns.insert(Rows.bisection("b1"));
    campaigns.updateDetail("b1", "{\"range\":[1,2]}");
    CampaignRecord kept = campaigns.find("b1").orElseThrow();
    assertThat(kept.requestJson()).isEqualTo("{\"v\":1}");
    assertThat(kept.detailJson()).isEqualTo("{\"range\":[1,2]}");
    assertThat(kept.kind()).isEqualTo(CampaignRecord.Kind.BISECTION);
    assertThat(kept.createdAt()).isEqualTo(Rows.START);
    assertThat(kept.endedAt()).isNull();
    assertThat(campaigns.find("b2")).isEmpty();
  }

  @Test
  void campaignsAreListedNewestFirstAndOpenOnesOldestFirst() {
    for (String id : List.of("b1", "b2", "b3")) {
      campaigns.insert(Rows.bisection(id));
    }
    campaigns.insert(Rows.check("c1", "m1"));
    campaigns.end("b2", "CONCLUDED", Rows.START, "found", "{\"kind\":\"culprit\"}");
    assertThat(campaigns.all(BISECTIONS))
        .extracting(CampaignRecord::id)
        .containsExactly("b3", "b2", "b1");
    assertThat(campaigns.open(BISECTIONS))
        .extracting(CampaignRecord::id)
        .containsExactly("b1", "b3");
    assertThat(campaigns.open(EnumSet.allOf(CampaignRecord.Kind.class))).hasSize(3);
    assertThat(campaigns.count(CampaignRecord.Kind.BISECTION, "experiment")).isEqualTo(3);
    assertThat(campaigns.count(CampaignRecord.Kind.BISECTION, "another")).isZero();
  }

  @Test
  void aListTellsOfEachCampaignWhatItsLastDecisionKnew() {
    campaigns.insert(
        CampaignRecord.begun(
            "b1",
            CampaignRecord.Kind.BISECTION,
            null,
            "experiment",
            Rows.START,
            "{\"repository\":\"/linux\",\"good\":\"v6.1\",\"bad\":\"v6.2\"}",
            "{\"candidates\":99,\"recipe\":\"pgbench\",\"metric\":\"tps\"}",
            "RUNNING"));
    CampaignSummary before = campaigns.summaries(CampaignRecord.Kind.BISECTION).getFirst();
    assertThat(before.remaining()).isNull();
    assertThat(before.candidates()).isEqualTo(99);
    assertThat(before.good()).isEqualTo("v6.1");
    for (int number = 1; number <= 3; number++) {
      campaigns.appendDecision(
          new DecisionRecord(
              "b1",
              number,
              Rows.START,
              "m1",
              "wait",
              null,
              null,
              null,
              "",
              number == 3
                  ? null
                  : "{\"phase\":\"search\",\"remaining\":%d}".formatted(9 - number)));
    }
    campaigns.end("b1", "CONCLUDED", Rows.START, "found", "{\"kind\":\"culprit\"}");
    CampaignSummary after = campaigns.summaries(CampaignRecord.Kind.BISECTION).getFirst();
    assertThat(after.remaining()).isEqualTo(7);
    assertThat(after.phase()).isEqualTo("search");
    assertThat(after.ending()).isEqualTo("culprit");
    assertThat(after.message()).isEqualTo("found");
    assertThat(campaigns.assessments("b1")).hasSize(2);
    assertThat(campaigns.lastAssessment("b1")).contains(campaigns.assessments("b1").getLast());
  }

  @Test
  void aCampaignEndsOnce() {
    campaigns.insert(Rows.bisection("b1"));
    Instant end = Rows.START.plusSeconds(9);
    assertThat(campaigns.end("b1", "CONCLUDED", end, "found", "{\"kind\":\"culprit\"}")).isTrue();
    assertThat(campaigns.end("b1", "CANCELLED", end.plusSeconds(1), "", null)).isFalse();
    assertThat(campaigns.find("b1"))
        .hasValueSatisfying(bisection -> {
          assertThat(bisection.state()).isEqualTo("CONCLUDED");
          assertThat(bisection.endedAt()).isEqualTo(end);
          assertThat(bisection.message()).isEqualTo("found");
          assertThat(bisection.endingJson()).isEqualTo("{\"kind\":\"culprit\"}");
        });
  }

  @Test
  void aJobComesBackWithItsEndAndItsSamples() {
    campaigns.insert(Rows.bisection("b1"));
    JobRecord job = Rows.job("b1", "b1-1", 1);
    jobs.start(job, Optional.of("work"), Rows.decision("b1", 1));
    assertThat(jobs.all("b1")).containsExactly(job);
    assertThat(jobs.unfinished("b1"))
        .containsExactly(new JobStore.OpenJob(job, Optional.of("work")));
    assertThat(campaigns.decisions("b1")).containsExactly(Rows.decision("b1", 1));

    JobEnd end =
        Rows.measured(
            "b1-1",
            Instant.parse("2026-03-01T10:00:05.123456789Z"),
            Rows.sample("b1-1", 1, 1234.5),
            Rows.sample("b1-1", 2, 1 / 3.0));
    assertThat(jobs.finish(end)).isTrue();
    assertThat(jobs.all("b1")).containsExactly(job.ended(end));
    assertThat(jobs.ended("b1")).containsExactly(job.ended(end));
    assertThat(jobs.unfinished("b1")).isEmpty();
    assertThat(store.boots().samples("b1")).containsExactlyElementsOf(end.samples());
    assertThat(store.boots().runs("b1")).containsExactly(new RunRecord("b1-1", 1, 1, "SEdy", null));
    assertThat(store.boots().runs("b1-1", 1)).isEqualTo(store.boots().runs("b1"));
    assertThat(store.boots().runs("b1-1", 2)).isEmpty();
    assertThat(store.boots().states("b1")).containsExactly(Map.entry("state", Rows.STATE));
  }

  @Test
  void countersComeBackForTheBootsThatAreAskedFor() {
    campaigns.insert(Rows.bisection("b1"));
    var one = new KernelCounters(5.25, Map.of("stat.ctxt", 12.5), Map.of("meminfo.MemFree", 7.0));
    var other = new KernelCounters(5, Map.of("stat.ctxt", 0.0), Map.of());
    measured("b1-1", one, other);
    measured("b1-2", other);
    assertThat(store.boots().counters("b1", List.of("b1-1")))
        .containsExactly(
            new CountersRecord("b1-1", 1, 1, one), new CountersRecord("b1-1", 1, 2, other));
    assertThat(store.boots().counters("b1", List.of("b1-2", "b1-1", "b1-7"))).hasSize(3);
    assertThat(store.boots().counters("b2", List.of("b1-1"))).isEmpty();
    assertThat(store.boots().counters("b1", List.of())).isEmpty();
  }

  /** A boot with that many runs. */
  private void measured(String name, KernelCounters... counters) {
    JobEnd end = Rows.measured(name, Rows.START);
    var runs = new ArrayList<RunRecord>();
    var counted = new ArrayList<CountersRecord>();
    for (int run = 1; run <= counters.length; run++) {
      runs.add(new RunRecord(name, 1, run, null, null));
      counted.add(new CountersRecord(name, 1, run, counters[run - 1]));
    }
    jobs.add(
        Rows.job("b1", name, 1),
        new JobEnd(
            name,
            1,
            end.at(),
            end.outcome(),
            end.message(),
            end.result(),
            "",
            Optional.empty(),
            Optional.of(new JobEnd.Boot(Rows.STATE, "{}", runs, List.of(), counted))));
  }

  /** Its worker tells how long it was at work; a machine may be away for days before or after. */
  @Test
  void machineTimeIsWhatMachinesWorked() {
    Instant later = Rows.START.plus(Duration.ofDays(1));
    campaigns.insert(Rows.owned("b1", "ann"));
    campaigns.insert(Rows.owned("b2", "bob"));
    jobs.add(Rows.job("b1", "b1-1", 1), Rows.measured("b1-1", later));
    jobs.add(Rows.job("b1", "b1-2", 1), Rows.lost("b1-2", 1, later));
    jobs.add(
        Rows.job("b1", "b1-3", 1, Rows.START),
        JobEnd.of(
            "b1-3", 1, Rows.START.plusSeconds(30), "cancelled", "", new JobResult.Cancelled()));
    assertThat(jobs.machineTime("b1")).isEqualTo(Duration.ofSeconds(33));
    assertThat(jobs.machineTime("ann", Rows.START)).isEqualTo(Duration.ofSeconds(33));
    assertThat(jobs.machineTime("ann", Rows.START.plusSeconds(20)))
        .isEqualTo(Duration.ofSeconds(13));
    assertThat(jobs.machineTime("bob", Rows.START)).isZero();
  }

  /** However much a machine did since. */
  @Test
  void whatAMachineDidOnADayIsReadWithoutWhatItDidLater() {
    campaigns.insert(Rows.bisection("b1"));
    JobRecord first = Rows.job("b1", "b1-1", 1);
    JobRecord later = Rows.job("b1", "b1-2", 1, first.startedAt().plusSeconds(60));
    jobs.start(first, Optional.empty());
    jobs.start(later, Optional.empty());
    Instant from = first.startedAt();
    assertThat(jobs.onMachine("m1", from, from.plusSeconds(60), 1)).containsExactly(first);
    assertThat(jobs.onMachine("m1", from, from.plusSeconds(61), 1)).containsExactly(later);
    assertThat(jobs.onMachine("m1", from.plusSeconds(61), from.plusSeconds(99), 1)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource
  void everyKindOfResultComesBack(JobResult result) {
    campaigns.insert(Rows.bisection("b1"));
    JobRecord job = Rows.job("b1", "b1-1", 1);
    jobs.start(job, Optional.empty());
    var end =
        new JobEnd(
            "b1-1",
            1,
            Rows.START,
            "ended",
            "so",
            result,
            "a log",
            Optional.empty(),
            Optional.empty());
    jobs.finish(end);
    assertThat(jobs.all("b1")).containsExactly(job.ended(end));
    assertThat(jobs.log("b1-1", 1)).isEqualTo("a log");
    assertThat(jobs.log("b1-1", 2)).isEmpty();
  }

  static List<JobResult> everyKindOfResultComesBack() {
    Duration took = Duration.ofNanos(1_000_000_007);
    return List.of(
        new JobResult.FactsFound(),
        new JobResult.Unbuildable("compile", "error: no", took),
        new JobResult.Unbootable("PANIC", "not syncing", took),
        new JobResult.ReproducerFailed("run", "no numbers", took),
        new JobResult.InfrastructureFault(JobResult.Fault.DISK_FULL, "no room"),
        new JobResult.Cancelled());
  }

  @Test
  void aConfigurationIsKeptOnceHoweverManyImagesHaveIt() throws Exception {
    campaigns.insert(Rows.bisection("b1"));
    for (int number = 1; number <= 3; number++) {
      String name = "b1-" + number;
      jobs.start(Rows.job("b1", name, 1), Optional.empty());
      JobEnd end = Rows.built(name, Rows.START, "CONFIG_PREEMPT=y\n");
      jobs.finish(end);
      assertThat(jobs.all("b1").getLast().result()).isEqualTo(end.result());
    }
    assertThat(jobs.config("config-sha")).contains("CONFIG_PREEMPT=y\n");
    assertThat(jobs.config("another")).isEmpty();
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      assertThat(sql.executeQuery("SELECT count(*) FROM config_text").getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void aJobEndsOnceAndTheSecondEndChangesNothing() {
    campaigns.insert(Rows.bisection("b1"));
    jobs.start(Rows.job("b1", "b1-1", 1), Optional.of("work"), Rows.decision("b1", 1));
    Instant end = Rows.START.plusSeconds(5);
    jobs.finish(Rows.measured("b1-1", end, Rows.sample("b1-1", 1, 10)));
    assertThat(jobs.finish(Rows.lost("b1-1", 1, end.plusSeconds(1)))).isFalse();
    assertThat(
            jobs.finish(
                Rows.measured("b1-1", end, Rows.sample("b1-1", 1, 99), Rows.sample("b1-1", 2, 99))))
        .isFalse();
    assertThat(jobs.all("b1")).extracting(JobRecord::outcome).containsExactly("measured");
    assertThat(store.boots().samples("b1")).containsExactly(Rows.sample("b1-1", 1, 10));
  }

  @Test
  void attemptsAtAJobAreKeptApart() {
    campaigns.insert(Rows.bisection("b1"));
    jobs.start(Rows.job("b1", "b1-1", 1), Optional.of("work"), Rows.decision("b1", 1));
    jobs.finish(Rows.lost("b1-1", 1, Rows.START));
    jobs.start(Rows.job("b1", "b1-1", 2), Optional.of("work"));
    assertThat(jobs.all("b1")).extracting(JobRecord::attempt).containsExactly(1, 2);
    assertThat(jobs.unfinished("b1")).extracting(open -> open.job().attempt()).containsExactly(2);
  }

  @Test
  void anEndThatCannotBeKeptWholeIsNotKeptAtAll() {
    campaigns.insert(Rows.bisection("b1"));
    jobs.start(Rows.job("b1", "b1-1", 1), Optional.of("work"), Rows.decision("b1", 1));
    JobEnd twice =
        Rows.measured("b1-1", Rows.START, Rows.sample("b1-1", 1, 10), Rows.sample("b1-1", 1, 11));
    assertThatThrownBy(() -> jobs.finish(twice))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("b1-1");
    assertThat(jobs.unfinished("b1")).hasSize(1);
    assertThat(store.boots().samples("b1")).isEmpty();
    assertThat(store.boots().runs("b1")).isEmpty();
  }

  @Test
  void aJobThatCannotBeKeptTakesItsDecisionWithIt() {
    campaigns.insert(Rows.bisection("b1"));
    jobs.start(Rows.job("b1", "b1-1", 1), Optional.of("work"), Rows.decision("b1", 1));
    assertThatThrownBy(() ->
            jobs.start(Rows.job("b1", "b1-1", 1), Optional.of("work"), Rows.decision("b1", 2)))
        .isInstanceOf(StoreException.class);
    assertThat(campaigns.decisions("b1")).hasSize(1);
    assertThat(campaigns.nextDecisionNumber("b1")).isEqualTo(2);
  }

  @Test
  void aJobThatIsOverIsAddedWholeOrNotAtAll() {
    campaigns.insert(Rows.check("c1", "m1"));
    JobEnd end = Rows.measured("c1-2", Rows.START, Rows.sample("c1-2", 1, 10));
    jobs.add(Rows.job("c1", "c1-2", 1), end);
    assertThatThrownBy(() -> jobs.add(Rows.job("c1", "c1-2", 1), end))
        .isInstanceOf(StoreException.class);
    assertThat(jobs.all("c1")).containsExactly(Rows.job("c1", "c1-2", 1).ended(end));
  }

  @Test
  void aDecisionNumberIsTakenOnce() {
    campaigns.insert(Rows.bisection("b1"));
    assertThat(campaigns.nextDecisionNumber("b1")).isEqualTo(1);
    campaigns.appendDecision(Rows.decision("b1", 1));
    assertThatThrownBy(() -> campaigns.appendDecision(Rows.decision("b1", 1)))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void rowsOfAnUnknownCampaignOrJobAreRefused() {
    assertThatThrownBy(() -> jobs.start(Rows.job("b9", "b9-1", 1), Optional.empty()))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> jobs.finish(Rows.lost("b9-1", 1, Rows.START)))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void whatAnExperimentHasMeasuredIsFoundAcrossCampaigns() {
    campaigns.insert(Rows.bisection("b1"));
    campaigns.insert(Rows.check("c1", "m1"));
    for (String campaign : List.of("b1", "c1")) {
      for (int number = 1; number <= 2; number++) {
        String name = campaign + "-" + number;
        jobs.add(
            Rows.job(campaign, name, 1),
            Rows.measured(
                name,
                Rows.START,
                Rows.sample(name, 1, number),
                new SampleRecord(name, 1, 2, "tps", 9, "busy")));
      }
    }
    assertThat(store.samples().lastBoots("experiment", "m1", "tps", 3))
        .extracting(SampleStore.MeasuredBoot::campaign, SampleStore.MeasuredBoot::values)
        .containsExactly(
            tuple("c1", List.of(2.0)), tuple("c1", List.of(1.0)), tuple("b1", List.of(2.0)));
    assertThat(store.samples().lastBoots("experiment", "m1", "latency", 3)).isEmpty();
    assertThat(store.samples().lastBoots("experiment", "m2", "tps", 3)).isEmpty();
    assertThat(store.samples().lastBoots("another", "m1", "tps", 3)).isEmpty();
    assertThat(store.samples().lastJobs("experiment", "m1", 3))
        .extracting(JobRecord::job)
        .containsExactly("b1-2", "c1-1", "c1-2");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aSampleThatIsNoNumberIsRefused(double value) {
    assertThatThrownBy(() -> Rows.sample("b1-1", 1, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tps");
  }

  @Test
  void aMachineIsKeptAsItWasSeenLast() {
    store.machines().save(new MachineRecord("m1", "a:22", "{}", Rows.START));
    var later = new MachineRecord("m1", "b:22", "{\"cores\":2}", Rows.START.plusSeconds(1));
    store.machines().save(later);
    assertThat(store.machines().all()).containsExactly(later);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE sample SET value = 1",
        "DELETE FROM sample",
        "UPDATE job_end SET outcome = 'x'",
        "DELETE FROM job_end",
        "UPDATE job SET machine = 'x'",
        "DELETE FROM job",
        "UPDATE decision SET why = 'x'",
        "DELETE FROM decision",
        "UPDATE boot SET build_id = 'x'",
        "DELETE FROM run",
        "DELETE FROM campaign"
      })
  void whatWasObservedCannotBeChangedByHandEither(String statement) throws SQLException {
    campaigns.insert(Rows.bisection("b1"));
    jobs.start(Rows.job("b1", "b1-1", 1), Optional.empty(), Rows.decision("b1", 1));
    jobs.finish(Rows.measured("b1-1", Rows.START, Rows.sample("b1-1", 1, 10)));
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      assertThatThrownBy(() -> sql.executeUpdate(statement)).isInstanceOf(SQLException.class);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("halfspeed.db"));
  }

  @Test
  void manyThreadsWriteAndReadAtOnce() throws Exception {
    int writers = 200;
    campaigns.insert(Rows.bisection("b1"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> tasks =
          IntStream.rangeClosed(1, writers)
              .<Callable<Long>>mapToObj(number -> () -> startAndFinish(number))
              .toList();
      List<Long> leases = threads.invokeAll(tasks).stream().map(Future::resultNow).toList();
      assertThat(leases).doesNotHaveDuplicates().hasSize(writers);
    }
    assertThat(jobs.all("b1")).hasSize(writers);
    assertThat(jobs.unfinished("b1")).isEmpty();
    assertThat(store.boots().samples("b1")).hasSize(2 * writers);
    assertThat(campaigns.nextDecisionNumber("b1")).isEqualTo(writers + 1L);
  }

  private long startAndFinish(int number) {
    String name = "b1-" + number;
    jobs.start(Rows.job("b1", name, 1), Optional.of("work"), Rows.decision("b1", number));
    assertThat(
            jobs.finish(
                Rows.measured(
                    name, Rows.START, Rows.sample(name, 1, 10), Rows.sample(name, 2, 11))))
        .isTrue();
    assertThat(store.boots().samples("b1")).hasSizeGreaterThanOrEqualTo(2);
    return store.leases().next(0);
  }

  @Test
  void ofManyThreadsThatEndAJobOneSucceeds() throws Exception {
    campaigns.insert(Rows.bisection("b1"));
    jobs.start(Rows.job("b1", "b1-1", 1), Optional.of("work"), Rows.decision("b1", 1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tasks =
          IntStream.range(0, 50)
              .<Callable<Boolean>>mapToObj(value ->
                  () ->
                      jobs.finish(Rows.measured("b1-1", Rows.START, Rows.sample("b1-1", 1, value))))
              .toList();
      assertThat(threads.invokeAll(tasks).stream().filter(Future::resultNow)).hasSize(1);
    }
    assertThat(store.boots().samples("b1")).hasSize(1);
  }

  @Test
  void standingsComeBackAndAreOnlyAdded() throws Exception {
    var drained =
        new StatusRecord("lab1", "a@lab1:22", "drained", "person", "a new disk", Rows.START, "ann");
    var admitted =
        new StatusRecord("lab1", "a@lab1:22", "admitted", "person", "done", Rows.START, "ann");
    store.machines().appendStatus(drained);
    store.machines().appendStatus(admitted);
    assertThat(store.machines().statuses()).containsExactly(drained, admitted);
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      assertThatThrownBy(() -> sql.executeUpdate("DELETE FROM standing"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void theLastCheckOfAMachineIsFound() {
    Set<CampaignRecord.Kind> checks = Set.of(CampaignRecord.Kind.CHECK);
    for (String id : List.of("c1", "c2", "c3", "c4")) {
      campaigns.insert(Rows.check(id, "m1"));
    }
    campaigns.end("c1", "passed", Rows.START, "even", "{\"noise\":1}");
    campaigns.end("c2", "passed", Rows.START, "even", "{\"noise\":2}");
    campaigns.end("c3", "broken off", Rows.START, "stopped", null);
    assertThat(campaigns.last("m1", checks, "passed").orElseThrow().id()).isEqualTo("c2");
    assertThat(campaigns.last("m2", checks, "passed")).isEmpty();
    assertThat(campaigns.last("m1", Set.of(CampaignRecord.Kind.RECHECK), "passed")).isEmpty();
    assertThat(campaigns.lastWithEnding("m1", CampaignRecord.Kind.CHECK).orElseThrow().id())
        .isEqualTo("c2");
  }

  @Test
  void jobsOfAMachineAreCountedFromATime() {
    campaigns.insert(Rows.bisection("b1"));
    jobs.start(Rows.job("b1", "b1-1", 1), Optional.empty(), Rows.decision("b1", 1));
    String machine = Rows.job("b1", "b1-1", 1).machine();
    assertThat(jobs.countSince(machine, Rows.START)).isZero();
    jobs.finish(Rows.measured("b1-1", Rows.START.plusSeconds(5)));
    assertThat(jobs.countSince(machine, Rows.START)).isEqualTo(1);
    assertThat(jobs.countSince(machine, Rows.START.plusSeconds(5))).isZero();
    assertThat(jobs.countSince("another", Rows.START)).isZero();
  }
}
