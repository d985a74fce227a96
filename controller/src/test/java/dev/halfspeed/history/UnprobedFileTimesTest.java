package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnprobedFileTimesTest {
  @Test
  void theFileSystemIsNotAsked(@TempDir Path folder) {
    UnprobedFileTimes.install();
    assertThat(FS.getFileStoreAttributes(folder).getFsTimestampResolution())
        .as("JGit's fallback; what it finds out by writing is finer")
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(folder).isEmptyDirectory();
  }

  /** Such as a hook that is to run with every push. */
  @Test
  void neitherTheUsersSettingsNorTheSystemsAreRead() throws Exception {
    UnprobedFileTimes.install();
    SystemReader system = SystemReader.getInstance();
    assertThat(system.getUserConfig().getSections()).isEmpty();
    assertThat(system.getSystemConfig().getSections()).isEmpty();
    assertThat(system.openUserConfig(null, FS.DETECTED).getFile()).isNull();
    assertThat(system.openSystemConfig(null, FS.DETECTED).getFile()).isNull();
    assertThat(system.getUserConfig().getString("halfspeed", null, "nothing")).isNull();
  }
}
