package dev.halfspeed.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes as they come with Halfspeed. */
final class ShippedRecipesTest {
  @TempDir Path folder;
  @TempDir Path temporary;

  private RecipeTrial trial(String name, Map<String, String> parameters) throws Problem {
    Recipe recipe = RecipeReader.read(Path.of("..", "recipes", name).toAbsolutePath().normalize());
    return RecipeTrial.begin(
        recipe,
        recipe.resolve(null, parameters),
        Map.of("PATH", folder + ":" + System.getenv("PATH"), "TMPDIR", temporary.toString()));
  }

  private double passed(String command) throws Problem {
    try (RecipeTrial trial = trial("exec", Map.of("command", command))) {
      return trial.run(1).metrics().getOrDefault("passed", Double.NaN);
    }
  }

  private double value(String command, String read) throws Problem {
    try (RecipeTrial trial = trial("exec-number", Map.of("command", command, "read", read))) {
      return trial.run(1).metrics().getOrDefault("value", Double.NaN);
    }
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"true,1", " true,1", "exit 1,0", "exit 124,0", "timeout 10 false,0"})
  void aCommandsCodeIsTheVerdict(String command, double passed) throws Exception {
    assertThat(passed(command)).isEqualTo(passed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nonexistent/test",
        "timeout 10 /nonexistent/test",
        "env /etc/passwd",
        "cd / && /nonexistent/test",
        "exit 125",
        "kill -9 $$"
      })
  void whatSaysNothingOfAKernelIsNoFailure(String command) {
    assertThatThrownBy(() -> passed(command)).isInstanceOf(Problem.class);
  }

  /** One after the other and never twice the same. */
  @Test
  void eachRunHasAnEmptyFolder() throws Exception {
    Path seen = folder.resolve("seen");
    String command =
        "[ $(stat -c %%a .) = 755 ] && [ -z \"$(ls -A)\" ] && echo x >left && mkdir -p b/c && pwd >>'%s'"
            .formatted(seen);
    for (String recipe : new String[] {"exec", "exec-number"}) {
      try (RecipeTrial trial = trial(recipe, Map.of("command", command + "; echo $((1 - $?))"))) {
        trial.run(1);
        trial.run(2);
      }
    }
    assertThat(Files.readAllLines(seen))
        .hasSize(4)
        .doesNotHaveDuplicates()
        .allSatisfy(line -> assertThat(Path.of(line)).doesNotExist());
  }

  @ParameterizedTest
  @CsvSource({
    "echo 12.5, 12.5",
    "echo .5, 0.5",
    "echo 007, 7",
    "echo 5., 5",
    "echo 1e3, 1000",
    "echo +3, 3",
    "echo 1; echo; printf 4.25, 4.25"
  })
  void theLastLineIsTheNumberInAnyUsualForm(String command, double value) throws Exception {
    assertThat(value(command, "last-line")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"echo 1.2.3", "echo '1,5'", "echo e", "echo 0x10", "echo", ":", "echo 5; exit 3"})
  void anythingElseGivesNoSample(String command) {
    assertThatThrownBy(() -> value(command, "last-line")).isInstanceOf(Problem.class);
  }

  /**
   * HALFSPEED_OUT may be a slow shared folder: what is written there while time runs is timed too.
   */
  @Test
  void nothingIsWrittenToTheOutputWhileTheCommandRuns() throws Exception {
    assertThat(value("ls -A \"$HALFSPEED_OUT\" | wc -l | sed 's/0/8/'", "last-line")).isEqualTo(8);
    assertThat(value("[ -z \"$(ls -A \"$HALFSPEED_OUT\")\" ]", "time")).isPositive();
  }

  /** A clock that was set back is found out; a slow program that tells the time is none. */
  @ParameterizedTest
  @CsvSource({"now=$(($(cat ../begin) + 100000000)), false", "sleep 0.2, true"})
  void aTimeCountsWhereTheClockWasNotSet(String atTheEnd, boolean counts) throws Exception {
    script(
        "date",
        """
        now=$(/bin/date +%%s%%N)
        if [ -e ../begin ]; then
          %s
        else
          echo $now >../begin
        fi
        echo $now
        """
            .formatted(atTheEnd));
    ThrowingCallable timed = () -> assertThat(value("sleep 0.3", "time")).isGreaterThan(0.3);
    if (counts) {
      assertThatCode(timed).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(timed).hasMessageContaining("the clock of the machine was set");
    }
  }

  @Test
  void whatCannotBeRemovedIsNoFailureOfTheRun() throws Exception {
    script("rm", "exit 1");
    assertThat(value("echo 5", "last-line")).isEqualTo(5);
    assertThat(passed("true")).isEqualTo(1);
  }

  private void script(String program, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(program), "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Without a warning. What they run needs kernels of their own, so that only guests run it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "huge-page-faults",
        "khugepaged",
        "large-folio-writes",
        "numa-balancing",
        "swap-readahead"
      })
  void programsOfRecipesCompile(String name) throws Exception {
    script("cc", "exec /usr/bin/cc -Werror \"$@\"");
    try (RecipeTrial trial = trial(name, Map.of())) {
      assertThat(trial.prepare()).isPresent();
    }
  }

  /** It runs on any kernel: touches of cold memory are faults, those of warm memory are none. */
  @ParameterizedTest
  @CsvSource({"cold, 1000, 2000", "warm, 0, 500"})
  void aHolderOfTheLockFaultsWhereItsMemoryIsCold(String memory, long least, long most)
      throws Exception {
    Map<String, String> parameters =
        Map.of("processes", "4", "acquisitions", "1000", "memory", memory);
    try (RecipeTrial trial = trial("lock-holder", parameters)) {
      trial.prepare();
      trial.setUp();
      assertThat(trial.run(1).metrics())
          .containsOnlyKeys("acquisitions", "wait_p99", "wait_p999", "wait_max")
          .allSatisfy((name, value) -> assertThat(value).as(name).isPositive());
      assertThat(counter("lock.faults")).isBetween(least, most);
    }
  }

  private long counter(String name) throws Exception {
    try (Stream<Path> files = Files.walk(temporary)) {
      Path counters =
          files.filter(file -> file.endsWith(Path.of("run-1", "counters"))).findAny().orElseThrow();
      return Files.readAllLines(counters).stream()
          .filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
          .sum();
    }
  }

  /** What pgbench's parameter device names is formatted: never where it has somebody's data. */
  @ParameterizedTest
  @CsvSource({
    "true, true",
    "mkfs.ext4 -q -F -L halfspeed $2, true",
    "mkfs.ext4 -q -F -L data $2, false",
    "mkswap -L halfspeed $2, false",
    "head -c 1M /dev/urandom >>$2, true",
    "head -c 1M /dev/urandom | dd conv=notrunc of=$2, false",
    "rm $2, false",
    // What it says of an empty partition, and of one that is not.
    "'blkid() { echo PART_ENTRY_SCHEME=gpt; echo PART_ENTRY_TYPE=0x83; }', true",
    "'blkid() { echo TYPE=crypto_LUKS; echo PART_ENTRY_SCHEME=gpt; }', false",
    "blkid() { return 8; }, false"
  })
  void onlyADeviceThatIsEmptyOrOursIsWrittenTo(String content, boolean isTaken) throws Exception {
    String said =
        sh(
            """
            PATH=$PATH:/usr/sbin:/sbin
            fail() { echo "$*, and it ended"; exit 0; }
            . "$1/pgbench-simple-update/device.sh"
            truncate -s 20M "$2"
            { %s; } >/dev/null 2>&1
            require_empty "$2" 2>/dev/null
            echo taken
            """
                .formatted(content),
            folder.resolve("device").toString());
    if (isTaken) {
      assertThat(said).isEqualTo("taken\n");
    } else {
      assertThat(said).contains("so nothing was written to it").endsWith("and it ended\n");
    }
  }

  /** As a device of null_blk is: a folder that its setup has written down, and no other. */
  @Test
  void theDeviceThatASetupMadeIsRemovedHoweverFarItCame() throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path others = Files.createDirectories(folder.resolve("nullb/others"));
    Path ours = folder.resolve("nullb/ours");
    for (String recipe : new String[] {"swap-readahead", "pgbench-simple-update"}) {
      for (String setup :
          new String[] {
            "true",
            "echo %s >$2/device",
            "echo %s >$2/device; mkdir %s",
            "echo %s >$2/device; mkdir %s; echo /dev/none >$2/swap",
            "echo %s >$2/device; mkdir %s; mkdir $2/pg"
          }) {
        Path socket = Files.createDirectories(folder.resolve("socket"));
        Files.writeString(work.resolve("socket"), socket + "\n");
        sh(
            setup.replace("%s", ours.toString()) + "\nHALFSPEED_WORK=$2 $1/" + recipe + "/teardown",
            work.toString());
        assertThat(ours).as(recipe + ": " + setup).doesNotExist();
        assertThat(work.resolve("device")).doesNotExist();
        assertThat(others).exists();
      }
    }
  }

  /** Runs a script, of which $1 is the folder of all recipes. */
  private static String sh(String script, String argument) throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-euc",
                script,
                "sh",
                Path.of("..", "recipes").toAbsolutePath().normalize().toString(),
                argument)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The shell would make several words of it, or other names. */
  @ParameterizedTest
  @ValueSource(strings = {"/x/*.sql", "/x/a b.sql", "/x/[ab].sql", "x.sql", "/x.sql@3"})
  void aScriptOfPgbenchIsAPlainPath(String script) throws Exception {
    Recipe recipe =
        RecipeReader.read(
            Path.of("..", "recipes", "pgbench-simple-update").toAbsolutePath().normalize());
    assertThatThrownBy(() -> recipe.resolve(null, Map.of("script", script)))
        .hasMessageContaining("script");
    assertThat(recipe.resolve(null, Map.of("script", "/home/me/my_test-1.sql"))).isNotEmpty();
  }
}
