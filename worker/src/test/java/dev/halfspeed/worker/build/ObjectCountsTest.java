package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectCountsTest {
  @TempDir Path work;

  private ObjectCounts counts(String folder) throws Exception {
    return new ObjectCounts(Files.createDirectories(work.resolve(folder)));
  }

  @Test
  void nothingTellsOfTheVeryFirstBuild() throws Exception {
    assertThat(counts("build-a").expected()).isNull();
  }

  @Test
  void aFirstBuildMakesWhatFirstBuildsMadeElsewhere() throws Exception {
    counts("build-a").add(1500);
    counts("build-a").add(12);
    assertThat(counts("build-b").expected()).isEqualTo(1500);
    Files.createFile(work.resolve("build-b/vmlinux"));
    assertThat(counts("build-b").expected()).isNull();
  }

  @Test
  void laterBuildsMakeWhatTheLastFewMade() throws Exception {
    counts("build-a").add(1500);
    assertThat(counts("build-a").expected()).isNull();
    for (int build = 1; build <= 20; build++) {
      counts("build-a").add(build);
    }
    assertThat(counts("build-a").expected()).isEqualTo(17);
    assertThat(counts("build-b").expected()).isEqualTo(1500);
  }

  @Test
  void whatWasCutOffIsForgotten() throws Exception {
    counts("build-a").add(1500);
    Files.writeString(work.resolve("build-a/.halfspeed-objects"), "15\n\0\0\0");
    assertThat(counts("build-a").expected()).isNull();
  }
}
