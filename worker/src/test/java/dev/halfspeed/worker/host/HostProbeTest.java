package dev.halfspeed.worker.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.worker.protocol.HostConditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two looks at a machine's counters tell, on texts as kernels print them. */
final class HostProbeTest {
  private static final long SUPERVISOR = 6001;
  private static final Path JOBS = Path.of("/srv/halfspeed/jobs");
  private static final String MARK =
      "PATH=/bin\0HALFSPEED_JOB=/srv/halfspeed/jobs/b1-7_1\0TZ=UTC\0";
  private static final Offset<Double> CLOSE = within(0.0005);

  /** Linux 6.18, two CPUs. */
  private static final String STAT =
      """
      cpu  1522356 730201 127589 677845 1717 0 1926 4101 0 0
      cpu0 762542 363910 61319 341469 963 0 614 2067 0 0
      cpu1 759813 366291 66270 336375 754 0 1311 2034 0 0
      intr 12048618 0 0 0 0
      ctxt 23423443
      btime 1764345600
      """;

  @TempDir Path root;

  @BeforeEach
  void aMachineWithAJob() throws IOException {
    write("proc/stat", STAT);
    process(1, 0, 1, "(systemd)", 0x400100, 1000, "");
    process(2, 0, 2, "(kthreadd)", 0x208040, 0, "");
    process(17, 2, 3, "(kworker/0:1-events)", 0x4208060, 5000, "");
    process(812, 1, 900, "(cron)", 0x400140, 77, "PATH=/bin\0");
    process(SUPERVISOR, 5990, 1_534_000, "(java)", 0x400000, 300, MARK);
    process(6100, SUPERVISOR, 1_534_500, "(qemu-system-x86)", 0x400000, 400, MARK);
  }

  @Test
  void whatOurOwnProcessesAndTheKernelDoIsNotOfOthers() throws IOException {
    HostSnapshot begin = probe().take().orElseThrow();
    process(17, 2, 3, "(kworker/0:1-events)", 0x4208060, 5050, "");
    process(SUPERVISOR, 5990, 1_534_000, "(java)", 0x400000, 310, MARK);
    process(6100, SUPERVISOR, 1_534_500, "(qemu-system-x86)", 0x400000, 1340, MARK);
    // Ten seconds of two CPUs: 10 s idle, 10 s of ours and of the kernel's.
    write("proc/stat", STAT.replace("677845 1717", "678845 1717"));
    HostConditions seen = tenSeconds(begin);
    assertThat(seen.others()).isCloseTo(0, CLOSE);
    assertThat(seen.steal()).isZero();
    assertThat(seen.cpus()).isEqualTo(2);
    assertThat(seen.elapsed()).isEqualTo(Duration.ofSeconds(10));
    assertThat(seen.realTime()).isTrue();
  }

  @Test
  void whatIsLeftWentToOthersOrToTheHypervisor() throws IOException {
    HostSnapshot begin = probe().take().orElseThrow();
    process(6100, SUPERVISOR, 1_534_500, "(qemu-system-x86)", 0x400000, 900, MARK);
    // 5 s ours, 2 s idle, 1 s waiting for the disk, .5 s interrupts, 1 s steal: 10.5 s of others.
    write("proc/stat", STAT.replace("677845 1717 0 1926 4101", "678045 1817 10 1966 4201"));
    HostConditions seen = tenSeconds(begin);
    assertThat(seen.others()).isCloseTo(0.525, CLOSE);
    assertThat(seen.steal()).isCloseTo(0.05, CLOSE);
  }

  @Test
  void childrenThatHaveEndedCountThroughTheirParents() throws IOException {
    HostSnapshot begin = probe().take().orElseThrow();
    // Its children used 8 s, and it has waited for them.
    write(
        "proc/6100/stat",
        "6100 (qemu-system-x86) S 6001 1 1 0 -1 4194304 1 0 0 0 400 0 800 0 20 0 1 0 1534500 1 1\n");
    write("proc/stat", STAT.replace("677845", "679045"));
    assertThat(tenSeconds(begin).others()).isCloseTo(0, CLOSE);
  }

  @Test
  void aServerThatARecipeStartsAsAnotherUserIsOurs() throws IOException {
    write("proc/1/cgroup", "0::/init.scope\n");
    write("proc/812/cgroup", "0::/system.slice/cron.service\n");
    write("proc/" + SUPERVISOR + "/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n");
    HostProbe probe = probe();
    HostSnapshot begin = probe.take().orElseThrow();
    process(6200, 1, 1_535_000, "(postgres)", 0x400000, 500, "PATH=/bin\0");
    write("proc/6200/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n");
    process(6201, 6200, 1_535_001, "(postgres: checkpointer ) x)", 0x400000, 400, "");
    // What cron starts is not.
    process(6300, 812, 1_535_002, "(updatedb)", 0x400000, 100, "");
    write("proc/6300/cgroup", "0::/system.slice/cron.service\n");
    write("proc/stat", STAT.replace("677845", "678845"));
    HostConditions seen = begin.until(later(probe, begin), true);
    assertThat(seen.others()).isCloseTo(1.0 / 20, CLOSE);
  }

