package dev.halfspeed.worker.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Digest;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.worker.protocol.Result;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose root is a folder: the test plays its firmware and its kernels. */
final class MachineMeasurementTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));
  private static final String FALLBACK = "fa11bacc00000000000000000000000000000000";
  private static final String BUILD_ID = "c0ffee00112233445566778899aabbccddeeff42";
  private static final String BASE = "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro";

  private static final RecipePlan.Results NUMBERS =
      new RecipePlan.Results("json", Map.of("file", "r.json"), List.of("tps"));
  private static final RecipePlan.Results VERDICTS =
      new RecipePlan.Results("exit-code", Map.of(), List.of("passed"));

  @TempDir Path folder;
  private final Tools tools = new Tools(System.getenv());
  private Home home;
  private Path root;
  private ImageStore images;
  private int jobs;

  @BeforeEach
  void machine() throws Exception {
    home = Home.create(folder.resolve("home"));
    root = Files.createDirectory(folder.resolve("root")).toRealPath();
    images = new ImageStore(home);
    runs(FALLBACK, "boot-1", BASE);
    // kexec -l: what it was told is what the test boots.
    Path recipe = Files.createDirectories(home.recipes().resolve("digest"));
    script(recipe, "prepare", "echo prepared >\"$HALFSPEED_DATA/data\"");
    script(recipe, "setup", "cp \"$HALFSPEED_DATA/data\" \"$HALFSPEED_WORK/data\"");
    script(
        recipe,
        "run",
        "grep -q prepared \"$HALFSPEED_WORK/data\" || exit 3\n"
            + "cd \"$HALFSPEED_WORK/../../../proc\"\n"
            + "[ ! -e uptime ] || { read -r now rest <uptime; echo $((${now%.*} + 3)).0 1.0"
            + " >uptime; }\n"
            + "[ ! -e uptime ] || sed -i \"s/ctxt .*/ctxt $((${now%.*} * 20 + 60))/\" stat\n"
            + "printf '{\"tps\": %s%s}' \"$HALFSPEED_SEED\" \"$HALFSPEED_CPUS\""
            + " >\"$HALFSPEED_OUT/r.json\"");
    script(recipe, "teardown", "echo gone >\"$HALFSPEED_WORK/../torn-down\"");
    Path kernel = Files.writeString(folder.resolve("bzImage"), "kernel");
    Path store = Files.createDirectories(home.images().resolve("k1"));
    Files.copy(kernel, store.resolve("kernel"));
    Files.writeString(
        store.resolve("image.json"),
        Protocol.write(
            new Result.Image(
                "k1",
                "c",
                BUILD_ID,
                Digest.of(kernel),
                null,
                "d",
                "",
                "6.12.0-halfspeed",
                "gcc",
                store.resolve("kernel").toString(),
                6,
                1,
                false,
                Duration.ZERO)));
  }

  private static void script(Path folder, String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\nset -eu\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void runs(String buildId, String bootId, String commandLine) throws Exception {
    file("proc/sys/kernel/random/boot_id", bootId + "\n");
    file("proc/sys/kernel/osrelease", "6.12.0-halfspeed\n");
    file("proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC x\n");
    file("proc/sys/kernel/watchdog", "1\n");
    file("proc/cmdline", commandLine + "\n");
    file("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    var notes = new ByteArrayOutputStream();
    notes.write(
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putInt(4)
            .putInt(20)
            .putInt(3)
            .put("GNU\0".getBytes(StandardCharsets.US_ASCII))
            .array());
    notes.write(HexFormat.of().parseHex(buildId));
    Files.write(
        Files.createDirectories(root.resolve("sys/kernel")).resolve("notes"), notes.toByteArray());
  }

  private void file(String path, String text) throws Exception {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static BootPlan.Own plan() {
    return new BootPlan.Own(
        BootPlan.Method.KEXEC,
        2,
        1L << 30,
        List.of("quiet"),
        null,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }

  private static RecipePlan recipe(RecipePlan.Results results) {
    return new RecipePlan(
        "r", "digest", Map.of(), "prepare", "setup", "run", "teardown", results, List.of());
  }

  private JobFolder job() throws Exception {
    jobs++;
    return new JobFolder(Files.createDirectories(home.jobs().resolve("j" + jobs + "_1")));
  }

  /** As a switch job leaves it, without the kexec that no test may do. */
  private String ready(String token) throws Exception {
    String line =
        ReadyBoot.commandLine(
            new dev.halfspeed.worker.host.RunningKernel(root).commandLine(),
            token,
            List.of("quiet"));
    new ReadyBoot("k1", BUILD_ID, new dev.halfspeed.worker.host.RunningKernel(root).bootId(), line)
        .write(home);
    return line;
  }

  private Result measure() throws Exception {
    return measure(DEADLINE);
  }

  private Result measure(Deadline deadline) throws Exception {
    return measure(deadline, NUMBERS);
  }

  private Result measure(Deadline deadline, RecipePlan.Results results) throws Exception {
    JobFolder job = job();
    return new MachineMeasurement(home, tools, images, root)
        .measure(
            new Job.Measure("k1", plan(), recipe(results), 2, 40, Duration.ofMinutes(5)),
            plan(),
            job,
            new Reporter(job),
            deadline);
  }

  private void refused(String part) {
    assertThatThrownBy(this::measure)
        .isInstanceOfSatisfying(
            InfrastructureException.class,
            e -> assertThat(e.result().fault()).isEqualTo(Result.Fault.WRONG_KERNEL))
        .hasMessageContaining(part);
  }

  @Test
  void aFreshBootOfTheImageIsMeasuredOnce() throws Exception {
    String line = ready("t1");
    assertThat(line).isEqualTo("root=/dev/sda1 ro halfspeed.boot=t1 panic=10 quiet");
    runs(BUILD_ID, "boot-2", "BOOT_IMAGE=/x " + line);
    file("sys/fs/pstore/dmesg-0", "old\n");
    file("proc/stat", "cpu  9 0 9 900 0 0 0 0 0 0\ncpu0 9 0 9 900 0 0 0 0 0 0\nctxt 200\n");
    file("proc/uptime", "10.0 1.0\n");
    assertThat(measure())
        .isInstanceOfSatisfying(
            Result.Measured.class,
            measured -> {
              assertThat(measured.runs())
                  .extracting(run -> run.metrics().get("tps"))
                  .containsExactly(412.0, 422.0);
              assertThat(measured.runs())
                  .allSatisfy(run -> assertThat(run.conditions()).isNotNull());
              assertThat(measured.runs())
                  .extracting(
                      run -> Objects.requireNonNull(run.counters()).rates().get("stat.ctxt"))
                  .containsExactly(20.0, 20.0);
              assertThat(measured.boot().bootId()).isEqualTo("boot-2");
              assertThat(measured.boot().state())
                  .containsEntry("transparent_hugepage", "madvise")
                  .containsEntry("preempt", "PREEMPT_DYNAMIC")
                  .containsEntry("lockup_detectors", "0");
              assertThat(measured.boot().phases())
                  .containsKeys("restore", "measure", "shutdown", "digest");
            });
    assertThat(root.resolve("run/halfspeed/torn-down")).exists();
    assertThat(root.resolve("run/halfspeed/work")).doesNotExist();
    assertThat(root.resolve("sys/fs/pstore/dmesg-0")).doesNotExist();
    refused("was not made ready");
  }

  @Test
  void runsThatEndWithACodeAreVerdictsAndGoOn() throws Exception {
    runs(BUILD_ID, "boot-2", ready("t1"));
    // The seeds are 41 and 42.
    script(home.recipes().resolve("digest"), "run", "[ \"$HALFSPEED_SEED\" -eq 42 ]");
    assertThat(measure(DEADLINE, VERDICTS))
        .isInstanceOfSatisfying(
            Result.Measured.class,
            measured ->
                assertThat(measured.runs())
                    .extracting(Result.RunReport::metrics)
                    .containsExactly(Map.of("passed", 0.0), Map.of("passed", 1.0)));
  }

  @Test
  void aRunThatIsNoVerdictIsTheReproducersFault() throws Exception {
    runs(BUILD_ID, "boot-2", ready("t1"));
    script(home.recipes().resolve("digest"), "run", "exit 125");
    assertThat(measure(DEADLINE, VERDICTS))
        .isInstanceOfSatisfying(
            Result.ReproducerFailed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo("run-1");
              assertThat(failed.message())
                  .isEqualTo("exit code 125: the recipe can't judge this kernel");
            });
  }

  @Test
  void theCommandLineOfATestKernelDoesNotGrowFromBootToBoot() throws Exception {
    String first = ready("t1");
    runs(BUILD_ID, "boot-2", first);
    assertThat(ready("t2")).isEqualTo("root=/dev/sda1 ro halfspeed.boot=t2 panic=10 quiet");
  }

  @Test
  void aMachineThatDidNotRebootIsNotMeasured() throws Exception {
    ready("t1");
    refused("has not left");
  }

  @Test
  void theFallbackThatCameUpIsNotMeasured() throws Exception {
    ready("t1");
    runs(FALLBACK, "boot-2", BASE);
    refused("build-id " + FALLBACK);
  }

  @Test
  void theRightKernelWithAnotherCommandLineIsNotMeasured() throws Exception {
    ready("t1");
    runs(BUILD_ID, "boot-2", BASE + " halfspeed.boot=t0 panic=10 quiet");
    refused("command line");
  }

  @Test
  void aStepThatFailsIsTheReproducersFaultAndTearsDown() throws Exception {
    runs(BUILD_ID, "boot-2", ready("t1"));
    // The record was made of the boot before this one.
    script(home.recipes().resolve("digest"), "setup", "echo the server does not start; exit 4");
    runs(BUILD_ID, "boot-3", readyLine());
    assertThat(measure())
        .isInstanceOfSatisfying(
            Result.ReproducerFailed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo("setup");
              assertThat(failed.message()).contains("exit code 4", "does not start");
            });
    assertThat(root.resolve("run/halfspeed/torn-down")).exists();
  }

  @Test
  void aStepPastTheDeadlineIsTheReproducersFaultAsInAGuestAndTearsDown() throws Exception {
    runs(BUILD_ID, "boot-2", ready("t1"));
    Path child = folder.resolve("child");
    script(
        home.recipes().resolve("digest"),
        "run",
        "sleep 1000 & echo $! >%s; echo waits for ever; wait".formatted(child));
    assertThat(measure(Deadline.after(Duration.ofSeconds(5))))
        .isInstanceOfSatisfying(
            Result.ReproducerFailed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo("run-1");
              assertThat(failed.message()).isEqualTo("the job's deadline passed before it ended");
            });
    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle.of(pid)
        .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofMinutes(5)));
    assertThat(root.resolve("run/halfspeed/torn-down")).exists();
  }

  private String readyLine() throws Exception {
    @Nullable ReadyBoot ready = ReadyBoot.read(home).orElse(null);
    return ready == null ? "" : ready.commandLine();
  }

  @Test
  void recoveryTellsWhatADeadKernelSaidAndForgetsTheBoot() throws Exception {
    ready("t1");
    file("sys/fs/pstore/dmesg-0", "Kernel panic - not syncing: x\n");
    Result result =
        new Switching(home, tools, images, root)
            .recover(new Job.Recover(plan(), Duration.ofMinutes(1)), job(), DEADLINE);
    assertThat(result)
        .isEqualTo(new Result.Recovered("Kernel panic - not syncing: x", false, false));
    refused("was not made ready");
  }

  @Test
  void recoveryTellsAnotherKernelThatHasTheImagesCommandLine() throws Exception {
    runs(FALLBACK, "boot-2", ready("t1"));
    Result result =
        new Switching(home, tools, images, root)
            .recover(new Job.Recover(plan(), Duration.ofMinutes(1)), job(), DEADLINE);
    assertThat(result).isEqualTo(new Result.Recovered("", false, true));
  }
}
