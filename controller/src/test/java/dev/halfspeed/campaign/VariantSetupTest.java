package dev.halfspeed.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The command that measures two variants in turn. */
final class VariantSetupTest {
  @Test
  void parametersThatDifferBelongToEachVariant() {
    assertThat(command(Map.of("a", "1", "b", "2"), Map.of("a", "1", "b", "3,4")))
        .contains("A=c1,param.b=2", "B=c1,param.b=3,,4", "--param a=1")
        .doesNotContain("--param b");
  }

  @Test
  void thereIsNoneWhereAParameterOfOneIsNotKnown() {
    assertThat(command(Map.of("a", "1", "b", "2"), Map.of("a", "1"))).isEmpty();
    assertThat(command(Map.of("a", "1"), Map.of("a", "1", "b", "2"))).isEmpty();
  }

  private static String command(Map<String, String> first, Map<String, String> second) {
    return VariantSetup.command(setup(first), setup(second));
  }

  private static VariantSetup setup(Map<String, String> parameters) {
    return new VariantSetup(
        "V",
        "tiny",
        parameters,
        "tinyconfig",
        new CounterEvidences.Metric("tps", "1/s", true),
        Optional.of(
            new VariantSetup.Source(
                "tiny", "/linux", "c1", List.of(), "tinyconfig", List.of(), List.of(), null)));
  }
}
