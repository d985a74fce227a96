package dev.halfspeed.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FoldedStacksTest {
  private static final String TEXT =
      """
      postgres;main;ReadBuffer;StrategyGetBuffer;s_lock 30
      postgres;main;fib;fib;fib 20
      postgres;main;ReadBuffer;StrategyGetBuffer;s_lock 5
      swapper;cpu_startup_entry_[k];default_idle_[k] 40
      swapper;cpu_startup_entry_[k];handle_softirqs_[k] 5
      """;

  @Test
  void aFunctionIsCountedOnceAStackAndIdleProcessorsApart() {
    FoldedStacks stacks = FoldedStacks.parse(TEXT);
    assertThat(stacks.samples()).isEqualTo(100);
    assertThat(stacks.busySamples()).isEqualTo(60);
    assertThat(stacks.busy()).hasSize(3);
    assertThat(stacks.self())
        .containsEntry("s_lock", 35L)
        .containsEntry("fib", 20L)
        .containsEntry("handle_softirqs_[k]", 5L)
        .doesNotContainKey("main");
    assertThat(stacks.total())
        .containsEntry("main", 55L)
        .containsEntry("fib", 20L)
        .containsEntry("cpu_startup_entry_[k]", 5L)
        .doesNotContainKey("postgres");
  }

  @Test
  void whoCallsWhatIsCountedByWay() {
    FoldedStacks stacks = FoldedStacks.parse(TEXT);
    assertThat(stacks.below("s_lock"::equals, "StrategyGetBuffer"::equals)).isEqualTo(35);
    assertThat(stacks.below("s_lock"::equals, "main"::equals)).isEqualTo(35);
    assertThat(stacks.below("StrategyGetBuffer"::equals, "s_lock"::equals)).isZero();
    assertThat(stacks.with(name -> name.startsWith("fi"))).isEqualTo(20);
  }

  @Test
  void profilesAreAdded() {
    FoldedStacks twice = FoldedStacks.parse(TEXT).plus(FoldedStacks.parse(TEXT));
    assertThat(twice.samples()).isEqualTo(200);
    assertThat(twice.busySamples()).isEqualTo(120);
    assertThat(twice.busy()).hasSize(3);
    assertThat(FoldedStacks.parse("").samples()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no number",
        "10",
        " 10",
        "a;b ",
        "a;b -3",
        "a;b 1e3",
        "a;b 1234567890123456",
        "a;;b 3",
        ";a 3",
        "a;b\u0007 3",
        "a\tb 3",
        "a;b\u0000 3",
      })
  void whatIsNoStackIsRefused(String text) {
    assertThatThrownBy(() -> FoldedStacks.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not folded stacks: ");
  }

  @Test
  void stacksAndNamesHaveAnEnd() {
    assertThatThrownBy(
            () -> FoldedStacks.parse(String.join(";", Collections.nCopies(600, "f")) + " 1"))
        .hasMessageContaining("600 frames");
    assertThatThrownBy(() -> FoldedStacks.parse("a;" + "x".repeat(500) + " 1"))
        .hasMessageContaining("500 characters");
  }
}
