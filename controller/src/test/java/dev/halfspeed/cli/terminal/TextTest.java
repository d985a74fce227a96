package dev.halfspeed.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts of others on a terminal. */
final class TextTest {
  @Test
  void foreignTextCannotSteerTheTerminal() {
    assertThat(Text.fit("mm: \u001b[2Jgone\nnext", 80)).isEqualTo("mm:  [2Jgone next");
    assertThat(Text.fit("mm: a long subject", 10)).isEqualTo("mm: a l...");
    assertThat(Text.fit("\ud83d\udc27\ud83d\udc27\ud83d\udc27", 3)).hasSize(6);
  }
}
