package dev.halfspeed.worker.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.worker.build.Architecture;
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
import dev.halfspeed.worker.protocol.RunCounters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything but the guest is real: a script stands in for QEMU, and runs the "kernel", which is a
 * script as well and does what a guest's init would leave behind.
 */
final class MeasurementTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String BUILD_ID = "00112233445566778899aabbccddeeff00112233";
  private static final String UP =
      """
      cp "$notes" "$share/notes"
      printf 'boot_id=b1\\nrelease=6.12.0\\nversion=#1 SMP PREEMPT_DYNAMIC\\n' > "$share/state"
      printf 'transparent_hugepage=always [madvise] never\\n' >> "$share/state"
      printf 'vulnerability_l1tf=Not affected\\nvulnerability_mds=Vulnerable\\n' >> "$share/state"
      : > "$share/phase.alive"
      """;
  private static final String RUN =
      """
      : > "$share/phase.setup"
      echo 0 > "$share/status.setup"
      printf '/proc/uptime:5.0 1.0\\n/proc/stat:ctxt 100\\n' > "$share/counters.before-1"
      : > "$share/phase.run-1"
      mkdir "$share/run-1"
      echo '{"rate": 42}' > "$share/run-1/numbers.json"
      printf 'wait.IO.Read 0.25\\nstat.ctxt 77\\nwait.x nan\\nno number\\n' > "$share/run-1/counters"
      echo 0 > "$share/status.run-1"
      printf '/proc/uptime:7.0 1.0\\n/proc/stat:ctxt 110\\n' > "$share/counters.after-1"
      : > "$share/phase.off"
      """;

  @TempDir Path folder;
  private Home home;
  private Path bench;
  private Tools tools;

  @BeforeEach
  void createMachine() throws Exception {
    home = Home.create(folder.resolve("home"));
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path qemu = programs.resolve(Architecture.ofThisMachine().emulator());
    Files.writeString(
        qemu,
        """
        #!/bin/sh
        while [ $# -gt 0 ]; do
          case $1 in
            -kernel) kernel=$2 ;;
            -serial) console=${2#file:} ;;
            -fsdev) case $2 in *id=share*) share=${2#*path=} share=${share%%,*} ;; esac ;;
          esac
          shift
        done
        notes=@notes@
        . "$kernel"
        """
            .replace("@notes@", folder.resolve("notes").toString()));
    Files.setPosixFilePermissions(qemu, PosixFilePermissions.fromString("rwxr-xr-x"));
    bench = Files.writeString(programs.resolve("bench"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(bench, PosixFilePermissions.fromString("rwxr-xr-x"));
    tools = new Tools(Map.of("PATH", programs + ":/usr/bin:/bin"));
    Files.write(folder.resolve("notes"), notes(BUILD_ID));
    Path recipe = Files.createDirectories(home.recipes().resolve("d1"));
    Files.writeString(
        recipe.resolve("prepare"), "#!/bin/sh\necho once >> \"$HALFSPEED_DATA/made\"\n");
    Files.setPosixFilePermissions(
        recipe.resolve("prepare"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aGoodBootGivesItsNumbersAndItsState() throws Exception {
    Result result = measure(UP + RUN, LONG, LONG);
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Measured.class,
            measured -> {
              Result.RunReport run = measured.runs().getFirst();
              assertThat(measured.runs()).hasSize(1);
              assertThat(run.run()).isEqualTo(1);
              assertThat(run.metrics()).isEqualTo(Map.of("rate", 42.0));
              assertThat(run.counters())
                  .isEqualTo(
                      new RunCounters(2, Map.of("stat.ctxt", 5.0), Map.of("wait.IO.Read", 0.25)));
              assertThat(run.conditions())
                  .satisfies(seen -> assertThat(seen.elapsed()).isPositive())
                  .satisfies(seen -> assertThat(seen.realTime()).isTrue());
              assertThat(measured.boot().bootId()).isEqualTo("b1");
              assertThat(measured.boot().buildId()).isEqualTo(BUILD_ID);
              assertThat(measured.boot().state())
                  .containsEntry("preempt", "PREEMPT_DYNAMIC")
                  .containsEntry("transparent_hugepage", "madvise")
                  .containsEntry("mitigations", "mds: Vulnerable");
              assertThat(measured.boot().phases())
                  .containsKeys("boot", "restore", "measure", "shutdown", "digest");
            });
    measure(UP + RUN, LONG, LONG);
    Path data = home.data().resolve(RecipeEnvironment.digest(recipe(), plan(LONG)));
    assertThat(Files.readAllLines(data.resolve("made"))).containsExactly("once");
  }

  @Test
  void aPanicBeforeInitIsUnbootable() throws Exception {
    Result result =
        measure(
            """
            echo '[    0.1] BUG: kernel NULL pointer dereference' >> "$console"
            echo '[    0.2] Kernel panic - not syncing: Fatal exception' >> "$console"
            """,
            LONG,
            LONG);
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Unbootable.class,
            unbootable -> {
              assertThat(unbootable.how()).isEqualTo(Result.BootFailure.PANIC);
              assertThat(unbootable.message())
                  .isEqualTo("Kernel panic - not syncing: Fatal exception");
              assertThat(unbootable.consoleTail()).contains("NULL pointer");
            });
  }

  @Test
  void aGuestThatEndsOrHangsBeforeInitIsUnbootable() throws Exception {
    assertThat(measure("echo 'Decompressing...' > \"$console\"", LONG, LONG))
        .isInstanceOfSatisfying(
            Result.Unbootable.class,
            unbootable -> {
              assertThat(unbootable.how()).isEqualTo(Result.BootFailure.EXIT);
              assertThat(unbootable.message()).isEqualTo("Decompressing...");
            });
    assertThat(measure("exec sleep 1000", Duration.ofMillis(300), LONG))
        .isInstanceOfSatisfying(
            Result.Unbootable.class,
            unbootable -> assertThat(unbootable.how()).isEqualTo(Result.BootFailure.HANG));
  }

  @Test
  void anotherKernelThanTheImagesIsAnInfrastructureFault() throws Exception {
    Files.write(folder.resolve("notes"), notes(BUILD_ID.replace('0', 'f')));
    assertThatThrownBy(() -> measure(UP + RUN, LONG, LONG))
        .isInstanceOf(InfrastructureException.class)
        .extracting(e -> ((InfrastructureException) e).result().fault())
        .isEqualTo(Result.Fault.WRONG_KERNEL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", UP, UP + ": > \"$share/phase.run-1\"\n"})
  void aGuestThatIsKilledSaysNothingAboutItsKernel(String before) {
    for (String signal : List.of("KILL", "TERM", "HUP")) {
      // As under nohup: a signal that is ignored would stay so.
      String killed = "exec env --default-signal=HUP sh -c 'kill -%s $$'".formatted(signal);
      assertThatThrownBy(() -> measure(before + killed, LONG, LONG))
          .isInstanceOf(InfrastructureException.class)
          .hasMessageContaining("QEMU was killed by signal")
          .extracting(e -> ((InfrastructureException) e).result().fault())
          .isEqualTo(Result.Fault.WORKER_DIED);
    }
  }

  @Test
  void aQemuThatFailsIsAnInfrastructureFault() {
    assertThatThrownBy(() -> measure("echo 'no such option'; exit 1", LONG, LONG))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContaining("no such option");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu: linux kernel too old to load a ram disk",
        "qemu-system-x86_64: Error loading uncompressed kernel without PVH ELF Note",
        "qemu: could not load kernel 'kernel': Exec format error",
        "qemu: invalid kernel header",
      })
  void aKernelThatQemuCannotLoadIsItsOwnFault(String words) throws Exception {
    String kernel = "echo 'qemu: warning: no KVM'; echo \"" + words + "\" >&2; exit 1";
    assertThat(measure(kernel, LONG, LONG))
        .isInstanceOfSatisfying(
            Result.Unbootable.class,
            unbootable -> {
              assertThat(unbootable.how()).isEqualTo(Result.BootFailure.NOT_LOADED);
              assertThat(unbootable.message()).isEqualTo(words);
            });
    // Not when the file is another than the one that was built: then it is built anew.
    assertThatThrownBy(() -> measure(kernel, "another", LONG, LONG))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContainingAll("damaged", words)
        .extracting(e -> ((InfrastructureException) e).result().fault())
        .isEqualTo(Result.Fault.IMAGE_MISSING);
    assertThat(new ImageStore(home).find("k1")).isEmpty();
  }

  @Test
  void aQemuWithoutMemoryIsTheMachinesFault() {
    String kernel =
        "echo \"qemu: cannot set up guest memory 'pc.ram': Cannot allocate memory\"; exit 1";
    assertThatThrownBy(() -> measure(kernel, LONG, LONG))
        .isInstanceOf(InfrastructureException.class)
        .extracting(e -> ((InfrastructureException) e).result().fault())
        .isEqualTo(Result.Fault.OUT_OF_MEMORY);
  }

  @Test
  void aGuestThatWritesNonsenseIsNoException() throws Exception {
    String script =
        UP
            + """
            : > "$share/phase.setup"
            printf '\\377\\376x' > "$share/status.setup"
            printf 'a=\\377\\n' >> "$share/state"
            : > "$share/phase.off"
            """;
    assertThat(measure(script, LONG, LONG)).isInstanceOf(Result.ReproducerFailed.class);
  }

  @Test
  void aPanicIsReadThroughColoursAndOddBytes() throws Exception {
    String script =
        "printf 'SeaBIOS \\377\\000\\r\\033[31m[    1.0] Kernel panic - not syncing:"
            + " VFS\\033[0m\\r\\n' > \"$console\"";
    assertThat(measure(script, LONG, LONG))
        .isInstanceOfSatisfying(
            Result.Unbootable.class,
            unbootable -> {
              assertThat(unbootable.how()).isEqualTo(Result.BootFailure.PANIC);
              assertThat(unbootable.message()).isEqualTo("Kernel panic - not syncing: VFS");
            });
  }

  @Test
  void aStepThatFailsIsTheReproducersFault() throws Exception {
    String script =
        UP
            + """
            : > "$share/phase.setup"
            echo 'FATAL: no memory' > "$share/setup.log"
            echo 3 > "$share/status.setup"
            : > "$share/phase.off"
            """;
    failed(measure(script, LONG, LONG), "setup", "exit code 3: FATAL: no memory");
  }

  /** The step fails for that reason, whatever it says, and so it would with every other commit. */
  @Test
  void aStepThatFailsOnAMachineWithoutTheRecipesToolsIsTheMachinesFault() throws Exception {
    String script =
        UP
            + """
            : > "$share/phase.setup"
            echo 'setup: 7: bench: not found' > "$share/setup.log"
            echo 127 > "$share/status.setup"
            : > "$share/phase.off"
            """;
    failed(measure(script, LONG, LONG), "setup", "exit code 127: setup: 7: bench: not found");
    Files.delete(bench);
    assertThatThrownBy(() -> measure(script, LONG, LONG))
        .isInstanceOfSatisfying(
            InfrastructureException.class,
            e -> {
              assertThat(e.result().fault()).isEqualTo(Result.Fault.TOOL_MISSING);
              assertThat(e.result().message()).contains("\"bench\"", "rate", "setup");
              assertThat(e.result().logTail()).contains("not found");
            });
    // Whoever gives numbers needed nothing.
    assertThat(measure(UP + RUN, LONG, LONG)).isInstanceOf(Result.Measured.class);
  }

  @Test
  void aGuestThatCrashesOrOverrunsInARunIsTheReproducersFault() throws Exception {
    String begun = UP + "echo 0 > \"$share/status.setup\"\n: > \"$share/phase.run-1\"\n";
    failed(
        measure(begun + "echo 'kernel BUG at mm/slub.c:1!' > \"$console\"", LONG, LONG),
        "run-1",
        "the guest ended before it did: kernel BUG at mm/slub.c:1!");
    failed(
        measure(begun + "exec sleep 1000", LONG, Duration.ofSeconds(2)),
        "run-1",
        "the job's deadline passed before it ended");
  }

  @Test
  void aRunWithoutNumbersIsTheReproducersFault() throws Exception {
    failed(
        measure(UP + RUN.replace("\"rate\"", "\"other\""), LONG, LONG),
        "run-1",
        "numbers.json has no number \"rate\"");
  }

  @Test
  void runsThatEndWithACodeAreVerdictsAndGoOn() throws Exception {
    String codes = UP + "echo 0 > \"$share/status.setup\"\n" + ends(1, 1) + ends(2, 0);
    assertThat(judge(codes + "\n: > \"$share/phase.off\"\n"))
        .isInstanceOfSatisfying(
            Result.Measured.class,
            measured ->
                assertThat(measured.runs())
                    .extracting(Result.RunReport::metrics)
                    .containsExactly(Map.of("passed", 0.0), Map.of("passed", 1.0)));
  }

  @Test
  void aRunThatIsNoVerdictIsTheReproducersFault() throws Exception {
    String begun = UP + "echo 0 > \"$share/status.setup\"\n" + ends(1, 0);
    String off = "\n: > \"$share/phase.off\"\n";
    failed(
        judge(begun + ends(2, 125) + off),
        "run-2",
        "exit code 125: the recipe can't judge this kernel");
    failed(judge(begun + off), "run-2", "it was not run");
    // A step that is no run has to end well with any recipe.
    failed(judge(UP + "echo 1 > \"$share/status.setup\"\n" + off), "setup", "exit code 1");
  }

  private static String ends(int run, int code) {
    return "mkdir \"$share/run-%1$d\"; : > \"$share/phase.run-%1$d\"; echo %2$d > \"$share/status.run-%1$d\"\n"
        .formatted(run, code);
  }

  /** Two runs of a recipe whose exit code is the result. */
  private Result judge(String kernel) throws Exception {
    store(kernel, Digest.of(kernel));
    var recipe =
        new RecipePlan(
            "verdict",
            "d1",
            Map.of(),
            null,
            "setup",
            "run",
            null,
            new RecipePlan.Results("exit-code", Map.of(), List.of("passed")),
            List.of());
    return perform(new Job.Measure("k1", plan(LONG), recipe, 2, 7, LONG));
  }

  @Test
  void whatIsNotOnTheMachineIsNamed() throws Exception {
    var job = new Job.Measure("gone", plan(LONG), recipe(), 1, 7, LONG);
    assertThatThrownBy(() -> perform(job))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContaining("gone");
  }

  @Test
  void aPreparationThatFailsLeavesNothingBehind() throws Exception {
    Files.writeString(home.recipes().resolve("d1/prepare"), "#!/bin/sh\necho no initdb\nexit 1\n");
    assertThatThrownBy(() -> measure(UP + RUN, LONG, LONG))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContaining("no initdb");
    assertThat(home.data().resolve(RecipeEnvironment.digest(recipe(), plan(LONG)))).doesNotExist();
  }

  private static void failed(Result result, String step, String message) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.ReproducerFailed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo(step);
              assertThat(failed.message()).isEqualTo(message);
            });
  }

  private Result measure(String kernel, Duration bootDeadline, Duration deadline) throws Exception {
    return measure(kernel, Digest.of(kernel), bootDeadline, deadline);
  }

  private Result measure(String kernel, String digest, Duration bootDeadline, Duration deadline)
      throws Exception {
    store(kernel, digest);
    return perform(new Job.Measure("k1", plan(bootDeadline), recipe(), 1, 7, deadline));
  }

  private void store(String kernel, String digest) throws Exception {
    Path image = Files.createDirectories(home.images().resolve("k1"));
    Files.writeString(image.resolve("kernel"), kernel);
    Files.writeString(
        image.resolve("image.json"),
        Protocol.write(
            new Result.Image(
                "k1",
                "c",
                BUILD_ID,
                digest,
                null,
                "d",
                "",
                "6.12.0",
                "gcc",
                "k",
                1,
                1,
                false,
                Duration.ZERO)));
  }

  private Result perform(Job.Measure job) throws Exception {
    var jobFolder = new JobFolder(Files.createTempDirectory(home.jobs(), "job"));
    return new Measurement(home, tools, Architecture.ofThisMachine(), new ImageStore(home))
        .measure(job, jobFolder, new Reporter(jobFolder), Deadline.after(job.deadline()));
  }

  private static BootPlan.Qemu plan(Duration bootDeadline) {
    return new BootPlan.Qemu(
        BootPlan.Acceleration.EMULATION,
        BootPlan.Clock.REAL,
        2,
        1 << 30,
        1,
        List.of(),
        bootDeadline);
  }

  private static RecipePlan recipe() {
    return new RecipePlan(
        "rate",
        "d1",
        Map.of("size", "3"),
        "prepare",
        "setup",
        "run",
        null,
        new RecipePlan.Results("json", Map.of("file", "numbers.json"), List.of("rate")),
        List.of("sh", "bench"));
  }

  private static byte[] notes(String buildId) {
    byte[] id = java.util.HexFormat.of().parseHex(buildId);
    return ByteBuffer.allocate(16 + id.length)
        .order(ByteOrder.nativeOrder())
        .putInt(4)
        .putInt(id.length)
        .putInt(3)
        .put("GNU\0".getBytes(StandardCharsets.US_ASCII))
        .put(id)
        .array();
  }
}
