package dev.halfspeed.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.problem.Problem;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamedFileTest {
  private static final int SOMEBODY = 12_345;

  @TempDir Path folder;

  @Test
  void anOrdinaryFileIsReadAlsoThroughALink() throws Exception {
    Path file = Files.writeString(folder.resolve("config"), "CONFIG_X=\"\u00e9\"\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThat(NamedFile.text(file, "config", 100)).isEqualTo("CONFIG_X=\"\u00e9\"\n");
    assertThat(NamedFile.text(link, "config", 100)).isEqualTo("CONFIG_X=\"\u00e9\"\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/zero, no ordinary file",
    "/dev/stdin, ''",
    "/proc/self/environ, no ordinary file",
    "/proc/self/mem, no ordinary file",
    "/sys/kernel/notes, no ordinary file",
    "/, is a folder",
    "/nonexistent/config, there is no config"
  })
  void whatIsNoFileOfAUserIsRefused(String path, String words) {
    assertThat(refusal(Path.of(path))).contains(words);
  }

  @Test
  void aFifoAndALinkToADeviceAreRefusedAtOnce() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThat(refusal(fifo)).contains("no ordinary file");
    Path link = Files.createSymbolicLink(folder.resolve("zero"), Path.of("/dev/zero"));
    assertThat(refusal(link)).contains("no ordinary file");
  }

  @Test
  void whatIsTooLargeOrNoTextIsRefusedWithoutItsContent() throws Exception {
    Path large = folder.resolve("large");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(5L << 30);
    }
    assertThat(refusal(large)).contains("larger than 4 MiB");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'p', 'w', (byte) 0xe9});
    assertThat(refusal(latin)).contains(" line 1 is not in UTF-8").doesNotContain("pw");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {'p', 'w', 0});
    assertThat(refusal(binary)).contains(" line 1 has a NUL character").doesNotContain("pw");
    Path wide = Files.write(folder.resolve("wide"), "\ufeffpw".getBytes(StandardCharsets.UTF_16LE));
    assertThat(refusal(wide)).contains("is in UTF-16, and not in UTF-8").doesNotContain("pw");
  }

  /** As on a server that is away; what still hangs is bounded, too. */
  @Test
  void aFileSystemThatDoesNotAnswerIsWaitedForNoLongerThanItMay() throws Exception {
    var answers = new CountDownLatch(1);
    try {
      for (int reader = 0; reader < NamedFile.MOST_READERS; reader++) {
        assertThat(late(answers)).contains("config /mnt/a can't be read: its file system does not");
      }
      // No thread is spent on another one.
      assertThat(
              catchThrowableOfType(
                      Problem.class, () -> NamedFile.text(folder.resolve("none"), "config", 100))
                  .what())
          .contains("does not answer");
    } finally {
      answers.countDown();
    }
    Path file = Files.writeString(folder.resolve("config"), "CONFIG_X=y\n");
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> NamedFile.text(file, "config", 100).equals("CONFIG_X=y\n"));
  }

  private static String late(CountDownLatch answers) {
    return catchThrowableOfType(
            Problem.class,
            () ->
                NamedFile.within(
                    Duration.ofMillis(1),
                    Path.of("/mnt/a"),
                    "config",
                    () -> {
                      answers.await();
                      return "";
                    }))
        .what();
  }

  @Test
  void anotherUsersFilesAreRefused() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    Path file = Files.writeString(folder.resolve("config"), "CONFIG_X=y\n");
    Path own = Files.createDirectories(folder.resolve("recipe"));
    NamedFile.requireFolder(own, "recipe folder");
    Files.setAttribute(file, "unix:uid", SOMEBODY);
    Files.setAttribute(own, "unix:uid", SOMEBODY);
    assertThat(refusal(file)).contains("belongs to another user");
    assertThat(
            catchThrowableOfType(Problem.class, () -> NamedFile.requireFolder(own, "recipe folder"))
                .what())
        .contains("belongs to another user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\0b", "\0"})
  void whatIsNoPathIsSaid(String written) {
    Problem problem =
        catchThrowableOfType(Problem.class, () -> NamedFile.path(written, "repository"));
    assertThat(problem.what()).contains("repository").doesNotContain("\0");
  }

  private static String refusal(Path file) {
    return catchThrowableOfType(
            Problem.class, () -> NamedFile.text(file, "config", NamedFile.CONFIG_BYTES))
        .what();
  }
}
