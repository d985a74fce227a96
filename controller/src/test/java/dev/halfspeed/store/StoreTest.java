package dev.halfspeed.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreTest {
  @TempDir private Path folder;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    store = Store.open(folder.resolve("halfspeed.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aBisectionComesBackAsItWasKept() {
    store.insertBisection(Rows.bisection("b1"));
    store.updateDetail("b1", "{\"range\":[1,2]}");
    assertThat(store.bisection("b1"))
        .contains(
            new BisectionRecord(
                "b1", Rows.START, "{\"v\":1}", "RUNNING", null, null, "{\"range\":[1,2]}"));
    assertThat(store.bisection("b2")).isEmpty();
  }

  @Test
  void bisectionsAreListedNewestFirstAndOpenOnesOldestFirst() {
    for (String id : List.of("b1", "b2", "b3")) {
      store.insertBisection(Rows.bisection(id));
    }
    store.endBisection("b2", "CONCLUDED", "{}", Rows.START);
    assertThat(store.bisections())
        .extracting(BisectionRecord::id)
        .containsExactly("b3", "b2", "b1");
    assertThat(store.openBisections()).extracting(BisectionRecord::id).containsExactly("b1", "b3");
  }

  @Test
  void aBisectionEndsOnce() {
    store.insertBisection(Rows.bisection("b1"));
    Instant end = Rows.START.plusSeconds(9);
    assertThat(store.endBisection("b1", "CONCLUDED", "{\"kind\":\"culprit\"}", end)).isTrue();
    assertThat(store.endBisection("b1", "CANCELLED", "{}", end.plusSeconds(1))).isFalse();
    assertThat(store.bisection("b1"))
        .hasValueSatisfying(bisection -> {
          assertThat(bisection.state()).isEqualTo("CONCLUDED");
          assertThat(bisection.endedAt()).isEqualTo(end);
          assertThat(bisection.endingJson()).isEqualTo("{\"kind\":\"culprit\"}");
        });
  }

  @Test
  void aJobComesBackWithItsEndAndItsSamples() {
    store.insertBisection(Rows.bisection("b1"));
    JobRecord job = Rows.job("b1", "b1-1", 1);
    store.startJob(job, Rows.decision("b1", 1));
    assertThat(store.jobs("b1")).containsExactly(job);
    assertThat(store.unfinishedJobs("b1")).containsExactly(job);
    assertThat(store.decisions("b1")).containsExactly(Rows.decision("b1", 1));

    Instant end = Instant.parse("2026-03-01T10:00:05.123456789Z");
    List<SampleRecord> samples =
        List.of(Rows.sample("b1-1", 1, 1234.5), Rows.sample("b1-1", 2, 1 / 3.0));
    assertThat(store.finishJob("b1-1", 1, end, "measured", "2 runs", "{}", samples)).isTrue();
    assertThat(store.jobs("b1")).containsExactly(Rows.ended(job, end, "measured", "2 runs", "{}"));
    assertThat(store.unfinishedJobs("b1")).isEmpty();
    assertThat(store.samples("b1")).containsExactlyElementsOf(samples);
  }

  @Test
  void aJobEndsOnceAndTheSecondEndChangesNothing() {
    store.insertBisection(Rows.bisection("b1"));
    store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
    Instant end = Rows.START.plusSeconds(5);
    store.finishJob("b1-1", 1, end, "measured", "", null, List.of(Rows.sample("b1-1", 1, 10)));
    assertThat(
            store.finishJob(
                "b1-1",
                1,
                end.plusSeconds(1),
                "infrastructure",
                "lost",
                null,
                List.of(Rows.sample("b1-1", 1, 99), Rows.sample("b1-1", 2, 99))))
        .isFalse();
    assertThat(store.jobs("b1")).extracting(JobRecord::outcome).containsExactly("measured");
    assertThat(store.samples("b1")).containsExactly(Rows.sample("b1-1", 1, 10));
  }

  @Test
  void attemptsAtAJobAreKeptApart() {
    store.insertBisection(Rows.bisection("b1"));
    store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
    store.finishJob("b1-1", 1, Rows.START, "infrastructure", "unplugged", null, List.of());
    store.startJob(Rows.job("b1", "b1-1", 2));
    assertThat(store.jobs("b1")).extracting(JobRecord::attempt).containsExactly(1, 2);
    assertThat(store.unfinishedJobs("b1")).extracting(JobRecord::attempt).containsExactly(2);
  }

  @Test
  void anEndThatCannotBeKeptWholeIsNotKeptAtAll() {
    store.insertBisection(Rows.bisection("b1"));
    store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
    List<SampleRecord> twice = List.of(Rows.sample("b1-1", 1, 10), Rows.sample("b1-1", 1, 11));
    assertThatThrownBy(() -> store.finishJob("b1-1", 1, Rows.START, "measured", "", null, twice))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("b1-1");
    assertThat(store.unfinishedJobs("b1")).hasSize(1);
    assertThat(store.samples("b1")).isEmpty();
  }

  @Test
  void aJobThatCannotBeKeptTakesItsDecisionWithIt() {
    store.insertBisection(Rows.bisection("b1"));
    store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
    assertThatThrownBy(() -> store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 2)))
        .isInstanceOf(StoreException.class);
    assertThat(store.decisions("b1")).hasSize(1);
    assertThat(store.nextDecisionNumber("b1")).isEqualTo(2);
  }

  @Test
  void aDecisionNumberIsTakenOnce() {
    store.insertBisection(Rows.bisection("b1"));
    assertThat(store.nextDecisionNumber("b1")).isEqualTo(1);
    store.appendDecision(Rows.decision("b1", 1));
    assertThatThrownBy(() -> store.appendDecision(Rows.decision("b1", 1)))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void rowsOfAnUnknownBisectionOrJobAreRefused() {
    assertThatThrownBy(() -> store.startJob(Rows.job("b9", "b9-1", 1)))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.finishJob("b9-1", 1, Rows.START, "built", "", null, List.of()))
        .isInstanceOf(StoreException.class);
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
    store.lab().saveMachine(new MachineRecord("m1", "a:22", "{}", Rows.START));
    var later = new MachineRecord("m1", "b:22", "{\"cores\":2}", Rows.START.plusSeconds(1));
    store.lab().saveMachine(later);
    assertThat(store.lab().machines()).containsExactly(later);
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
        "DELETE FROM decision"
      })
  void whatWasObservedCannotBeChangedByHandEither(String statement) throws SQLException {
    store.insertBisection(Rows.bisection("b1"));
    store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
    store.finishJob(
        "b1-1", 1, Rows.START, "measured", "", null, List.of(Rows.sample("b1-1", 1, 10)));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("halfspeed.db"));
        Statement sql = connection.createStatement()) {
      assertThatThrownBy(() -> sql.executeUpdate(statement)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void manyThreadsWriteAndReadAtOnce() throws Exception {
    int writers = 200;
    store.insertBisection(Rows.bisection("b1"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> tasks =
          IntStream.rangeClosed(1, writers)
              .<Callable<Long>>mapToObj(number -> () -> startAndFinish(number))
              .toList();
      List<Long> leases = threads.invokeAll(tasks).stream().map(Future::resultNow).toList();
      assertThat(leases).doesNotHaveDuplicates().hasSize(writers);
    }
    assertThat(store.jobs("b1")).hasSize(writers);
    assertThat(store.unfinishedJobs("b1")).isEmpty();
    assertThat(store.samples("b1")).hasSize(2 * writers);
    assertThat(store.nextDecisionNumber("b1")).isEqualTo(writers + 1L);
  }

  private long startAndFinish(int number) {
    String name = "b1-" + number;
    store.startJob(Rows.job("b1", name, 1), Rows.decision("b1", number));
    List<SampleRecord> samples = List.of(Rows.sample(name, 1, 10), Rows.sample(name, 2, 11));
    assertThat(store.finishJob(name, 1, Rows.START, "measured", "", "{}", samples)).isTrue();
    assertThat(store.samples("b1")).hasSizeGreaterThanOrEqualTo(2);
    return store.nextLease(0);
  }

  @Test
  void ofManyThreadsThatEndAJobOneSucceeds() throws Exception {
    store.insertBisection(Rows.bisection("b1"));
    store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tasks =
          IntStream.range(0, 50)
              .<Callable<Boolean>>mapToObj(value ->
                  () ->
                      store.finishJob(
                          "b1-1",
                          1,
                          Rows.START,
                          "measured",
                          "",
                          null,
                          List.of(Rows.sample("b1-1", 1, value))))
              .toList();
      assertThat(threads.invokeAll(tasks).stream().filter(Future::resultNow)).hasSize(1);
    }
    assertThat(store.samples("b1")).hasSize(1);
  }

  @Test
  void standingsAndChecksComeBackAndAreOnlyAdded() throws Exception {
    var drained =
        new StandingRecord("lab1", "a@lab1:22", "drained", "person", "a new disk", Rows.START);
    var admitted =
        new StandingRecord("lab1", "a@lab1:22", "admitted", "person", "done", Rows.START);
    store.lab().appendStanding(drained);
    store.lab().appendStanding(admitted);
    assertThat(store.lab().standings()).containsExactly(drained, admitted);

    var check =
        new CheckRecord(
            "c1", "lab1", "a@lab1:22", "full", Rows.START, "{}", "{}", null, null, null, null);
    store.lab().insertCheck(check);
    assertThat(store.lab().openChecks()).containsExactly(check);
    var boot = new CheckBootRecord("c1", 1, Rows.START, "{\"way\":1}", "{\"result\":1}");
    store.lab().appendCheckBoot(boot);
    assertThatThrownBy(() -> store.lab().appendCheckBoot(boot)).isInstanceOf(StoreException.class);
    assertThat(store.lab().checkBoots("c1")).containsExactly(boot);
    Instant end = Rows.START.plusSeconds(9);
    assertThat(store.lab().endCheck("c1", end, "passed", "even", "{\"noise\":1}")).isTrue();
    assertThat(store.lab().endCheck("c1", end, "differs", "odd", null)).isFalse();
    assertThat(store.lab().openChecks()).isEmpty();
    assertThat(store.lab().check("c1"))
        .contains(
            new CheckRecord(
                "c1",
                "lab1",
                "a@lab1:22",
                "full",
                Rows.START,
                "{}",
                "{}",
                end,
                "passed",
                "even",
                "{\"noise\":1}"));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("halfspeed.db"));
        Statement sql = connection.createStatement()) {
      for (String table :
          List.of("standing", "machine_check", "machine_check_boot", "machine_check_end")) {
        assertThatThrownBy(() -> sql.executeUpdate("DELETE FROM " + table))
            .isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void jobsOfAMachineAreCountedFromATime() {
    store.insertBisection(Rows.bisection("b1"));
    store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
    String machine = Rows.job("b1", "b1-1", 1).machine();
    assertThat(store.lab().jobsSince(machine, Rows.START)).isZero();
    store.finishJob("b1-1", 1, Rows.START.plusSeconds(5), "measured", "", null, List.of());
    assertThat(store.lab().jobsSince(machine, Rows.START)).isEqualTo(1);
    assertThat(store.lab().jobsSince(machine, Rows.START.plusSeconds(5))).isZero();
    assertThat(store.lab().jobsSince("another", Rows.START)).isZero();
  }
}
