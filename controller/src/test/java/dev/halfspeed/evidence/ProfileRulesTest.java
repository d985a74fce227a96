package dev.halfspeed.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfileRulesTest {
  private static ProfileComparison comparison(String first, String second) {
    return new ProfileComparison(
        Collections.nCopies(2, new ProfiledBoot(FoldedStacks.parse(first), 1)),
        Collections.nCopies(2, new ProfiledBoot(FoldedStacks.parse(second), 1)));
  }

  private static List<String> hints(String first, String second, Slower slower) {
    return ProfileRules.of(comparison(first, second), slower).stream()
        .map(hint -> hint.rule().id())
        .toList();
  }

  @Test
  void theSpinlockUnderTheFreeListIsKnown() {
    String good = "postgres;ReadBuffer;StrategyGetBuffer 20\npostgres;exec 980";
    String bad =
        """
        postgres;ReadBuffer;StrategyGetBuffer;s_lock 500
        postgres;ReadBuffer;StrategyGetBuffer;s_lock;perform_spin_delay;pg_usleep 50
        postgres;exec 450
        """;
    List<ProfileHint> hints = ProfileRules.of(comparison(good, bad), Slower.SECOND);
    assertThat(hints).hasSize(1);
    assertThat(hints.getFirst().rule().place()).isEqualTo("s_lock under StrategyGetBuffer");
    assertThat(hints.getFirst().time().second()).isCloseTo(0.55, within(1e-9));
    assertThat(hints.getFirst().time().first()).isZero();
    assertThat(hints(good, bad, Slower.FIRST)).isEmpty();
    assertThat(hints(bad, good, Slower.FIRST)).containsExactly("spinlock-of-buffers");
    assertThat(hints(good, bad, Slower.NEITHER)).isEmpty();
    assertThat(hints(good, bad.replace("StrategyGetBuffer", "Other"), Slower.SECOND))
        .containsExactly("spinlock");
  }

  @Test
  void partsOfFunctionsCountAsTheseDo() {
    assertThat(
            hints(
                "a;b 1000",
                "a;b 900\na;exc_page_fault_[k];compact_zone.isra.0_[k];x_[k] 100",
                Slower.SECOND))
        .containsExactly("compaction", "page-faults");
    assertThat(hints("a;b 1000", "a;b 900\na;compact_zoned_[k] 100", Slower.SECOND)).isEmpty();
    assertThat(hints("a;b 1000", "a;b 900\na;clear_page_erms_[k] 100", Slower.SECOND))
        .containsExactly("clear-pages");
  }

  @Test
  void whatTakesMostIsToldFirst() {
    assertThat(
            hints(
                "a;b 1000", "a;b 500\na;compact_zone_[k] 100\na;__schedule_[k] 400", Slower.SECOND))
        .containsExactly("scheduler", "compaction");
  }

  @Test
  void aLittleMoreIsNoHint() {
    assertThat(hints("a;b 9000\na;s_lock 100", "a;b 9000\na;s_lock 130", Slower.SECOND)).isEmpty();
    assertThat(hints("a;b 90000\na;s_lock 100", "a;b 90000\na;s_lock 500", Slower.SECOND))
        .isEmpty();
  }

  @Test
  void eachRuleIsInTheManual() throws Exception {
    String manual = Files.readString(Path.of("../docs/evidence.md"));
    var ids = new HashSet<String>();
    for (ProfileRule rule : ProfileRules.ALL) {
      assertThat(ids.add(rule.id())).as(rule.id()).isTrue();
      assertThat(manual)
          .contains(
              "| `%s` | %s%s | %s | %s |"
                  .formatted(
                      rule.id(),
                      rule.functions().stream()
                          .map(name -> "`" + name + "`")
                          .reduce((one, other) -> one + ", " + other)
                          .orElseThrow(),
                      rule.caller().isEmpty() ? "" : " under `" + rule.caller() + "`",
                      rule.meaning(),
                      rule.wayOut()));
    }
  }
}
