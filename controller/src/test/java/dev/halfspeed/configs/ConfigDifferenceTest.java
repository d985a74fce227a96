package dev.halfspeed.configs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two configurations side by side. */
final class ConfigDifferenceTest {
  private static final String GOOD =
      """
      #
      # Automatically generated file; DO NOT EDIT.
      # Linux/x86 6.12.57 Kernel Configuration
      #
      CONFIG_CC_VERSION_TEXT="gcc 12"
      CONFIG_SMP=y
      CONFIG_HZ_100=y
      # CONFIG_HZ_250 is not set
      # CONFIG_HZ_1000 is not set
      CONFIG_HZ=100
      # CONFIG_NET is not set
      CONFIG_OLD=y
      CONFIG_OLD_PART=y
      # CONFIG_LAST is not set
      """;

  private static final String BAD =
      """
      # Linux/x86 6.12.57 Kernel Configuration
      CONFIG_CC_VERSION_TEXT="gcc 14"
      CONFIG_SMP=y
      # CONFIG_HZ_100 is not set
      # CONFIG_HZ_250 is not set
      CONFIG_HZ_1000=y
      CONFIG_HZ=1000
      CONFIG_NET=y
      CONFIG_NET_PART=m
      # CONFIG_NET_OTHER is not set
      # CONFIG_OLD is not set
      CONFIG_LAST=y
      """;

  private static ConfigDifference difference(Set<String> settled) {
    return ConfigDifference.of(ConfigFile.parse(GOOD), ConfigFile.parse(BAD), settled);
  }

  private static List<String> words(ConfigDifference difference) {
    return difference.groups().stream().map(OptionGroup::words).toList();
  }

  @Test
  void aChoiceIsOneStepAndOptionsComeAfterTheirMenus() {
    ConfigDifference difference = difference(Set.of());
    assertThat(words(difference))
        .containsExactly(
            "CONFIG_HZ_100 y -> n, CONFIG_HZ_1000 n -> y",
            "CONFIG_HZ 100 -> 1000",
            "CONFIG_NET n -> y",
            "CONFIG_NET_PART n -> m",
            "CONFIG_OLD y -> n",
            "CONFIG_OLD_PART y -> n",
            "CONFIG_LAST n -> y");
    assertThat(difference.groups().get(3).weight()).isLessThan(difference.groups().get(2).weight());
    assertThat(difference.groups().getFirst().name()).isEqualTo("CONFIG_HZ_1000=y");
  }

  @Test
  void whatTheCompilerOrTheGuestDecidesIsNotSearched() {
    ConfigDifference difference = difference(Set.of("CONFIG_LAST"));
    assertThat(difference.fixed())
        .extracting(OptionChange::symbol)
        .containsExactly("CONFIG_CC_VERSION_TEXT", "CONFIG_LAST");
    assertThat(words(difference)).doesNotContain("CONFIG_LAST n -> y");
  }

  @Test
  void aFragmentHasEveryStepOnOneSideOrTheOther() {
    ConfigDifference difference = difference(Set.of());
    var changed = new BitSet();
    changed.set(0);
    changed.set(2);
    assertThat(difference.fragment(changed).lines())
        .contains(
            "# CONFIG_HZ_100 is not set",
            "CONFIG_HZ_1000=y",
            "CONFIG_HZ=100",
            "CONFIG_NET=y",
            "# CONFIG_NET_PART is not set",
            "# CONFIG_NET_OTHER is not set",
            "CONFIG_OLD=y",
            "# CONFIG_LAST is not set")
        .doesNotContain("CONFIG_HZ_100=y", "CONFIG_NET_PART=m");
    // Of a choice the line that is on comes last, whatever was on before.
    List<String> lines = difference.fragment(changed).lines().toList();
    assertThat(lines.indexOf("CONFIG_HZ_1000=y"))
        .isGreaterThan(lines.indexOf("# CONFIG_HZ_100 is not set"));
  }

  @Test
  void equalConfigurationsHaveNoDifference() {
    assertThat(ConfigDifference.of(ConfigFile.parse(GOOD), ConfigFile.parse(GOOD), Set.of()))
        .isEqualTo(new ConfigDifference(List.of(), List.of(), List.of()));
  }

  @Test
  void aFileSaysWhatItIsFor() {
    ConfigFile file = ConfigFile.parse(GOOD);
    assertThat(file.architecture()).isEqualTo("x86");
    assertThat(file.version()).isEqualTo("6.12.57");
    assertThat(ConfigFile.strayLine(GOOD)).isEmpty();
    assertThat(ConfigFile.strayLine(GOOD + "int main() {\n")).hasValue(15);
  }

  /** As scripts/kconfig/confdata.c has it. */
  @Test
  void linesAreReadAsKconfigReadsThem() {
    ConfigFile file =
        ConfigFile.parse(
            """
            CONFIG_A=y\r
             CONFIG_A=n
            # CONFIG_A is not set\040
             # CONFIG_A is not set
            CONFIG_B="x "
            CONFIG_B="a\rCONFIG_A=n"
            """);
    assertThat(file.values()).isEqualTo(Map.of("CONFIG_A", "y", "CONFIG_B", "\"a\rCONFIG_A=n\""));
    assertThat(ConfigFile.settings(" CONFIG_A=y\nCONFIG_B=\"\"\nCONFIG_B=1\n"))
        .containsExactly(
            new ConfigFile.Setting("CONFIG_B", "\"\""), new ConfigFile.Setting("CONFIG_B", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {" CONFIG_A=y", " # a", "CONFIG_A=y\rCONFIG_B=y", "# a\rb", "# \0"})
  void aLineThatKconfigWouldReadOtherwiseIsStray(String line) {
    assertThat(ConfigFile.strayLine("CONFIG_SMP=y\r\n" + line + "\n")).hasValue(2);
  }
}
