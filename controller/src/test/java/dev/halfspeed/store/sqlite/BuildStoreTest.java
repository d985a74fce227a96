package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.BuildRow;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildStoreTest {
  @TempDir private Path folder;
  private Store store;
  private Instant now = Rows.START;

  @BeforeEach
  void fill() throws Exception {
    store = SqliteStore.open(folder.resolve("halfspeed.db"));
    for (String campaign : List.of("b1", "b2")) {
      store.campaigns().insert(Rows.bisection(campaign));
    }
    built("b1", "b1-1", "m1", "aaaa1", "build-a", "cccc1", false);
    built("b1", "b1-2", "m1", "bbbb1", "build-b", "cccc1", false);
    booted("b1", "b1-3", "m1", "build-a");
    built("b2", "b2-1", "m1", "aaaa1", "build-a", "cccc1", true);
    booted("b2", "b2-2", "m1", "build-a");
    built("b2", "b2-3", "m2", "aaaa1", "build-a", "cccc2", false);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void built(
      String campaign,
      String job,
      String machine,
      String commit,
      String buildId,
      String config,
      boolean isReused) {
    end(
        campaign,
        job,
        machine,
        "build",
        new JobResult.Built(
            new JobResult.BuiltImage(
                "key", commit, buildId, "kernel", null, config, "6.12", "gcc 12", "/k", 7, 12,
                isReused),
            Duration.ofSeconds(30)),
        Optional.empty());
  }

  private void booted(String campaign, String job, String machine, String buildId) {
    end(
        campaign,
        job,
        machine,
        "boot",
        new JobResult.Measured(
            new JobResult.MeasuredBoot("boot", buildId, "6.12", "ro", "state", Map.of()),
            1,
            Duration.ofSeconds(3)),
        Optional.of(
            new JobEnd.Boot(
                Rows.STATE, "{}", List.of(new RunRecord(job, 1, 1, "SEdy", null)), List.of())));
  }

  private void end(
      String campaign,
      String job,
      String machine,
      String kind,
      JobResult result,
      Optional<JobEnd.Boot> boot) {
    now = now.plusSeconds(60);
    store
        .jobs()
        .add(
            new JobRecord(
                job,
                1,
                campaign,
                machine,
                kind,
                null,
                "x",
                "mm: do it",
                null,
                null,
                null,
                now,
                null,
                null,
                "",
                null,
                "/logs"),
            new JobEnd(
                job,
                1,
                now.plusSeconds(30),
                kind,
                "",
                result,
                "",
                kind.equals("build") ? Optional.of("CONFIG_A=y") : Optional.empty(),
                boot));
  }

  private List<String> jobs(String commit, String config, String machine, boolean isBooted) {
    return store
        .builds()
        .newest(new BuildStore.Filter(commit, config, machine, isBooted), Long.MAX_VALUE, 10)
        .stream()
        .map(BuildRow::job)
        .toList();
  }

  @Test
  void imagesAreListedOnceWithWhatWasMeasuredOfThem() {
    List<BuildRow> all =
        store.builds().newest(new BuildStore.Filter("", "", "", false), Long.MAX_VALUE, 10);
    assertThat(all).extracting(BuildRow::job).containsExactly("b2-3", "b1-2", "b1-1");
    assertThat(all).extracting(BuildRow::boots).containsExactly(0, 0, 2);
    assertThat(all).extracting(BuildRow::campaigns).containsExactly(0, 0, 2);
    BuildRow first = all.getLast();
    assertThat(first.commit()).isEqualTo("aaaa1");
    assertThat(first.builtAt()).isEqualTo(Rows.START.plusSeconds(90));
    assertThat(
            store
                .builds()
                .newest(new BuildStore.Filter("", "", "", false), all.getFirst().number(), 1))
        .extracting(BuildRow::job)
        .containsExactly("b1-2");
  }

  @Test
  void aListIsFiltered() {
    assertThat(jobs("aaaa", "", "", false)).containsExactly("b2-3", "b1-1");
    assertThat(jobs("aaaa", "", "m1", false)).containsExactly("b1-1");
    assertThat(jobs("", "cccc2", "", false)).containsExactly("b2-3");
    assertThat(jobs("", "", "", true)).containsExactly("b1-1");
    assertThat(jobs("ffff", "", "", false)).isEmpty();
  }
}
