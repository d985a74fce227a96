package dev.halfspeed.worker.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelStateTest {
  private static final String DYNAMIC = "#1 SMP PREEMPT_DYNAMIC Debian 6.12.41-1";

  @TempDir Path folder;

  private void file(String path, String text) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text + "\n");
  }

  private static String preemption(String version, String mode, String commandLine) {
    return Objects.requireNonNull(
        KernelState.condensed(
                Map.of("version", version, "preempt_mode", mode, "cmdline", commandLine))
            .get("preempt"));
  }

  @Test
  void aModeThatIsChosenAtBootIsTheOneThatRuns() {
    assertThat(preemption(DYNAMIC, "none voluntary (full) lazy", "preempt=none"))
        .isEqualTo("PREEMPT_DYNAMIC (full)");
    assertThat(preemption(DYNAMIC, "none voluntary full [lazy]", ""))
        .isEqualTo("PREEMPT_DYNAMIC (lazy)");
    assertThat(preemption("#1 SMP PREEMPT_RT x", "full (lazy)", "")).isEqualTo("PREEMPT_RT (lazy)");
  }

  @Test
  void whereItCannotBeReadTheCommandLineTellsAndOtherwiseNobody() {
    assertThat(preemption(DYNAMIC, "", "ro preempt=none quiet preempt=voluntary"))
        .isEqualTo("PREEMPT_DYNAMIC (voluntary)");
    assertThat(preemption(DYNAMIC, "", "ro my.preempt=none preempt=nonsense"))
        .isEqualTo("PREEMPT_DYNAMIC");
    // A kernel without the choice does not look at it.
    assertThat(preemption("#1 SMP PREEMPT x", "", "preempt=none")).isEqualTo("PREEMPT");
    assertThat(preemption("#1 SMP x", "", "preempt=full")).isEqualTo("PREEMPT_NONE");
  }

  /** The files of debugfs are root's, and the worker need not be root. */
  @Test
  void whatOnlyRootMayReadIsLeftForTheWorker() throws Exception {
    file("proc/sys/kernel/version", DYNAMIC);
    file("sys/kernel/debug/sched/preempt", "none (voluntary) full lazy ");
    assertThat(KernelState.of(folder))
        .containsEntry("preempt", "PREEMPT_DYNAMIC (voluntary)")
        .doesNotContainKey("preempt_mode");
    Path job = Files.createDirectory(folder.resolve("job"));
    var machine = new MachineBoot(new Tools(System.getenv()), BootPlan.Method.KEXEC, folder);
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    machine.still(job, deadline);
    Files.delete(folder.resolve("sys/kernel/debug/sched/preempt"));
    assertThat(KernelState.of(folder)).containsEntry("preempt", "PREEMPT_DYNAMIC (voluntary)");
    // A kernel that does not tell is not taken for the one before.
    machine.still(job, deadline);
    assertThat(KernelState.of(folder)).containsEntry("preempt", "PREEMPT_DYNAMIC");
  }
}
