package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives made by the tar of this machine. */
final class SourceArchiveTest {
  private static final String LONG = "a-name-of-more-than-a-hundred-letters/".repeat(4) + "file.c";

  @TempDir private Path folder;
  private int begun;

  @ParameterizedTest
  @CsvSource({
    "linux-source-6.1.tar.xz, gnu",
    "linux-6.1.tar.gz, pax",
    "linux-6.1.tgz, ustar",
    "linux.tar, gnu"
  })
  void anArchiveBecomesARepositoryWithOneCommit(String name, String format) throws Exception {
    Path repository = archive(tar(name, format)).repository(() -> begun++);

    Git git = Git.at(repository);
    git.run("fsck", "--strict");
    assertThat(git.run("log", "--format=%s", "main")).isEqualTo("Sources of " + name);
    assertThat(
            git.run("ls-tree", "-r", "main")
                .lines()
                .map(line -> line.replaceAll(" \\w+ \\w+\t", " ")))
        .contains(
            "100644 Kconfig",
            "100644 Makefile",
            "100755 scripts/run",
            "120000 scripts/dtc/link",
            "100644 init/main.c");
    assertThat(git.run("cat-file", "blob", "main:init/main.c")).isEqualTo("int main;");
    assertThat(git.run("cat-file", "blob", "main:scripts/dtc/link")).isEqualTo("../run");
    if (!format.equals("ustar")) {
      assertThat(git.run("cat-file", "blob", "main:" + LONG)).isEqualTo("long");
    }
    try (var history = KernelHistory.open(repository)) {
      history.requireKernel(history.resolve(SourceArchive.REVISION));
    }
  }

  @Test
  void itIsImportedOnce() throws Exception {
    SourceArchive archive = archive(tar("linux.tar.xz", "gnu"));
    Path first = archive.repository(() -> begun++);
    Path second = archive.repository(() -> begun++);
    assertThat(second).isEqualTo(first);
    assertThat(begun).isEqualTo(1);

    Files.writeString(folder.resolve("tree/linux/init/main.c"), "int another;");
    assertThat(archive(tar("linux.tar.xz", "gnu")).repository(() -> begun++)).isNotEqualTo(first);
  }

  @Test
  void theSameArchiveGivesTheSameCommit() throws Exception {
    Path tar = tar("linux.tar.xz", "gnu");
    Path one = new SourceArchive(tar, folder.resolve("one")).repository(() -> {});
    Path other = new SourceArchive(tar, folder.resolve("other")).repository(() -> {});
    assertThat(Git.at(one).run("rev-parse", "main"))
        .isEqualTo(Git.at(other).run("rev-parse", "main"));
  }

  @Test
  void whatWasCutOffIsRefusedAndImportedWhole() throws Exception {
    Path tar = tar("linux.tar.xz", "gnu");
    byte[] whole = Files.readAllBytes(tar);
    Files.write(tar, Arrays.copyOf(whole, whole.length / 2));
    assertThat(problem(tar).what()).contains("can't be read as the sources of a kernel");
    Files.write(tar, whole);
    assertThat(archive(tar).repository(() -> {})).exists();
  }

  /** Behind all that makes it a kernel, between two members. */
  @Test
  void aTarWithoutItsEndIsRefused() throws Exception {
    Path tar = tar("linux.tar", "gnu");
    byte[] whole = Files.readAllBytes(tar);
    int end = whole.length;
    while (whole[end - 1] == 0) {
      end--;
    }
    Files.write(tar, Arrays.copyOf(whole, (end + 511) / 512 * 512));
    assertThat(problem(tar).what()).contains("it ends early");
  }

  @Test
  void whatIsNeitherFileNorLinkIsRefused() throws Exception {
    tar("linux.tar.gz", "gnu");
    new ProcessBuilder("mkfifo", folder.resolve("tree/linux/pipe").toString()).start().waitFor();
    assertThat(problem(pack("linux.tar.gz", "gnu")).what())
        .contains("pipe is neither a file nor a symbolic link");
  }

  @Test
  void whatIsNoArchiveOfAKernelIsRefused() throws Exception {
    assertThat(problem(folder.resolve("none.tar.xz")).what())
        .isEqualTo("there is no file " + folder.resolve("none.tar.xz"));
    Path text = Files.writeString(folder.resolve("text.tar"), "no archive\n".repeat(100));
    assertThat(problem(text).what()).contains("can't be read as the sources of a kernel");
    Files.createDirectories(folder.resolve("tree/linux"));
    Files.writeString(folder.resolve("tree/linux/Makefile"), "all:\n");
    Path other = pack("other.tar.gz", "gnu");
    assertThat(problem(other).what()).contains("it has no Kconfig");
  }

  @Test
  void namesAreTakenForArchivesByTheirEnds() {
    assertThat(SourceArchive.isNamed("/usr/src/linux-source-6.1.tar.xz")).isTrue();
    assertThat(SourceArchive.isNamed("v6.12")).isFalse();
    assertThat(SourceArchive.isNamed("for-next/guitar")).isFalse();
    assertThat(SourceArchive.isNamed(".tar")).isFalse();
    assertThat(SourceArchive.nameOf("/usr/src/linux-source-6.1.tar.xz"))
        .isEqualTo("linux-source-6.1");
    assertThat(SourceArchive.nameOf("linux-6.12.48.tar.gz")).isEqualTo("linux-6.12.48");
    assertThat(SourceArchive.nameOf("v6.12")).isEqualTo("v6.12");
  }

  private SourceArchive archive(Path tar) {
    return new SourceArchive(tar, folder.resolve("cache"));
  }

  private Problem problem(Path tar) {
    return catchThrowableOfType(Problem.class, () -> archive(tar).repository(() -> {}));
  }

  private Path tar(String name, String format) throws IOException, InterruptedException {
    Path tree = folder.resolve("tree/linux");
    for (String part : List.of("arch", "init", "kernel")) {
      Files.createDirectories(tree.resolve(part));
      Files.writeString(tree.resolve(part).resolve("Makefile"), "");
    }
    Files.createDirectories(tree.resolve("scripts/dtc"));
    Files.writeString(tree.resolve("Makefile"), "VERSION = 6\nPATCHLEVEL = 1\n");
    Files.writeString(tree.resolve("Kconfig"), "");
    if (!Files.exists(tree.resolve("init/main.c"))) {
      Files.writeString(tree.resolve("init/main.c"), "int main;");
    }
    Path script = Files.writeString(tree.resolve("scripts/run"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path link = tree.resolve("scripts/dtc/link");
    if (!Files.isSymbolicLink(link)) {
      Files.createSymbolicLink(link, Path.of("../run"));
    }
    if (!format.equals("ustar")) {
      Files.createDirectories(tree.resolve(LONG).getParent());
      Files.writeString(tree.resolve(LONG), "long");
    }
    return pack(name, format);
  }

  private Path pack(String name, String format) throws IOException, InterruptedException {
    Path tar = folder.resolve(name);
    int code =
        new ProcessBuilder(
                "tar", "--auto-compress", "--format=" + format, "-cf", tar.toString(), "linux")
            .directory(folder.resolve("tree").toFile())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(code).isZero();
    return tar;
  }
}
