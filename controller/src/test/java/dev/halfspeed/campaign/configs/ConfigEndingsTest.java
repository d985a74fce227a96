package dev.halfspeed.campaign.configs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.configs.ConfigDifference;
import dev.halfspeed.configs.OptionChange;
import dev.halfspeed.configs.OptionConclusion;
import dev.halfspeed.configs.OptionGroup;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said at the end of a config bisection. */
final class ConfigEndingsTest {
  private static final ConfigBisectionRequest REQUEST =
      new ConfigBisectionRequest(
          "linux",
          "main",
          "good.config",
          "bad.config",
          "",
          "",
          "tiny",
          null,
          Map.of(),
          null,
          "tps",
          0.99,
          1,
          200,
          1,
          0,
          null);
  private static final ConfigBisectionDetail DETAIL =
      new ConfigBisectionDetail(
          ConfigBisectionDetail.VERSION,
          new CommitLine("c0", "subject"),
          new ConfigDifference(
              IntStream.range(0, 4)
                  .mapToObj(number ->
                      new OptionGroup(
                          List.of(
                              new OptionChange(
                                  "CONFIG_O" + number, Optional.empty(), Optional.of("y"))),
                          1))
                  .toList(),
              List.of(),
              List.of()),
          List.of(),
          "tiny",
          Map.of(),
          "tps",
          "1/s",
          true,
          null,
          "",
          "",
          List.of(),
          Map.of());

  private static OptionConclusion.Carrier carrier(int option, double share) {
    return new OptionConclusion.Carrier(
        List.of(option),
        0.999,
        new Effect(-0.5 * share, -0.51 * share, -0.49 * share),
        share,
        new Conclusion.Proof(9, 4, 4, Optional.of(0.3)),
        Optional.empty());
  }

  private static ConfigEnding of(OptionConclusion conclusion) {
    return new ConfigEndings(REQUEST, DETAIL, "200 boots").of(conclusion);
  }

  @Test
  void eachIsEnoughOnlyWhereEachHasTheWholeChange() {
    assertThat(of(new OptionConclusion.Carried(List.of(carrier(0, 1), carrier(2, 0.9)))).words())
        .endsWith(
            "Each of the 2 is enough by itself: bad.config is fast only without all of them.");
    assertThat(of(new OptionConclusion.Carried(List.of(carrier(0, 0.6), carrier(2, 0.3)))).words())
        .doesNotContain("enough by itself")
        .endsWith("Each has a part of its own: 60.0 %, 30.0 % of the whole change.");
    assertThat(of(new OptionConclusion.Carried(List.of(carrier(0, 0.4), carrier(2, 0.2)))).words())
        .endsWith(
            "Together they have 60.0 % of the whole change; what makes up the rest was not found.");
  }

  /** What is more than the whole change is no sum of parts. */
  @Test
  void setsThatCostMoreThanAllTogetherOverlap() {
    assertThat(of(new OptionConclusion.Carried(List.of(carrier(0, 1), carrier(2, 0.6)))).words())
        .doesNotContain("a part of its own")
        .endsWith("Put on alone they cost 100.0 % and 60.0 % of the whole change; they overlap.");
    assertThat(of(new OptionConclusion.Carried(List.of(carrier(0, 0.65), carrier(2, 0.4)))).words())
        .endsWith("Each has a part of its own: 65.0 %, 40.0 % of the whole change.");
  }

  /** A set that was proved is an answer, whatever became of the search for another. */
  @Test
  void aSetThatWasProvedIsFound() {
    var suspects =
        new Conclusion.Suspects(
            List.of(1), 0.9, new Effect(-0.2, -0.3, -0.1), "CONFIG_O1=y does not boot");
    ConfigEnding ending =
        of(
            new OptionConclusion.Ended(
                suspects,
                List.of(1),
                List.of(3),
                Optional.of("for a reason"),
                List.of(carrier(0, 0.6))));
    assertThat(ending.kind()).isEqualTo("options");
    assertThat(ending.words())
        .startsWith("CONFIG_O0=y carries the loss")
        .contains("CONFIG_O3=y has a part in the loss (for a reason).")
        .endsWith("but that could not be proved: CONFIG_O1=y does not boot.");
    assertThat(
            of(new OptionConclusion.Ended(
                    suspects, List.of(1), List.of(), Optional.empty(), List.of()))
                .kind())
        .isEqualTo("suspects");
  }

  @Test
  void aBadOneThatLooksBetterIsNoLossThatTakesMoreBoots() {
    assertThat(belowNoiseFloor(new Effect(-0.05, -0.12, 0.02)))
        .contains("too little for this noise", "this one would take about 33 boots");
    assertThat(belowNoiseFloor(new Effect(0.05, -0.02, 0.12)))
        .startsWith("No loss is seen between the two, +5.1 % (")
        .contains("smaller than the 1.8 % that the budget resolves")
        .doesNotContain("33 boots", "better");
    assertThat(belowNoiseFloor(new Effect(0.05, 0.01, 0.09)))
        .endsWith("The bad one is better: swap them to find what makes it so.");
  }

  private static String belowNoiseFloor(Effect effect) {
    return of(new OptionConclusion.Ended(
            new Conclusion.BelowNoiseFloor(effect, 0.0182, 33),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of()))
        .words();
  }
}
