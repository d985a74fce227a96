package dev.halfspeed.worker.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that are cut off before they have come up; a script stands in for QEMU. */
final class GuestTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;
  private Path qemu;
  private Guest guest;

  @BeforeEach
  void createMachine() throws Exception {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    qemu = programs.resolve(Architecture.ofThisMachine().emulator());
    var tools = new Tools(Map.of("PATH", programs + ":/usr/bin:/bin"));
    guest =
        new Guest(
            tools, Architecture.ofThisMachine(), Files.createDirectories(folder.resolve("guest")));
  }

  @Test
  void aGuestThatUsesUpItsBootLimitHangs() throws Exception {
    assertThat(boot("", SHORT, LONG))
        .isInstanceOfSatisfying(
            BootOutcome.Down.class,
            down -> assertThat(down.how()).isEqualTo(Result.BootFailure.HANG));
  }

  /** What came before it in the job has used up the time. */
  @Test
  void aGuestThatTheJobsDeadlineCutsOffIsNoHang() {
    assertThatThrownBy(() -> boot("", LONG, SHORT))
        .isInstanceOf(DeadlineException.class)
        .hasMessageContaining("the time was over before the guest had come up");
  }

  @Test
  void aGuestThatHasPanickedByTheJobsDeadlineIsAPanic() throws Exception {
    assertThat(boot("Kernel panic - not syncing: lost", LONG, Duration.ofSeconds(3)))
        .isEqualTo(
            new BootOutcome.Down(Result.BootFailure.PANIC, "Kernel panic - not syncing: lost"));
  }

  private BootOutcome boot(String printed, Duration bootLimit, Duration left) throws Exception {
    Files.writeString(
        qemu,
        """
        #!/bin/sh
        while [ $# -gt 0 ]; do
          case $1 in -serial) printf '%s' '@printed@' > "${2#file:}" ;; esac
          shift
        done
        exec sleep 1000
        """
            .replace("@printed@", printed));
    Files.setPosixFilePermissions(qemu, PosixFilePermissions.fromString("rwxr-xr-x"));
    var plan =
        new BootPlan.Qemu(
            BootPlan.Acceleration.EMULATION,
            BootPlan.Clock.REAL,
            1,
            1 << 30,
            1,
            List.of(),
            bootLimit);
    return guest.boot(
        plan, folder.resolve("kernel"), "b", InitScript.probe(), phase -> {}, Deadline.after(left));
  }
}
