package dev.halfspeed.worker.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of whatever some program prints. */
final class PrintedTextTest {
  @TempDir Path folder;

  @Test
  void allEndsOfLinesAreOne() throws Exception {
    assertThat(lines("a\nb\r\nc\rd\n\ne".getBytes(StandardCharsets.UTF_8), 100))
        .containsExactly("a", "b", "c", "d", "", "e");
    assertThat(lines(new byte[0], 100)).isEmpty();
    assertThat(lines("\n".getBytes(StandardCharsets.UTF_8), 100)).containsExactly("");
  }

  @Test
  void eachLineHasItsEncoding() throws Exception {
    byte[] bytes = "gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] unicode = "\u2018x\u2019".getBytes(StandardCharsets.UTF_8);
    byte[] both = new byte[bytes.length + unicode.length];
    System.arraycopy(bytes, 0, both, 0, bytes.length);
    System.arraycopy(unicode, 0, both, bytes.length, unicode.length);
    assertThat(lines(both, 100)).containsExactly("gr\u00fcn", "\u2018x\u2019");
  }

  @Test
  void aLineWithoutEndIsCut() throws Exception {
    assertThat(lines("aaaaaaaaaa\nb".getBytes(StandardCharsets.UTF_8), 4))
        .containsExactly("aaaa", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001B[31mred\u001B[0m",
        "\u001B[01;38;5;196mred\u001B[K",
        "\u001B]8;;file:///a.c\u001B\\red\u001B]8;;\u0007",
        "\u009B1mred\u0000\u0008",
        "\uFEFFred\u001B(B",
      })
  void whatOnlyATerminalUnderstandsIsLeftOut(String line) {
    assertThat(PlainText.of(line)).isEqualTo("red");
  }

  @Test
  void whatIsQuotedIsShort() {
    assertThat(PlainText.quote("  " + "\uD83D\uDE00".repeat(5_000))).hasSizeLessThan(310);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          progress: 1 s, 0 failed#FATAL: no memory#setup failed        | FATAL: no memory
          + false#warning: cannot lock#python3: x: No such file#done   | python3: x: No such file
          number of failed transactions: 0 (0.000%)#the end            | the end
          Traceback (most recent call last)#ValueError: y#failed       | ValueError: y
          only this#                                                   | only this
          """)
  void theFirstLineThatSoundsLikeAnErrorIsTheReason(String text, String reason) throws Exception {
    Path log = folder.resolve("log");
    Files.writeString(log, text.replace('#', '\n'));
    assertThat(ErrorLine.of(log)).isEqualTo(reason);
  }

  @Test
  void withoutAFileThereIsNoReason() {
    assertThat(ErrorLine.of(folder.resolve("none"))).isEmpty();
  }

  private static List<String> lines(byte[] bytes, int limit) throws IOException {
    try (var reader = new LineReader(new ByteArrayInputStream(bytes), limit)) {
      return reader.lines().toList();
    }
  }
}
