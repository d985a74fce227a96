package dev.halfspeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with a JDK and a Maven that only say how they were called. */
final class LauncherTest {
  private static final String FAKE_JAVA =
      """
      #!/bin/bash
      for word; do
        echo "java: $word"
        [[ $word != -XX:AOTCacheOutput=* ]] || echo recorded >"${word#*=}"
      done
      """;
  private static final String FAKE_MAVEN =
      """
      #!/bin/bash
      echo "$JAVA_HOME $*" >>"$MAVEN_CALLS"
      [[ -z ${MAVEN_FAILS:-} ]] || { echo "[ERROR] it does not compile"; exit 1; }
      sleep 0.2
      mkdir -p controller/target/lib
      touch controller/target/halfspeed-controller.jar
      """;

  @TempDir Path folder;
  private Path home = Path.of("");
  private Path calls = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private int code;

  @BeforeEach
  void checkout() throws Exception {
    home = Files.createDirectories(folder.resolve("a check out"));
    calls = folder.resolve("calls");
    script(home.resolve("halfspeed"), Files.readString(Path.of("../halfspeed")));
    for (String module : List.of("worker", "controller")) {
      Files.createDirectories(home.resolve(module + "/src/main"));
      Files.writeString(home.resolve(module + "/pom.xml"), "");
      Files.writeString(home.resolve(module + "/src/main/A.java"), "");
    }
    Files.writeString(home.resolve("pom.xml"), "");
    script(folder.resolve("bin/mvn"), FAKE_MAVEN);
    jdk(folder.resolve("old"), "17.0.15");
    Files.createSymbolicLink(folder.resolve("bin/java"), folder.resolve("old/bin/java"));
    environment.putAll(
        Map.of(
            "PATH", folder.resolve("bin") + ":/usr/bin:/bin",
            "HOME", folder.toString(),
            "MAVEN_CALLS", calls.toString(),
            "HALFSPEED_JVM_FOLDER", folder.resolve("jvm").toString()));
  }

  @Test
  void saysWhenThereIsNoJdk() throws Exception {
    jdk(folder.resolve("jvm/too-new"), "250.1");
    assertThat(launch("status"))
        .containsExactly(
            "halfspeed: No JDK 25 was found in JAVA_HOME, PATH or /usr/lib/jvm.",
            "  -> Install one (for example Temurin 25) under /usr/lib/jvm, or say where it is:"
                + " JAVA_HOME=/path/to/jdk-25 halfspeed ...");
    assertThat(code).isEqualTo(2);
  }

  @Test
  void prefersJavaHomeThenThePathThenTheSystem() throws Exception {
    Path system = jdk(folder.resolve("jvm/b"), "25.0.3");
    assertThat(launch("build")).last().asString().startsWith("Built Halfspeed in ");
    assertThat(calls).content().startsWith(system + " -B -o -Dmaven.test.skip=true");
    Path named = jdk(folder.resolve("named"), "25");
    environment.put("JAVA_HOME", named.toString());
    Files.delete(home.resolve("controller/target/halfspeed-controller.jar"));
    launch("build");
    assertThat(calls).content().contains(named + " -B");
    environment.put("JAVA_HOME", folder.resolve("old").toString());
    Files.delete(folder.resolve("bin/java"));
    Path onPath = jdk(folder.resolve("on-path"), "25.0.3");
    Files.createSymbolicLink(folder.resolve("bin/java"), onPath.resolve("bin/java"));
    Files.delete(home.resolve("controller/target/halfspeed-controller.jar"));
    launch("build");
    assertThat(calls).content().contains(onPath + " -B");
  }

