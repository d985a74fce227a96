package dev.halfspeed.worker.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.protocol.RunCounters;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CounterReadingTest {
  private static final String THREAD =
      "%d (%s) S 2 0 0 0 -1 %d 0 0 0 0 %d %d 0 0 20 0 1 0 15 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
  private static final int KERNEL_THREAD = 0x00200040;

  @TempDir Path root;

  /** A kernel with two CPUs that has counted so much, this many seconds after its start. */
  private void kernel(int seconds, int counted) throws Exception {
    file("proc/uptime", seconds + ".00 1.00\n");
    file(
        "proc/stat",
        "cpu  %d 0 %d 1 0 0 0 0 0 0\ncpu0 1 0 1 1 0 0 0 0 0 0\nintr %d 1 2 3\nctxt %d\nbtime 7\n"
            .formatted(counted, 2 * counted, 3 * counted, 40 * counted));
    file(
        "proc/vmstat",
        "nr_free_pages %d\nnr_dirtied %d\nworkingset_nodes 4\ncompact_stall %d\n"
            .formatted(1000 - counted, counted, counted));
    file("proc/meminfo", "MemFree:  %d kB\nHugePages_Total: 3\n".formatted(1000 - counted));
    file(
        "proc/interrupts",
        """
                   CPU0       CPU1
          0:         %d          0   IO-APIC   2-edge      timer
         24:         %d         10   PCI-MSIX-0000:00:03.0   0-edge      virtio0-requests.0
         25:         %d         10   PCI-MSIX-0000:00:03.0   1-edge      virtio0-requests.1
        LOC:         %d         %d   Local timer interrupts
        ERR:         0
        """
            .formatted(counted, counted, counted, counted, counted));
    file("proc/softirqs", "          CPU0  CPU1\n  NET_RX:  %d  1\n".formatted(counted));
    file(
        "proc/schedstat",
        """
        version 15
        timestamp 4294938
        cpu0 0 0 %d 2 3 4 %d000000000 500000000 7
        domain0 03 1 2 3
        cpu1 0 0 0 0 0 0 0 0 0
        """
            .formatted(counted, counted));
    file(
        "proc/pressure/memory",
        "some avg10=0.00 avg60=0.00 avg300=0.00 total=%d000000\nfull avg10=0.00 total=0\n"
            .formatted(counted));
    file("proc/net/snmp", "Tcp: RtoMin MaxConn RetransSegs\nTcp: 200 -1 %d\n".formatted(counted));
    file(
        "proc/diskstats",
        " 254 0 vda %d 0 %d 0 1 0 8 0 0 %d000 0\n   7 0 loop0 9 0 9 0 9 0 9 0 0 9 0\n"
            .formatted(counted, counted, counted));
    file("sys/kernel/mm/transparent_hugepage/khugepaged/full_scans", "%d\n".formatted(counted));
    file("proc/40/stat", THREAD.formatted(40, "kswapd0", KERNEL_THREAD, 0, 50 * counted));
    file("proc/41/stat", THREAD.formatted(41, "kworker/0:1-events", KERNEL_THREAD, counted, 0));
    file("proc/42/stat", THREAD.formatted(42, "a) (b", 0, counted, counted));
    file("proc/43/stat", "");
  }

  private void file(String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Infinity", "NaN", "1e400", "0x1p4", "-1.0", "12.5d"})
  void aTimeThatIsNoNumberIsNone(String time) throws Exception {
    kernel(10, 5);
    file("proc/uptime", time + " 1.00\n");
    assertThat(CounterReading.of(CounterFiles.of(root))).isEmpty();
  }

  /** As a guest that went wrong may leave it; nothing of it is read. */
  @Test
  void filesThatNoKernelMakesAreLeftOut() throws Exception {
    kernel(10, 5);
    try (var file = new RandomAccessFile(root.resolve("proc/vmstat").toFile(), "rw")) {
      file.setLength(CounterFiles.LARGEST + 1L);
    }
    assertThat(CounterFiles.of(root)).containsKey("/proc/stat").doesNotContainKey("/proc/vmstat");
    Path copy = Files.writeString(root.resolve("copy"), "/proc/uptime:1.0 1.0\n");
    assertThat(CounterFiles.copied(copy)).isNotEmpty();
    try (var file = new RandomAccessFile(copy.toFile(), "rw")) {
      file.setLength(CounterFiles.LARGEST + 1L);
    }
    assertThat(CounterFiles.copied(copy)).isEmpty();
  }

  private CounterReading reading() {
    return CounterReading.of(CounterFiles.of(root)).orElseThrow();
  }

  @Test
  void whatGrewIsToldPerSecondAndTheRestAsItIs() throws Exception {
    kernel(100, 10);
    CounterReading before = reading();
    kernel(105, 20);
    RunCounters run = before.until(reading()).orElseThrow();
    assertThat(run.seconds()).isEqualTo(5);
    assertThat(run.rates())
        .containsEntry("stat.ctxt", 80.0)
        .containsEntry("interrupts.total", 6.0)
        .containsEntry("cpu.user", 0.02)
        .containsEntry("cpu.system", 0.04)
        .containsEntry("vmstat.compact_stall", 2.0)
        .containsEntry("vmstat.nr_dirtied", 2.0)
        .containsEntry("interrupts.LOC", 4.0)
        .containsEntry("interrupts.ERR", 0.0)
        .containsEntry("interrupts.timer", 2.0)
        .containsEntry("interrupts.virtio0-requests", 4.0)
        .containsEntry("softirqs.NET_RX", 2.0)
        .containsEntry("schedstat.schedule", 2.0)
        .containsEntry("schedstat.run_time", 2.0)
        .containsEntry("schedstat.run_delay", 0.0)
        .containsEntry("pressure.memory.some", 2.0)
        .containsEntry("net.Tcp.RetransSegs", 2.0)
        .containsEntry("disk.vda.reads", 2.0)
        .containsEntry("disk.vda.read_bytes", 1024.0)
        .containsEntry("disk.vda.busy", 2.0)
        .containsEntry("khugepaged.full_scans", 2.0)
        .containsEntry("kthread.kswapd", 1.0)
        .containsEntry("kthread.kworker", 0.02)
        .doesNotContainKeys("net.Tcp.MaxConn", "vmstat.nr_free_pages", "disk.loop0.reads");
    assertThat(run.rates().keySet()).noneMatch(name -> name.contains("(b"));
    assertThat(run.levels())
        .containsEntry("vmstat.nr_free_pages", 980.0)
        .containsEntry("vmstat.workingset_nodes", 4.0)
        .containsEntry("meminfo.MemFree", 980.0)
        .containsEntry("meminfo.HugePages_Total", 3.0);
  }

  @Test
  void aCopyOutOfAGuestSaysTheSame() throws Exception {
    kernel(100, 10);
    Path copy = root.resolve("copy");
    String files = String.join(" ", CounterFiles.NAMES.stream().map(name -> root + name).toList());
    // The command of the guest's init; the shell that runs it is the one of a guest.
    Process grep =
        new ProcessBuilder(
                "sh", "-c", "grep -Has '' " + files + " | sed 's|^" + root + "||' >" + copy)
            .start();
    grep.waitFor();
    assertThat(CounterReading.of(CounterFiles.copied(copy))).contains(reading());
  }

  @Test
  void whatWentAwayIsLeftOut() throws Exception {
    kernel(100, 10);
    CounterReading before = reading();
    kernel(105, 20);
    file("proc/41/stat", THREAD.formatted(41, "kworker/0:1-events", KERNEL_THREAD, 0, 0));
    Files.delete(root.resolve("proc/softirqs"));
    RunCounters run = before.until(reading()).orElseThrow();
    assertThat(run.rates()).doesNotContainKeys("kthread.kworker", "softirqs.NET_RX");
    assertThat(reading().until(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/proc/uptime:",
        "/proc/uptime:x",
        "/proc/vmstat:pgfault 1",
        "\u0000\u00ff:::",
      })
  void whatIsNoReadingIsNone(String text) throws Exception {
    Path copy = Files.writeString(root.resolve("copy"), text);
    assertThat(CounterReading.of(CounterFiles.copied(copy))).isEmpty();
    assertThat(CounterReading.of(CounterFiles.copied(root.resolve("none")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proc/vmstat:pgfault",
        "/proc/vmstat:",
        "/proc/vmstat:pgfault 1\n/proc/vmstat:pgmajfault x",
        "/proc/interrupts: CPU0",
        "/proc/stat:intr",
        "/proc/1/stat:rubbish",
        "/proc/net/snmp:Tcp: A\n/proc/net/snmp:Tcp: x",
        "/proc/diskstats:1",
        "/sys/kernel/mm/transparent_hugepage/khugepaged/full_scans:",
      })
  void aFileThatIsNotUnderstoodIsLeftOut(String text) throws Exception {
    Path copy =
        Files.writeString(
            root.resolve("copy"), "/proc/uptime:1.0 2\n" + text + "\n/proc/softirqs:CPU0\n");
    assertThat(CounterReading.of(CounterFiles.copied(copy)))
        .contains(new CounterReading(1, Map.of(), Map.of()));
  }

  /** The kernel that runs this test. */
  @Test
  void aRealKernelIsRead() {
    CounterReading now = CounterReading.of(CounterFiles.of(Path.of("/"))).orElseThrow();
    assertThat(now.uptime()).isPositive();
    assertThat(now.totals()).containsKeys("stat.ctxt", "vmstat.pgfault", "cpu.user");
    assertThat(now.levels()).containsKey("meminfo.MemFree");
  }
}
