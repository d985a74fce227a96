package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.report.view.ConfigView;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How configurations differ. */
final class EffectiveConfigsTest {
  private static final String TEXT =
      """
      #
      # Automatically generated file; DO NOT EDIT.
      # Linux/x86 6.18.0 Kernel Configuration
      #
      CONFIG_CC_VERSION_TEXT="gcc (Debian) 12=2 # x"
      CONFIG_NR_CPUS=64
      CONFIG_NUMA=y
      # CONFIG_KASAN is not set

      #
      # CONFIG_COMMENT is a heading
      #
      CONFIG_EXT4_FS=m
      """;

  @Test
  void optionsAreReadAsTheBuildWritesThem() {
    assertThat(ConfigFile.parse(TEXT).values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "CONFIG_CC_VERSION_TEXT",
                "\"gcc (Debian) 12=2 # x\"",
                "CONFIG_NR_CPUS",
                "64",
                "CONFIG_NUMA",
                "y",
                "CONFIG_KASAN",
                "n",
                "CONFIG_EXT4_FS",
                "m"));
  }

  @Test
  void whatIsNotSetIsNotWhatDoesNotExist() {
    assertThat(
            EffectiveConfigs.difference(
                Map.of("CONFIG_A", "y", "CONFIG_B", "n", "CONFIG_C", "64", "CONFIG_SAME", "m"),
                Map.of("CONFIG_A", "n", "CONFIG_C", "128", "CONFIG_D", "y", "CONFIG_SAME", "m")))
        .containsExactly(
            new ConfigView.Option("CONFIG_A", "y", "n"),
            new ConfigView.Option("CONFIG_B", "n", null),
            new ConfigView.Option("CONFIG_C", "64", "128"),
            new ConfigView.Option("CONFIG_D", null, "y"));
  }
}
