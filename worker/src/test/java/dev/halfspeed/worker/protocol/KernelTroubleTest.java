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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BUG: KASAN: slab-out-of-bounds in foo+0x1/0x10",
        "BUG: KCSAN: data-race in a / b",
        "BUG: KFENCE: use-after-free read in foo+0x1/0x10",
        "BUG: KMSAN: uninit-value in foo",
        "BUG: sleeping function called from invalid context at mm/slab.h:494",
        "BUG: scheduling while atomic: swapper/0/1/0x00000002",
        "BUG: using smp_processor_id() in preemptible [00000000] code: swapper/0/1",
        "BUG: Bad page state in process swapper/0  pfn:3f",
        "BUG: spinlock bad magic on CPU#0, swapper/0/1",
        "BUG: MAX_LOCKDEP_ENTRIES too low!",
        "WARNING: CPU: 0 PID: 1 at kernel/x.c:1 foo+0x1/0x10",
        "Out of memory: Killed process 123 (postgres) total-vm:1kB, anon-rss:1kB",
        "Kernel command line: console=ttyS0 panic=-1 oops=panic",
      })
  void aReportAfterWhichAKernelGoesOnIsNoBreakdown(String line) {
    assertThat(KernelTrouble.breakdown(Stream.of("[    2.1] " + line))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
        "Kernel panic - not syncing: No working init found.  Try passing init= option to kernel.",
        "Kernel panic - not syncing: System is deadlocked on memory",
        "BUG: kernel NULL pointer dereference, address: 0000000000000008",
        "BUG: unable to handle kernel paging request at ffff8",
        "BUG: stack guard page was hit at 00000000 (stack is 00000000..00000000)",
        "BUG: TASK stack guard page was hit at 00000000",
        "kernel BUG at mm/slub.c:1234!",
        "Internal error: Oops: 0000000096000004 [#1] SMP",
        "PANIC: early exception 0x0e IP 10:ffffffff81 error 0 cr2 0x0",
        "PANIC: double fault, error_code: 0x0",
        "XZ-compressed data is corrupt",
        "-- System halted",
      })
  void aKernelThatCannotGoOnHasBrokenDown(String line) {
    assertThat(KernelTrouble.breakdown(Stream.of("booting", "[  2.0][    T1] " + line)))
        .contains(line);
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
