package dev.halfspeed.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShellWordTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "a b",
        "it's",
        "$(touch x)",
        "`id`",
        "a;b",
        "~",
        "~ada",
        "x~1",
        "v6.12^",
        "*",
        "-7.1 %",
        "a\nb",
        "\\",
        "#x",
        "über",
        "a=b",
        "=b",
        "{a,b}",
        "!x",
        "\t"
      })
  void aShellReadsTheWordAsItIs(String word) throws Exception {
    for (String written : new String[] {ShellWord.quote(word), ShellWord.of(word)}) {
      Process shell =
          new ProcessBuilder("sh", "-c", "printf %s " + written).redirectErrorStream(true).start();
      assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .as(written)
          .isEqualTo(word);
      assertThat(shell.waitFor()).isZero();
    }
  }

  @Test
  void whatNeedsNoQuotesHasNone() {
    assertThat(ShellWord.of("/srv/linux")).isEqualTo("/srv/linux");
    assertThat(ShellWord.of("1234567890ab~1")).isEqualTo("1234567890ab~1");
    assertThat(ShellWord.of("/srv/my linux")).isEqualTo("'/srv/my linux'");
  }

  @Test
  void aNulIsNoPartOfAWord() {
    assertThatThrownBy(() -> ShellWord.of("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }
}
