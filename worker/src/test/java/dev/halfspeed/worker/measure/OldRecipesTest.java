package dev.halfspeed.worker.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OldRecipesTest {
  private static final BootPlan.Qemu BOOT =
      new BootPlan.Qemu(
          BootPlan.Acceleration.EMULATION,
          BootPlan.Clock.REAL,
          1,
          1L << 30,
          1,
          List.of(),
          Duration.ofMinutes(1));

  @TempDir Path folder;
  private final Instant now = Instant.now();
  private Home home;

  @BeforeEach
  void createHome() throws IOException {
    home = Home.create(folder.resolve("home"));
  }

  @Test
  void whatWasLongestNotUsedGoes() throws IOException {
    for (int i = 1; i <= 4; i++) {
      age(Files.createDirectories(home.recipes().resolve("r" + i)), Duration.ofHours(i));
      age(Files.createDirectories(home.data().resolve("d" + i)), Duration.ofHours(i));
    }
    OldRecipes.used(home.data().resolve("d4"));
    remove();
    assertThat(names(home.data())).containsExactly("d1", "d4");
    assertThat(names(home.recipes())).containsExactly("r1", "r2", "r3");
    assertThat(home.temporary()).isEmptyDirectory();
  }

  @Test
  void whatAnUnfinishedJobIsToUseStays() throws IOException {
    for (int i = 1; i <= 4; i++) {
      age(Files.createDirectories(home.recipes().resolve("r" + i)), Duration.ofHours(i));
      age(Files.createDirectories(home.data().resolve("d" + i)), Duration.ofHours(i));
    }
    RecipePlan plan = recipe("r9");
    Path recipe = Files.createDirectories(home.recipes().resolve("r9"));
    Path data = Files.createDirectories(home.data().resolve(RecipeEnvironment.digest(plan, BOOT)));
    age(recipe, Duration.ofDays(9));
    age(data, Duration.ofDays(9));
    Path job = Files.createDirectories(home.jobs().resolve("b1-1_1"));
    record Written(JobId id, Job work) {}
    Files.writeString(
        job.resolve("job.json"),
        Protocol.write(
            new Written(
                new JobId("b1-1", 1),
                new Job.Measure("k", BOOT, plan, 1, 1, Duration.ofHours(1)))));
    remove();
    assertThat(recipe).exists();
    assertThat(data).exists();
    assertThat(home.data().resolve("d4")).doesNotExist();
  }

  @Test
  void whatIsJustBeingSentOrPreparedStays() throws IOException {
    for (int i = 1; i <= 4; i++) {
      age(Files.createDirectories(home.recipes().resolve("r" + i)), Duration.ofMinutes(i));
      age(Files.createDirectories(home.data().resolve("d" + i)), Duration.ofMinutes(i));
    }
    Path preparing = Files.createDirectories(home.data().resolve("d5.tmp"));
    age(preparing, Duration.ofHours(2));
    Path interrupted = Files.createDirectories(home.data().resolve("d6.tmp"));
    age(interrupted, Duration.ofDays(2));
    remove();
    assertThat(names(home.recipes())).hasSize(4);
    assertThat(names(home.data())).containsExactly("d1", "d2", "d3", "d4", "d5.tmp");
  }

  private void remove() throws IOException {
    new OldRecipes(home, 2, 3, now).remove();
  }

  private void age(Path path, Duration age) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(now.minus(age)));
  }

  private static List<String> names(Path folder) throws IOException {
    return Folders.list(folder).stream().map(path -> path.getFileName().toString()).toList();
  }

  private static RecipePlan recipe(String digest) {
    return new RecipePlan(
        "tiny",
        digest,
        Map.of("size", "1"),
        "prepare",
        null,
        "run",
        null,
        new RecipePlan.Results("json", Map.of("file", "result.json"), List.of("rate")),
        List.of());
  }
}
