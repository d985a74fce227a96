package dev.halfspeed.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x08, 0x0b, 0x0d, 0x1b, 0x7f, 0x85, 0x90, 0x9b, 0x9d, 0xad, 0x061c, 0x200b,
        0x200e, 0x202a, 0x202e, 0x2028, 0x2029, 0x2066, 0x2069, 0xfeff, 0xd800, 0xe0041
      })
  void whatIsNotForReadingIsASpace(int character) {
    String text =
        "a" + (character < 0x10000 ? "" + (char) character : Character.toString(character));
    assertThat(Printable.line(text + "b")).isEqualTo("a b");
    assertThat(Printable.lines(text + "b")).isEqualTo("a b");
  }

  @Test
  void whatIsForReadingStays() {
    String text = "sched/core: \u00c4\u00e9 \u65e5\u672c \ud83d\udc27 <b>&";
    assertThat(Printable.line(text)).isEqualTo(text);
    assertThat(Printable.line("a\nb\tc")).isEqualTo("a b c");
    assertThat(Printable.lines("a\nb\tc")).isEqualTo("a\nb\tc");
  }

  @Test
  void longOnesAreCutBetweenCharacters() {
    assertThat(Printable.line("x".repeat(100_000), 10)).isEqualTo("xxxxxxx...");
    assertThat(Printable.line("\ud83d\udc27".repeat(12), 10))
        .isEqualTo("\ud83d\udc27".repeat(7) + "...");
    assertThat(Printable.line("abcdef", 2)).isEqualTo("..");
    assertThat(Printable.line("abc", 3)).isEqualTo("abc");
  }

  @Test
  void jsonMeansTheSame() {
    assertThat(Printable.json("{\n  \"a\": \"\u009b31m\u202e\u65e5\"\n}"))
        .isEqualTo("{\n  \"a\": \"\\u009b31m\\u202e\u65e5\"\n}");
  }
}
