package dev.halfspeed.configs;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The architecture of the machines that a configuration is for.
 *
 * @param name as {@code uname -m} says it; as the kernel's make does where that is not known
 */
public record ConfigArchitecture(String name) {
  /**
   * What {@code uname -m} says where a kernel is built with ARCH. One that stands for two widths is
   * the narrow one without CONFIG_64BIT.
   */
  private static final Map<String, String> MACHINES =
      Map.of(
          "x86", "x86_64",
          "x86_64", "x86_64",
          "i386", "i686",
          "arm64", "aarch64",
          "riscv", "riscv64",
          "s390", "s390x",
          "powerpc", "ppc64le",
          "loongarch", "loongarch64");

  private static final Set<String> BY_WIDTH = Set.of("x86", "riscv", "powerpc", "loongarch");

  /** The architecture that a configuration says; empty where it does not. */
  public static Optional<ConfigArchitecture> of(ConfigFile config) {
    return config
        .architecture()
        .map(arch -> {
          boolean isNarrow =
              BY_WIDTH.contains(arch) && config.value("CONFIG_64BIT").filter("y"::equals).isEmpty();
          return new ConfigArchitecture(
              isNarrow
                  ? arch.equals("x86") ? "i686" : "32-bit " + arch
                  : MACHINES.getOrDefault(arch, arch));
        });
  }

  /**
   * Whether such a machine boots its kernels.
   *
   * @param machine as {@code uname -m} says it
   */
  public boolean fits(String machine) {
    // A powerpc configuration may be for either order of bytes.
    return machine.equals(name) || (name.equals("ppc64le") && machine.equals("ppc64"));
  }
}
