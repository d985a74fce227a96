package dev.halfspeed.configs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration says of the machines that its kernels boot on. */
final class ConfigArchitectureTest {
  @ParameterizedTest
  @CsvSource({
    "x86, CONFIG_64BIT=y, x86_64, true",
    "x86_64, CONFIG_64BIT=y, x86_64, true",
    "x86, # CONFIG_64BIT is not set, x86_64, false",
    "x86, # CONFIG_64BIT is not set, i686, true",
    "arm64, CONFIG_64BIT=y, aarch64, true",
    "arm64, CONFIG_64BIT=y, x86_64, false",
    "i386, # CONFIG_64BIT is not set, i686, true",
    "powerpc, CONFIG_64BIT=y, x86_64, false",
    "mips, CONFIG_64BIT=y, mips, true",
  })
  void onlyItsOwnMachinesFit(String arch, String width, String machine, boolean fits) {
    ConfigFile config =
        ConfigFile.parse("# Linux/%s 6.12.0 Kernel Configuration\n%s\n".formatted(arch, width));
    assertThat(ConfigArchitecture.of(config).fits(machine)).isEqualTo(fits);
  }
}
