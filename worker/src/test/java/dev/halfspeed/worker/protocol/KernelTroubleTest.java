package dev.halfspeed.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelTroubleTest {
  @Test
  void theMostTellingLineIsTaken() {
    assertThat(
            KernelTrouble.breakdown(
                Stream.of(
                    "BUG: kernel NULL pointer dereference, address: 0000000000000008",
                    "Oops: 0000 [#1] PREEMPT SMP",
                    "[    2.1] Kernel panic - not syncing: Fatal exception in interrupt",
                    "---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---")))
        .contains("Kernel panic - not syncing: Fatal exception in interrupt");
    assertThat(
            KernelTrouble.breakdown(
                Stream.of("BUG: unable to handle page fault for address: ffff", "Oops: 0002")))
        .contains("BUG: unable to handle page fault for address: ffff");
    assertThat(KernelTrouble.breakdown(Stream.of("Run /sbin/init as init process"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rcu: INFO: rcu_sched detected stalls on CPUs/tasks:",
        "rcu: INFO: rcu_preempt self-detected stall on CPU",
        "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [swapper/1:0]",
        "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 33s!",
        "NMI watchdog: Watchdog detected hard LOCKUP on cpu 2",
        "INFO: task swapper/0:1 blocked for more than 122 seconds.",
      })
  void aKernelThatGetsNoFurtherHasNotBrokenDown(String line) {
    assertThat(KernelTrouble.breakdown(Stream.of(line))).isEmpty();
    assertThat(KernelTrouble.stall(Stream.of("booting", "[  21.0] " + line)))
        .hasValueSatisfying(found -> assertThat(line).endsWith(found));
  }

  @Test
  void aHangThatWasMadeAPanicIsOne() {
    Stream<String> lines =
        Stream.of(
            "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [swapper/1:0]",
            "Kernel panic - not syncing: softlockup: hung tasks");
    assertThat(KernelTrouble.breakdown(lines))
        .contains("Kernel panic - not syncing: softlockup: hung tasks");
  }
}