  @Test
  void whatAnotherControllersWorkerDoesIsOfOthers() throws IOException {
    HostProbe probe = probe();
    HostSnapshot begin = probe.take().orElseThrow();
    process(7000, 1, 1_535_000, "(cc1)", 0x400000, 1000, "HALFSPEED_JOB=/home/eve/jobs/b2-3_1\0");
    write("proc/stat", STAT.replace("677845", "678845"));
    assertThat(begin.until(later(probe, begin), true).others()).isCloseTo(0.5, CLOSE);
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherProcess() throws IOException {
    HostProbe probe = probe();
    HostSnapshot begin = probe.take().orElseThrow();
    process(812, SUPERVISOR, 1_535_000, "(pgbench)", 0x400000, 1000, MARK);
    write("proc/stat", STAT.replace("677845", "678845"));
    assertThat(begin.until(later(probe, begin), true).others()).isCloseTo(0, CLOSE);
  }

  @Test
  void pressureFrequencyAndThrottlingAreToldWhereTheMachineTells() throws IOException {
    HostConditions without = tenSeconds(probe().take().orElseThrow());
    assertThat(without.cpuPressure()).isNull();
    assertThat(without.frequency()).isNull();
    assertThat(without.throttled()).isNull();
    assertThat(without.throttleEvents()).isNull();

    pressure("cpu", 9_255_270_114L);
    pressure("io", 100);
    throttle("cpu0", "core_throttle", 3, 700);
    throttle("cpu1", "core_throttle", 5, 900);
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1800000\n");
    write("sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "3600000\n");
    write("sys/devices/system/cpu/cpufreq/boost", "1\n");
    HostSnapshot begin = probe().take().orElseThrow();
    pressure("cpu", 9_258_270_114L);
    throttle("cpu0", "core_throttle", 4, 900);
    throttle("cpu1", "core_throttle", 7, 1900);
    HostConditions seen = tenSeconds(begin);
    assertThat(seen.cpuPressure()).isCloseTo(0.3, CLOSE);
    assertThat(seen.ioPressure()).isZero();
    assertThat(seen.memoryPressure()).isNull();
    assertThat(seen.frequency()).isEqualTo(0.5);
    assertThat(seen.throttled()).isCloseTo(0.1, CLOSE);
    assertThat(seen.throttleEvents()).isEqualTo(3);
  }

  @Test
  void whatCanNotBeReadIsNotRecordedAndFailsNothing() throws IOException {
    write("proc/stat", "intr 1 2 3\n");
    assertThat(probe().take()).isEmpty();
    Files.delete(root.resolve("proc/stat"));
    assertThat(probe().take()).isEmpty();
    assertThatThrownBy(() -> ProcessTimes.parse("12 (a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMachineAtHandTellsItsCounters() {
    var probe = new HostProbe(Path.of("/"), ProcessHandle.current().pid(), JOBS);
    HostSnapshot begin = probe.take().orElseThrow();
    HostConditions seen = begin.until(probe.take().orElseThrow(), false);
    assertThat(seen.others()).isBetween(0.0, 1.0);
    assertThat(seen.cpus()).isPositive();
    assertThat(seen.realTime()).isFalse();
  }

  private HostProbe probe() {
    return new HostProbe(root, SUPERVISOR, JOBS);
  }

  private HostConditions tenSeconds(HostSnapshot begin) {
    return begin.until(later(probe(), begin), true);
  }

  private static HostSnapshot later(HostProbe probe, HostSnapshot begin) {
    HostSnapshot end = probe.take().orElseThrow();
    return new HostSnapshot(
        begin.nanoTime() + Duration.ofSeconds(10).toNanos(),
        end.cpu(),
        end.accounted(),
        Map.copyOf(end.counters()),
        end.frequency());
  }

  private void process(
      long pid, long parent, long start, String name, int flags, long ticks, String environment)
      throws IOException {
    write(
        "proc/" + pid + "/stat",
        "%d %s S %d 1 1 0 -1 %d 1009 0 0 0 %d 0 0 0 20 0 12 0 %d 3133440 383 1844 1 1\n"
            .formatted(pid, name, parent, flags, ticks, start));
    write("proc/" + pid + "/environ", environment);
    write("proc/" + pid + "/cgroup", "0::/\n");
  }

  private void pressure(String of, long total) throws IOException {
    write(
        "proc/pressure/" + of,
        """
        some avg10=97.10 avg60=97.19 avg300=96.09 total=%d
        full avg10=0.00 avg60=0.00 avg300=0.00 total=0
        """
            .formatted(total));
  }

  private void throttle(String cpu, String what, long count, long milliseconds) throws IOException {
    String folder = "sys/devices/system/cpu/" + cpu + "/thermal_throttle/" + what;
    write(folder + "_count", count + "\n");
    write(folder + "_total_time_ms", milliseconds + "\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
