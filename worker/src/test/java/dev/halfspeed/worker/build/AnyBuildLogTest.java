package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.boot.Console;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.LineReader;
import dev.halfspeed.worker.host.LogTail;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No output of a build, a step or a console makes its reader throw, or takes it long. */
final class AnyBuildLogTest {
  private static final int LARGE = 4 << 20;
  private static final String LOG =
      """
        CC      drivers/foo/bar.o
      ../drivers/foo/bar.c:214:17: error: implicit declaration of function 'x'
        214 |                 x(dev, "out of memory\n");
            |                 ^~~~~~~~~~~~~~~~~~~~
      /usr/bin/env: 'python3': No such file or directory
      fatal error: can't create init/main.o: Read-only file system
      make[4]: *** No rule to make target 'debian/x.pem', needed by 'certs/x509_certificate_list'.  Stop.
      BTF: .tmp_vmlinux.btf: pahole (pahole) is not available
      Makefile:966: *** "Cannot generate ORC metadata, please install libelf-dev".  Stop.
      [    1.0] Kernel panic - not syncing: VFS
      make[2]: *** [../scripts/Makefile.build:244: net/core/dev.o] Error 127
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutatedLogsAreRead(long seed) throws Exception {
    var random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = LOG.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(30); change >= 0; change--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
      }
      read(bytes);
    }
  }

  @Test
  @Timeout(300)
  void largeOutputOfAnyBytesIsReadInTime() throws Exception {
    var bytes = new byte[LARGE];
    new Random(4).nextBytes(bytes);
    read(bytes);
    everyReader(bytes);
    for (String piece :
        List.of(
            ": ",
            "a:1:1: error: ",
            "make[1]: ",
            "1 Killed ",
            "needed by '",
            "BUG: rcu: INFO: ",
            "\u001B]",
            "please ")) {
      read(piece.repeat(LARGE / 10 / piece.length()).getBytes(StandardCharsets.UTF_8));
      read((piece.repeat(200) + "\n").repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    everyReader("rcu: INFO: BUG: error".repeat(LARGE / 21).getBytes(StandardCharsets.UTF_8));
  }

  private static void read(byte[] bytes) throws Exception {
    var log = new BuildLog(Path.of("/srv/tree"));
    try (var lines = new LineReader(new ByteArrayInputStream(bytes), 1 << 20)) {
      lines.lines().forEach(log::line);
    }
    assertThat(log.firstError()).isNotBlank().hasSizeLessThan(2_000).doesNotContain("\u001B");
    log.fault().ifPresent(fault -> assertThat(fault.message()).isNotBlank());
  }

  private void everyReader(byte[] bytes) throws Exception {
    Path file = Files.write(folder.resolve("console.log"), bytes);
    assertThat(ErrorLine.of(file)).doesNotContain("\u001B");
    assertThat(LogTail.of(file)).isNotNull();
    var console = new Console(file);
    assertThat(console.tail()).isNotNull();
    assertThat(console.lastLine()).doesNotContain("\u001B");
    assertThat(console.breakdown()).isNotNull();
    assertThat(console.standstill()).isNotNull();
  }
}