  @Test
  void buildsOnlyWhatIsOlderThanItsSources() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("status");
    launch("status");
    assertThat(calls).content().hasLineCount(1);
    Files.setLastModifiedTime(
        home.resolve("worker/src/main/A.java"), FileTime.from(Instant.now().plusSeconds(1)));
    launch("status");
    assertThat(calls).content().hasLineCount(2);
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    Process first = start(home.resolve("halfspeed"), "build");
    Process second = start(home.resolve("halfspeed"), "build");
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(calls).content().hasLineCount(1);
  }

  @Test
  void recordsTheStartOfAController() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("build");
    Path recorded = home.resolve("controller/target/controller.aot");
    assertThat(recorded).hasContent("recorded");
    assertThat(folder.resolve(".cache/halfspeed"))
        .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("record"));
    assertThat(launch("serve")).contains("java: -XX:AOTCache=" + recorded);
    assertThat(launch("status")).noneMatch(word -> word.contains("AOTCache"));
  }

  /**
   * A command that lasts needs the heap and the compiler of a controller, however it is written.
   */
  @Test
  void theCommandAndItsOptionsDecideWhatJavaGets() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("build");
    for (String lasting :
        List.of(
            "mitigate --good v1",
            "status --follow k3f9",
            "machine check m1 --good v1",
            "machine check m1 --good=v1",
            "--state D bisect",
            "--state=D bisect",
            "--no-color --controller bisect --ca C --token-file status serve",
            "--debug machine check m1 --good v1")) {
      assertThat(launch(lasting.split(" ")))
          .as(lasting)
          .anyMatch(word -> word.startsWith("java: -XX:AOTCache="))
          .contains("java: -Xmx1g")
          .endsWith(
              Stream.of(lasting.split(" ")).map(word -> "java: " + word).toArray(String[]::new));
    }
    for (String quick :
        List.of("machine list", "status", "--state bisect status", "--version", "--state", "")) {
      assertThat(launch(quick.split(" ")))
          .as(quick)
          .noneMatch(word -> word.contains("AOTCache"))
          .contains("java: -Xmx160m");
    }
  }

  /** They know none of the options that every other command has. */
  @Test
  void optionsInFrontOfWhatTheLauncherDoesAreRefused() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("build");
    for (String command : List.of("demo", "test", "build", "test-program", "install-packages")) {
      assertThat(launch("--state", "D", command, "--seed", "1"))
          .containsExactly(
              "halfspeed: halfspeed " + command + " has no option --state.",
              "  -> Leave it out; options of "
                  + command
                  + " itself come behind it: halfspeed "
                  + command
                  + " ...");
      assertThat(code).isEqualTo(2);
      assertThat(launch("--no-color", "--help", command)).last().isEqualTo("java: --help");
    }
  }

  @Test
  void aRecordingThatCrashesIsNotKept() throws Exception {
    Path system = jdk(folder.resolve("jvm/b"), "25.0.3");
    Path recorded = home.resolve("controller/target/controller.aot");
    Files.createDirectories(recorded.getParent());
    Files.writeString(recorded, "of an earlier build");
    script(
        system.resolve("bin/java"),
        FAKE_JAVA.replace(
            "  echo",
            """
            [[ $word != -XX:AOTCache=*/record.* ]] || { touch core; exit 134; }
            echo\
            """));
    launch("build");
    assertThat(code).isZero();
    assertThat(folder.resolve("core")).doesNotExist();
    assertThat(recorded).doesNotExist();
    assertThat(folder.resolve(".cache/halfspeed"))
        .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("record"));
  }

  @Test
  void aBrokenBuildIsToldInShort() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    environment.put("MAVEN_FAILS", "yes");
    assertThat(launch("status"))
        .containsExactly(
            "[ERROR] it does not compile",
            "halfspeed: Halfspeed could not be built.",
            "  -> See " + folder.resolve(".cache/halfspeed/build.log"));
    assertThat(code).isEqualTo(2);
  }

  @Test
  void worksThroughALinkAndKeepsArgumentsWhole() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("build");
    Path link =
        Files.createSymbolicLink(folder.resolve("bin/halfspeed"), home.resolve("halfspeed"));
    Process process = start(link, "bisect", "--repo", "my linux", "");
    assertThat(lines(process))
        .contains("java: -Dhalfspeed.home=" + home)
        .endsWith("java: bisect", "java: --repo", "java: my linux", "java: ");
  }

  @Test
  void namesAreUtf8InEveryLocale() throws Exception {
    Path system = jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("build");
    script(
        system.resolve("bin/java"),
        """
        #!/bin/bash
        echo "$LC_CTYPE ${LC_ALL-unset} $LC_MESSAGES"
        """);
    environment.put("LC_ALL", "C");
    assertThat(launch("status", "\u00fc")).containsExactly("C.UTF-8 unset C");
  }

  @Test
  void aCacheThatCantBeWrittenIsSaid() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    Files.writeString(folder.resolve("file"), "");
    environment.put("XDG_CACHE_HOME", folder.resolve("file").toString());
    assertThat(launch("status"))
        .containsExactly(
            "halfspeed: The cache folder "
                + folder.resolve("file/halfspeed")
                + " can't be written.",
            "  -> Make it writable, or name another: XDG_CACHE_HOME=/path/to/folder halfspeed ...");
    assertThat(code).isEqualTo(2);
  }

  @Test
  void theCacheIsForItsUserAlone() throws Exception {
    jdk(folder.resolve("jvm/b"), "25.0.3");
    Path cache = Files.createDirectories(folder.resolve(".cache/halfspeed"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
    launch("build");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @Test
  void variablesThatCantBeUsedAreAsIfNotSet() throws Exception {
    showVariables();
    environment.put("HOME", "here");
    environment.put("XDG_CACHE_HOME", "cache");
    environment.put("XDG_STATE_HOME", "./state");
    environment.put("TMPDIR", folder.resolve("none").toString());
    assertThat(launch("status"))
        .containsExactly(System.getProperty("user.home") + " unset unset unset", "java: " + folder);
    environment.put("TMPDIR", ".");
    environment.remove("HOME");
    environment.put("XDG_CACHE_HOME", "");
    assertThat(launch("status"))
        .containsExactly(System.getProperty("user.home") + " unset unset unset", "java: " + folder);
  }

  @Test
  void blanksInTheUsersFoldersAreNoHindrance() throws Exception {
    Path home = Files.createDirectories(folder.resolve("a home"));
    Path temporary = Files.createDirectories(folder.resolve("for a time"));
    environment.put("HOME", home.toString());
    environment.put("TMPDIR", temporary.toString());
    showVariables();
    assertThat(home.resolve(".cache/halfspeed/build.log")).exists();
    environment.put("XDG_STATE_HOME", home.resolve("my state").toString());
    assertThat(launch("status"))
        .first()
        .isEqualTo(home + " unset " + home.resolve("my state") + " " + temporary);
  }

  @Test
  void aCurrentFolderThatIsAwayIsSaid() throws Exception {
    showVariables();
    Process process =
        start(
            Path.of("/bin/bash"),
            "-c",
            "mkdir gone; cd gone; rmdir ../gone; '" + home.resolve("halfspeed") + "' status");
    assertThat(lines(process))
        .contains(
            "halfspeed: The current folder is away, and Java does not start in it.",
            "  -> Go to another: cd");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  /** Builds, with a Java that says from then on which folders it was given. */
  private void showVariables() throws Exception {
    Path system = jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("build");
    script(
        system.resolve("bin/java"),
        """
        #!/bin/bash
        echo "$HOME ${XDG_CACHE_HOME-unset} ${XDG_STATE_HOME-unset} ${TMPDIR-unset}"
        echo "java: $PWD"
        """);
  }

  @Test
  void aFolderThatJavaCantRunFromIsSaid() throws Exception {
    Path odd = folder.resolve("a:b/halfspeed");
    script(odd, Files.readString(Path.of("../halfspeed")));
    Process process = start(odd, "status");
    assertThat(lines(process)).first().asString().contains("below a colon or a line end");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void anAnswerToNowhereIsNotTakenByAFile() throws Exception {
    Path system = jdk(folder.resolve("jvm/b"), "25.0.3");
    launch("build");
    script(system.resolve("bin/java"), "#!/bin/bash\nreadlink /proc/$$/fd/1 >&2\n");
    Process process =
        start(Path.of("/bin/bash"), "-c", "'" + home.resolve("halfspeed") + "' status >&-");
    assertThat(lines(process)).containsExactly("/dev/full");
  }

  private List<String> launch(String... arguments) throws Exception {
    Process process = start(home.resolve("halfspeed"), arguments);
    List<String> lines = lines(process);
    code = process.waitFor();
    return lines;
  }

  private Process start(Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static List<String> lines(Process process) throws Exception {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private static Path jdk(Path place, String version) throws Exception {
    script(place.resolve("bin/java"), FAKE_JAVA);
    script(place.resolve("bin/javac"), FAKE_JAVA);
    Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return place;
  }

  private static void script(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
