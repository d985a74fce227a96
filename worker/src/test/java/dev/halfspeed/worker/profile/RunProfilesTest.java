package dev.halfspeed.worker.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.RunProfile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script with the real perf of this machine, and with one that does what perf may do. */
final class RunProfilesTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(1));
  private static final RunProfiles.Kernel KERNEL =
      new RunProfiles.Kernel("CONFIG_PERF_EVENTS=y\n", "", Optional.empty());

  @TempDir Path folder;
  private Path script;
  private Path left;

  @BeforeEach
  void script() throws Exception {
    left = folder.resolve("left");
    script = folder.resolve("profile.sh");
    try (var text = Objects.requireNonNull(ProfileScript.class.getResourceAsStream("profile.sh"))) {
      Files.write(script, text.readAllBytes());
    }
  }

  private int sh(List<String> words) throws Exception {
    var all = new ArrayList<>(List.of("/bin/sh"));
    all.addAll(words);
    return new Command(all, System.getenv(), folder).run(_ -> {}, DEADLINE);
  }

  /** A profile of a program. */
  private RunProfile of(Path perf, int patience, RunProfiles.Kernel kernel, String... program)
      throws Exception {
    var begun =
        new ProfileScript(
            script, perf, 499, 8, Duration.ofSeconds(patience), Duration.ofMinutes(1));
    assertThat(sh(begun.begin(left))).isZero();
    assertThat(new Command(List.of(program), System.getenv(), folder).run(_ -> {}, DEADLINE))
        .isZero();
    assertThat(sh(begun.end(left))).isZero();
    return new RunProfiles(new Tools(System.getenv()), begun, kernel, folder)
        .of(1, Map.of("tps", 2.0), left, Map.of());
  }

  private Path fake(String text) throws Exception {
    Path perf = Files.writeString(folder.resolve("perf"), "#!/bin/sh\n" + text);
    assertThat(perf.toFile().setExecutable(true)).isTrue();
    return perf;
  }

  private RunProfile failed(String perf) throws Exception {
    RunProfile profile = of(fake(perf), 5, KERNEL, "true");
    assertThat(profile.folded()).isNull();
    assertThat(profile.notes()).hasSize(1);
    assertThat(profile.metrics()).isEqualTo(Map.of("tps", 2.0));
    return profile;
  }

  @Test
  void aRealProgramIsFoundInItsProfile() throws Exception {
    Optional<Path> perf = PerfProgram.find(new Tools(System.getenv()));
    assumeTrue(perf.isPresent() && "root".equals(System.getProperty("user.name")));
    RunProfile profile =
        of(perf.get(), 30, KERNEL, "perl", "-e", "my $x; for (1 .. 4e6) { $x += $_ ** 0.5 }");
    assertThat(profile.notes()).isEmpty();
    assertThat(profile.samples()).isGreaterThan(50);
    assertThat(profile.hertz()).isEqualTo(499);
    byte[] packed = Base64.getDecoder().decode(Objects.requireNonNull(profile.folded()));
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      String folded = new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(folded).contains("perl;").containsPattern("Perl_pp_\\w+").contains("_[k] ");
      assertThat(folded.lines()).noneMatch(line -> line.startsWith("perf;"));
    }
    assertThat(left.resolve("state")).content().contains("begun", "ended");
  }

  @Test
  void theNewestOfManyIsTakenByItsNumbers() {
    assertThat(PerfProgram.version(Path.of("/usr/lib/linux-tools/6.8.0-45-generic")))
        .containsExactly(6, 8, 0, 45);
    assertThat(
            Arrays.compare(
                PerfProgram.version(Path.of("/t/6.10.0-9-generic")),
                PerfProgram.version(Path.of("/t/6.8.0-100-generic"))))
        .isPositive();
  }

  /** Its number may be another program's by then. */
  @Test
  void aPerfThatEndedByItselfIsNotKilledLater() throws Exception {
    Path perf =
        fake(
            records("", "true")
                .replace("\"$@\"; echo", "echo begun >@pipe@; echo")
                .replace("@pipe@", left.resolve("pipe").toString()));
    var begun =
        new ProfileScript(script, perf, 99, 8, Duration.ofSeconds(5), Duration.ofMinutes(1));
    sh(begun.begin(left));
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      while (!Files.exists(left.resolve("code"))) {
        Thread.onSpinWait();
      }
      Files.writeString(left.resolve("sleeper"), other.pid() + "\n");
      sh(begun.end(left));
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aPerfThatFailsIsASentence() throws Exception {
    assertThat(
            failed("echo 'Error: No permission to enable cpu-clock event.' >&2; exit 255\n")
                .notes())
        .containsExactly("perf failed: Error: No permission to enable cpu-clock event.");
    assertThat(
            of(
                    folder.resolve("perf"),
                    5,
                    new RunProfiles.Kernel(
                        "# CONFIG_PERF_EVENTS is not set\n", "", Optional.empty()),
                    "true")
                .notes()
                .getFirst())
        .startsWith("the kernel has no CONFIG_PERF_EVENTS");
    assertThat(of(folder.resolve("gone"), 5, KERNEL, "true").notes().getFirst())
        .startsWith("perf failed: ")
        .contains("not found");
  }

  @Test
  void aPerfThatHangsIsKilled() throws Exception {
    RunProfile begins = of(fake("exec sleep 1000\n"), 1, KERNEL, "true");
    assertThat(begins.notes()).containsExactly("perf did not answer for 1 s, and was killed");
    // It begins, and does not end with what it watches.
    RunProfile ends =
        of(
            fake(
                """
                while [ "$1" != -- ]; do shift; done; shift
                trap '' TERM; "$@" & wait; sleep 1000
                """),
            1,
            KERNEL,
            "true");
    assertThat(ends.notes().getFirst()).startsWith("perf did not answer for 1 s");
  }

  private static final String RECORDS =
      """
      case $1 in
        record)
          while [ "$1" != -- ]; do [ "$1" != -o ] || data=$2; shift; done; shift
          echo samples >"$data"; "$@"; echo "@said@" >&2 ;;
        script) @script@ ;;
      esac
      """;

  private static String records(String said, String script) {
    return RECORDS.replace("@said@", said).replace("@script@", script);
  }

  @Test
  void whatPerfCannotReadIsASentence() throws Exception {
    assertThat(failed(records("", "echo 'incompatible file format' >&2; exit 1")).notes())
        .containsExactly(
            "what perf left could not be read: perf script failed with exit code 1: incompatible"
                + " file format");
    assertThat(failed(records("", "head -c 100000 /dev/urandom")).notes().getFirst())
        .startsWith("perf took no sample");
    assertThat(failed(records("", "true")).notes()).containsExactly("perf took no sample");
  }

  @Test
  void whatIsMissingInAProfileIsSaid() throws Exception {
    String script = "printf 'a \\n\\tffffffff81000000 [unknown] ([unknown])\\n\\n'";
    RunProfile profile =
        of(
            fake(
                records(
                    "[ perf record: perf size limit reached (1 KB), stopping session ]", script)),
            5,
            new RunProfiles.Kernel("CONFIG_RANDOMIZE_BASE=y\n", "quiet", Optional.empty()),
            "rm",
            "-f",
            "x");
    Files.writeString(left.resolve("kallsyms"), "");
    assertThat(profile.samples()).isEqualTo(1);
    assertThat(profile.notes().getLast()).startsWith("perf ended before the run");
  }

  @Test
  void namesComeFromTheBuildWhereTheKernelHasNone() throws Exception {
    Path map =
        Files.writeString(folder.resolve("System.map"), "ffffffff81000000 T planted_function\n");
    Path perf = fake(records("", "printf 'a \\n\\tffffffff81000004 [unknown] ([unknown])\\n\\n'"));
    var begun =
        new ProfileScript(script, perf, 99, 8, Duration.ofSeconds(5), Duration.ofMinutes(1));
    sh(begun.begin(left));
    sh(begun.end(left));
    // As in a guest without CONFIG_KALLSYMS.
    Files.deleteIfExists(left.resolve("kallsyms"));
    assertThat(notes(begun, "", "", Optional.of(map))).isEmpty();
    assertThat(notes(begun, "", "", Optional.empty()).getFirst())
        .contains("no CONFIG_KALLSYMS", "build it anew");
    assertThat(notes(begun, "CONFIG_RANDOMIZE_BASE=y\n", "", Optional.of(map)).getFirst())
        .contains("nokaslr");
    assertThat(notes(begun, "CONFIG_RANDOMIZE_BASE=y\n", "quiet nokaslr", Optional.of(map)))
        .isEmpty();
    assertThat(notes(begun, "CONFIG_KALLSYMS=y\nCONFIG_RANDOMIZE_BASE=y\n", "", Optional.empty()))
        .containsExactly("functions of the kernel have no names: /proc/kallsyms could not be read");
  }

  private List<String> notes(
      ProfileScript begun, String config, String commandLine, Optional<Path> map) throws Exception {
    return new RunProfiles(
            new Tools(System.getenv()),
            begun,
            new RunProfiles.Kernel(config, commandLine, map),
            folder)
        .of(1, Map.of(), left, Map.of())
        .notes();
  }
}
