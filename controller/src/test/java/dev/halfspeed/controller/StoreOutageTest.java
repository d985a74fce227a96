package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.worker.protocol.JobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that can't be written or read for a while, under the real controller. */
final class StoreOutageTest extends HealthLab {
  @Test
  void aCheckWaitsWhileTheStoreHasNoRoomAndLosesNoBoot() throws Exception {
    String id =
        ask(() -> controller.machines().startCheck(checkRequest("lab1"), People.ANN))
            .getFirst()
            .id();
    assertThat(time.play(Duration.ofHours(3), () -> boots(id) == 5)).isTrue();
    refused.put("end job", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(boots(id)).isEqualTo(5);
    refused.clear();
    refused.put("end campaign", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(boots(id)).isEqualTo(12);
    assertThat(ask(() -> controller.machines().check(id)).state()).isEqualTo("running");
    refused.clear();
    refused.put("keep the status of", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(ask(() -> controller.machines().check(id)).state()).isEqualTo("passed");
    assertThat(standings("lab1")).isEmpty();
    refused.clear();
    pass(Duration.ofMinutes(1));
    assertThat(standings("lab1")).containsExactly("admitted by check");
    assertThat(requireNonNull(hardware.get("lab1")).starts())
        .as("a build and each boot, once")
        .hasEntrySatisfying(new JobId(id + "-13", 1), times -> assertThat(times).isEqualTo(1))
        .doesNotContainKey(new JobId(id + "-14", 1));
  }

  private long boots(String check) {
    return store.jobs().ended(check).stream()
        .filter(job -> job.kind().equals(JobKind.BOOT))
        .count();
  }

  @Test
  void aCheckWhoseEndCouldNotBeWrittenEndsWhenItCan() throws Exception {
    String id =
        ask(() -> controller.machines().startCheck(checkRequest("lab1"), People.ANN))
            .getFirst()
            .id();
    refused.put("end campaign", SQLITE_ERROR);
    pass(Duration.ofHours(3));
    assertThat(boots(id)).isEqualTo(12);
    refused.clear();
    CheckView ended = check("lab1").getFirst();
    assertThat(ended.id()).isEqualTo(id);
    assertThat(ended.state()).isEqualTo("passed");
  }

  @Test
  void aBisectionThatCannotBeWrittenDownForADayIsTakenUpWhenItCan() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    for (String what : List.of("start job", "end job", "end campaign", "update campaign")) {
      refused.put(what, SQLITE_FULL);
    }
    pass(Duration.ofHours(30));
    BisectionView view = ask(() -> controller.campaigns().bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.activities())
        .hasSize(2)
        .allSatisfy(activity -> {
          assertThat(activity.doing()).isEqualTo("held up");
          assertThat(activity.phase())
              .startsWith("Can't ")
              .contains("looked at again every minute");
        });
    refused.clear();
    assertFound(bisection);
  }

  @Test
  void oneThatIsCancelledWhileItIsTakenUpGetsNoMachine() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    Path run = folder.resolve("recipes/tiny/run");
    Path away = Files.move(run, folder.resolve("run"));
    restart();
    assertThat(ask(() -> controller.campaigns().bisection(bisection)).activities())
        .allSatisfy(activity -> assertThat(activity.doing()).isEqualTo("held up"));
    int before = store.jobs().all(bisection).size();
    Files.move(away, run);
    written =
        what -> {
          // Between the look at its row and its start.
          if (what.startsWith("update campaign")) {
            written = ignored -> {};
            try {
              controller.requests().cancel(bisection, "", People.ANN);
            } catch (Problem gone) {
              throw new AssertionError(gone);
            }
          }
        };
    pass(Duration.ofHours(3));
    assertThat(store.campaigns().find(bisection).orElseThrow().state()).isEqualTo("CANCELLED");
    assertThat(store.jobs().all(bisection)).hasSize(before);
  }

  @Test
  void aMachineIsQuarantinedWhenItFailsNextOnceThereIsRoomToSaySo() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    refused.put("keep the status of", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(store.machines().statuses()).isEmpty();
    assertThat(ask(() -> controller.campaigns().bisection(bisection)).state())
        .isEqualTo(BisectionView.State.RUNNING);
    refused.clear();
    pass(Duration.ofMinutes(30));
    assertThat(store.machines().statuses().getFirst().cause()).isEqualTo("faults");
    assertFound(bisection);
  }

  /** A disk that is full for long, and one that is mounted read-only after an error. */
  @ParameterizedTest
  @ValueSource(ints = {SQLITE_FULL, SQLITE_READONLY})
  void aBisectionThatCannotBeWrittenDownSaysSoAndGoesOnWithWhatItHad(int code) throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    for (String what : List.of("start job", "end job", "end campaign", "update campaign")) {
      refused.put(what, code);
    }
    pass(Duration.ofHours(2));
    BisectionView view = ask(() -> controller.campaigns().bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.activities())
        .filteredOn(activity -> activity.doing().equals("held up"))
        .hasSize(2)
        .allSatisfy(activity ->
            assertThat(activity.phase()).startsWith("Can't ").contains("tried again every 5 s"));
    assertThat(ask(() -> controller.campaigns().bisections()).getFirst().phase())
        .isEqualTo("held up");
    refused.clear();
    pass(Duration.ofMinutes(2));
    assertThat(ask(() -> controller.campaigns().bisection(bisection)).activities())
        .extracting(BisectionView.Activity::doing)
        .doesNotContain("held up");
    assertFound(bisection);
  }

  @Test
  void machinesAreLookedAfterAgainOnceTheStoreCanBeRead() throws Exception {
    check("lab1");
    alter("ALTER TABLE campaign RENAME TO elsewhere");
    pass(Duration.ofMinutes(10));
    alter("ALTER TABLE elsewhere RENAME TO campaign");
    pass(Duration.ofHours(25));
    assertThat(kindsOfChecks()).containsExactly("full", "again");
  }

  private void alter(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
