package dev.halfspeed.report.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.BisectionView.Change;
import dev.halfspeed.report.view.BisectionView.Commit;
import dev.halfspeed.report.view.BisectionView.State;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ComparisonView.Metric;
import dev.halfspeed.report.view.ComparisonView.Pair;
import dev.halfspeed.report.view.ComparisonView.Variant;
import dev.halfspeed.report.view.ComparisonView.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ComparisonTextTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void aDifferenceIsToldWithItsDirection() {
    assertThat(one(Verdict.DIFFERENT, new Change(-0.048, -0.057, -0.039), null))
        .isEqualTo("B has 4.8 % less tps than A (3.9 to 5.7 %), with 99 % confidence.");
    assertThat(one(Verdict.DIFFERENT, new Change(0.123, 0.1, 0.146), null))
        .isEqualTo("B has 12.3 % more tps than A (10.0 to 14.6 %), with 99 % confidence.");
    assertThat(one(Verdict.DIFFERENT, new Change(-0.0042, -0.0049, -0.0035), null))
        .isEqualTo(
            "B has 0.42 % less tps than A (0.35 to 0.49 %), less than the 1 % that matters,"
                + " with 99 % confidence.");
    assertThat(one(Verdict.DIFFERENT, new Change(8.9, 8, 9.8), null))
        .isEqualTo("B has 890.0 % more tps than A (800.0 to 980.0 %), with 99 % confidence.");
    assertThat(one(Verdict.DIFFERENT, new Change(8414.631, 8167.485, 8644.738), null))
        .isEqualTo(
            "B has 8,416 times as much tps as A (8,168 to 8,646 times), with 99 % confidence.");
    assertThat(one(Verdict.DIFFERENT, null, null))
        .isEqualTo("B has another tps than A, with 99 % confidence.");
  }

  @Test
  void theSameIsToldWithBothLimits() {
    assertThat(one(Verdict.SAME, new Change(-0.0005, -0.004, 0.003), null))
        .isEqualTo("A and B are the same within 1 % (-0.4 to 0.3 %).");
    assertThat(one(Verdict.SAME, new Change(0, -0.0001, 0.00001), null))
        .isEqualTo("A and B are the same within 1 % (-0.01 to 0.00 %).");
  }

  @Test
  void whatIsUndecidedSaysWhatWouldDecideIt() {
    Change open = new Change(-0.006, -0.021, 0.009);
    assertThat(one(Verdict.UNDECIDED, open, 60))
        .isEqualTo(
            "A and B are undecided after 200 boots: B has between 2.1 % less and 0.9 % more tps;"
                + " about 60 more boots would tell (--max-boots).");
    assertThat(one(Verdict.UNDECIDED, open, null))
        .isEqualTo(
            "A and B are undecided after 200 boots: B has between 2.1 % less and 0.9 % more tps.");
    assertThat(one(Verdict.UNDECIDED, new Change(-0.02, -0.03, -0.01), 1))
        .isEqualTo(
            "A and B are undecided after 200 boots: B has between 1.0 and 3.0 % less tps;"
                + " about 1 more boot would tell (--max-boots).");
    // With the same sentences while it runs, and when it ended for another reason.
    assertThat(
            ComparisonText.conclusion(
                view(
                    State.RUNNING,
                    List.of(variant("A", null), variant("B", null), variant("C", "no")),
                    List.of(new Pair("A", "B", Verdict.UNDECIDED, open, 60)))))
        .endsWith("about 60 more boots would tell (--max-boots).");
    assertThat(one(Verdict.UNDECIDED, null, null))
        .isEqualTo("A and B are undecided after 200 boots.");
  }

  @Test
  void whyNothingGivesALossBackIsTold() {
    assertThat(recoveries(new Change(0.3, 0.2, 0.4))).endsWith("nothing else could be measured.");
    assertThat(recoveries(new Change(0.01, -0.1, 0.1))).endsWith("that is not shown itself.");
    assertThat(recoveries(new Change(-0.3, -0.4, -0.2)))
        .isEqualTo("What gives back the loss from B to A is not known: B is the worse of the two.");
    assertThat(recoveries(null)).endsWith("whether the two differ is undecided.");
    assertThat(recoveries(State.CONCLUDED, Verdict.UNTESTED, null))
        .singleElement()
        .asString()
        .endsWith("the two were not compared.");
    assertThat(recoveries(State.RUNNING, Verdict.UNDECIDED, null)).as("it goes on").isEmpty();
  }

  private static String recoveries(@Nullable Change lead) {
    return recoveries(State.CONCLUDED, Verdict.UNDECIDED, lead).getFirst();
  }

  private static List<String> recoveries(State state, Verdict verdict, @Nullable Change lead) {
    ComparisonView plain =
        view(
            state,
            List.of(variant("A", null), variant("B", null), variant("C", null)),
            List.of(new Pair("A", "B", verdict, lead, null)));
    return ComparisonText.recoveries(good(plain, "B"));
  }

  @Test
  void whoCantBeTestedIsToldOnceAndTheOthersToo() {
    Pair decided = new Pair("A", "C", Verdict.SAME, new Change(0, -0.003, 0.003), null);
    ComparisonView view =
        view(
            State.CONCLUDED,
            List.of(
                variant("A", null),
                variant("B", "it does not boot: no init\u001b[2J found"),
                variant("C", null)),
            List.of(
                new Pair("A", "B", Verdict.UNTESTED, null, null),
                decided,
                new Pair("B", "C", Verdict.UNTESTED, null, null)));
    assertThat(ComparisonText.conclusion(view))
        .isEqualTo(
            "B can't be tested: it does not boot: no init [2J found. A and C are the same within"
                + " 1 % (-0.3 to 0.3 %).");
  }

  @Test
  void theReportIsATableWithTheRest() {
    ComparisonView view =
        view(
            State.CONCLUDED,
            List.of(variant("A", null), variant("B|*", null)),
            List.of(
                new Pair("A", "B|*", Verdict.DIFFERENT, new Change(-0.048, -0.057, -0.039), null)));
    assertThat(ComparisonText.markdown(view))
        .startsWith("# Comparison k1: concluded\n\nB\\|\\* has 4.8 % less tps than A")
        .contains("| metric | A | B\\|\\* | B\\|\\* against A |\n|---|---|---|---|\n")
        .contains("| tps | 1,318 | 1,255 | -4.8 % (-5.7 to -3.9 %) |\n")
        .contains("| latency (ms) | 3.214 | - | - |\n")
        .contains("| recipe | `r` clients=4 scale=10 |")
        .contains("| took | 1 h 00 min |")
        .contains("| A | `aaaaaaaaaa` Linux \\*6\\* |  | 31 |")
        .contains("- B\\|\\* against A: -4.8 % (-5.7 to -3.9 %), different\n")
        .contains(
            """
            ```
            A  A, 12,345 transactions
            B  B|*, 11,999 transactions

                       1 ms    2          5       10       20        50
               least |*                                                       |  A 0.900  B 0.900
                50 % |         AB                                             |  A 2.000  B 2.100
              99.9 % |                                     A       B          |  A 20.00  B 40.00
                most |                                          A            B|  A 31.20  B 95.50
            ```
            """);
  }

  private static String one(Verdict verdict, @Nullable Change change, @Nullable Integer toGo) {
    return ComparisonText.conclusion(
        view(
            State.CONCLUDED,
            List.of(variant("A", null), variant("B", null)),
            List.of(new Pair("A", "B", verdict, change, toGo))));
  }

  private static Variant variant(String name, @Nullable String failure) {
    return new Variant(name, new Commit("a".repeat(40), "Linux *6*", null), "", 31, failure);
  }

  /** The same about the loss from a good variant to the first. */
  private static ComparisonView good(ComparisonView view, String good) {
    return new ComparisonView(
        view.id(),
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        view.recipe(),
        view.parameters(),
        view.metric(),
        view.unit(),
        view.higherIsBetter(),
        view.confidence(),
        view.smallest(),
        view.maximumBoots(),
        view.variants(),
        view.pairs(),
        view.metrics(),
        view.latencies(),
        view.boots(),
        view.bootsToGo(),
        view.activities(),
        view.conclusion(),
        view.origin(),
        List.of(),
        List.of(),
        good,
        List.of(),
        List.of(),
        null);
  }

  private static ComparisonView view(State state, List<Variant> variants, List<Pair> pairs) {
    return new ComparisonView(
        "k1",
        state,
        "ann",
        START,
        START.plusSeconds(3600),
        "r",
        Map.of("scale", "10", "clients", "4"),
        "tps",
        "1/s",
        true,
        0.99,
        0.01,
        200,
        variants,
        pairs,
        List.of(
            new Metric(
                "tps",
                "1/s",
                true,
                Arrays.asList(1318.2, 1254.9),
                Arrays.asList(null, new Change(-0.048, -0.057, -0.039))),
            new Metric(
                "latency", "ms", false, Arrays.asList(3.214, null), Arrays.asList(null, null))),
        new ComparisonView.Latencies(
            List.of(0.0, 50.0, 99.9, 100.0),
            List.of(List.of(0.9, 2.0, 20.0, 31.2), List.of(0.9, 2.1, 40.0, 95.5)),
            List.of(12_345L, 11_999L)),
        200,
        null,
        List.of(),
        null,
        CampaignOrigin.NOBODY);
  }
}
