package dev.halfspeed.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What --config takes. */
final class ConfigOptionTest {
  @Test
  void configsMayHaveAPlusInTheirNames(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("config-6.12.48+deb13-amd64"), "");
    Files.writeString(folder.resolve("guest.config"), "");
    assertThat(
            ConfigOption.parse(
                "--config ", "config-6.12.48+deb13-amd64+guest.config", folder::resolve))
        .isEqualTo(
            new ConfigOption(
                folder.resolve("config-6.12.48+deb13-amd64").toString(),
                java.util.List.of(folder.resolve("guest.config").toString())));
    assertThat(ConfigOption.parse("--config ", "tinyconfig+a/b.config", folder::resolve))
        .isEqualTo(
            new ConfigOption(
                "tinyconfig", java.util.List.of(folder.resolve("a/b.config").toString())));
    assertThat(ConfigOption.parse("--config ", "defconfig", folder::resolve).fragments()).isEmpty();
  }
}
