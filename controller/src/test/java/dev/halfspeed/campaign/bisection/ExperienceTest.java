package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.sqlite.SqliteStore;
import dev.halfspeed.work.BootWay;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.WorkerResults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new bisection is told of earlier ones. */
final class ExperienceTest {
  private static final BootWay KVM = way(BootWay.Acceleration.KVM);
  private static final BootWay EMULATION = way(BootWay.Acceleration.EMULATION);

  @TempDir private Path directory;
  private Store store;
  private final Map<String, Map<String, BootWay>> plans = new HashMap<>();
  private int jobs;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(directory.resolve("halfspeed.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void bootsOfOneBuildAreTakenAndSingleOnesAreNot() {
    bisection("b1", resolved("tiny", KVM));
    boots("b1", "lab1", "twice", 100, 110);
    boots("b1", "lab1", "once", 500);
    boots("b1", "lab2", "elsewhere", 1, 2, 3);
    assertThat(earlier("lab1", Optional.of(KVM)))
        .containsExactly(
            new Resolved.Earlier("lab1", "b1/twice", List.of(Math.log(110))),
            new Resolved.Earlier("lab1", "b1/twice", List.of(Math.log(100))));
    assertThat(earlier("lab2", Optional.empty())).hasSize(3);
  }

  @Test
  void theNewestFortyAreEnough() {
    bisection("b1", resolved("tiny", KVM));
    bisection("b2", resolved("tiny", KVM));
    boots("b1", "lab1", "old", 1, 2, 3);
    for (int image = 0; image < 13; image++) {
      boots("b2", "lab1", "image" + image, 10, 11, 12);
    }
    List<Resolved.Earlier> kept = earlier("lab1", Optional.of(KVM));
    // One boot of the fortieth's build would say nothing.
    assertThat(kept).hasSize(39).allMatch(boot -> boot.image().startsWith("b2/"));
    assertThat(kept.getFirst().image()).isEqualTo("b2/image12");
    boots("b2", "lab1", "image13", new double[60]);
    assertThat(earlier("lab1", Optional.of(KVM)))
        .hasSize(40)
        .allMatch(boot -> boot.image().equals("b2/image13"));
  }

  @Test
  void anotherRecipeOrAnotherWayToBootHasAnotherNoise() {
    bisection("b1", resolved("other", KVM));
    bisection("b2", resolved("tiny", EMULATION));
    boots("b1", "lab1", "a", 1, 2);
    boots("b2", "lab1", "a", 1, 2);
    assertThat(earlier("lab1", Optional.of(KVM))).isEmpty();
    assertThat(earlier("lab1", Optional.of(EMULATION)))
        .allMatch(boot -> boot.image().equals("b2/a"))
        .hasSize(2);
  }

  @Test
  void aBisectionFromBeforeThisWasKeptHasNone() {
    String json = RowJson.write(resolved("tiny", KVM)).replaceFirst(",\"earlier\":\\[]", "");
    assertThat(json).doesNotContain("earlier");
    assertThat(RowJson.read(json, Resolved.class).earlier()).isEmpty();
  }

  private List<Resolved.Earlier> earlier(String machine, Optional<BootWay> way) {
    return Experience.of(store, resolved("tiny", KVM)).earlier(machine, way);
  }

  private void bisection(String id, Resolved resolved) {
    plans.put(id, resolved.boots());
    store
        .campaigns()
        .insert(
            CampaignRecord.begun(
                id,
                CampaignRecord.Kind.BISECTION,
                null,
                resolved.experiment().digest(),
                Instant.EPOCH,
                "{}",
                RowJson.write(resolved),
                "RUNNING"));
  }

  private void boots(String bisection, String machine, String image, double... tps) {
    for (double value : tps) {
      jobs++;
      String job = bisection + "-" + jobs;
      Instant at = Instant.EPOCH.plusSeconds(jobs);
      BootWay plan = plans.getOrDefault(bisection, Map.of()).get(machine);
      store
          .jobs()
          .add(
              new JobRecord(
                  job,
                  1,
                  bisection,
                  machine,
                  JobKind.BOOT,
                  "good",
                  "c0ffee",
                  "subject",
                  Purpose.CALIBRATION.name(),
                  null,
                  null,
                  at,
                  null,
                  null,
                  "",
                  null,
                  ""),
              new JobEnd(
                  job,
                  1,
                  at,
                  Outcome.MEASURED.words(),
                  "",
                  new JobResult.Measured(
                      new JobResult.MeasuredBoot("boot", image, "6.12", null, "state", Map.of()),
                      1,
                      Duration.ZERO),
                  "",
                  Optional.empty(),
                  Optional.of(
                      new JobEnd.Boot(
                          Map.of(),
                          plan == null ? "" : WorkerResults.plan(plan),
                          List.of(),
                          List.of(
                              new SampleRecord(job, 1, 1, "tps", value == 0 ? 1 : value, null))))));
    }
  }

  private static Resolved resolved(String recipe, BootWay way) {
    var commit = new CommitLine("c0ffee", "subject");
    return new Resolved(
        Resolved.VERSION,
        commit,
        commit,
        commit,
        3,
        recipe,
        Map.of("seconds", "1"),
        "tps",
        "1/s",
        true,
        "tinyconfig",
        "settings",
        List.of("lab1", "lab2"),
        Map.of("lab1", way),
        List.of(),
        Sought.REGRESSION,
        null);
  }

  private static BootWay way(BootWay.Acceleration acceleration) {
    return new BootWay.Qemu(
        acceleration, BootWay.Clock.REAL, 2, 1L << 30, null, List.of(), Duration.ofMinutes(1));
  }
}
