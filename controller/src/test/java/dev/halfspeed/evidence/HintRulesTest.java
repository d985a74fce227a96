package dev.halfspeed.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HintRulesTest {
  static List<HintRule> rules() {
    return HintRules.ALL;
  }

  /** Of the rule's counter the second side has so many times as much, in both ways. */
  private static CounterFindings findings(HintRule rule, double ratio) {
    return findings(rule, ratio, ratio);
  }

  private static CounterFindings findings(HintRule rule, double overTime, double forWork) {
    String counter = rule.counter().replace("*", "x");
    return new CounterFindings(
        3,
        3,
        10,
        List.of(
            new CounterDifference(
                counter,
                CounterUnit.EVENTS,
                false,
                100,
                100 * overTime,
                ratio(overTime),
                ratio(forWork))));
  }

  private static Ratio ratio(double value) {
    return new Ratio(value, value * 0.95, value * 1.05);
  }

  private static List<String> ids(CounterFindings findings, Slower slower) {
    return HintRules.of(findings, slower).stream().map(hint -> hint.rule().id()).toList();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleSpeaksOfTheSlowerSideOnly(HintRule rule) {
    double most = rule.sense() == HintRule.Sense.MORE ? 2 : 0.5;
    assertThat(ids(findings(rule, most), Slower.SECOND)).containsExactly(rule.id());
    assertThat(ids(findings(rule, most), Slower.FIRST)).isEmpty();
    assertThat(ids(findings(rule, most), Slower.NEITHER)).isEmpty();
    assertThat(ids(findings(rule, 1 / most), Slower.FIRST)).containsExactly(rule.id());
    assertThat(ids(findings(rule, 1.07), Slower.SECOND)).isEmpty();
  }

  /** A slower kernel takes more time for the same work: what goes with time is no case. */
  @ParameterizedTest
  @MethodSource("rules")
  void whatGoesWithTimeIsNoCaseOfBeingSlower(HintRule rule) {
    boolean isOfWork = rule.basis() == HintRule.Basis.WORK;
    if (rule.sense() == HintRule.Sense.MORE) {
      assertThat(ids(findings(rule, 1.0, 2), Slower.SECOND))
          .isEqualTo(isOfWork ? List.of(rule.id()) : List.of());
    }
  }

  @Test
  void aHintIsSeenFromTheFasterSide() {
    HintRule rule = HintRules.ALL.getFirst();
    CounterDifference seen =
        HintRules.of(findings(rule, 0.5), Slower.FIRST).getFirst().difference();
    assertThat(seen.first()).isEqualTo(50);
    assertThat(seen.second()).isEqualTo(100);
    assertThat(seen.overTime().value()).isEqualTo(2);
    assertThat(seen.overTime().low()).isLessThan(2);
  }

  @Test
  void everyRuleHasAnIdOfItsOwnAndIsInTheManual() throws Exception {
    String manual = Files.readString(Path.of("../docs/evidence.md"));
    assertThat(HintRules.ALL).extracting(HintRule::id).doesNotHaveDuplicates();
    for (HintRule rule : HintRules.ALL) {
      assertThat(manual).contains("| `" + rule.id() + "` | `" + rule.counter() + "` |");
    }
  }
}
