package dev.halfspeed.configs;

/**
 * The architecture of the machines that a configuration is for.
 *
 * @param name as {@code uname -m} says it where machines can be that: x86_64, i686, aarch64; as the
 *     kernel's make says it for all others
 */
public record ConfigArchitecture(String name) {
  /** The architecture that a whole configuration says. */
  public static ConfigArchitecture of(ConfigFile config) {
    String arch = config.architecture();
    return new ConfigArchitecture(
        switch (arch) {
          // One tree and one name for two widths.
          case "x86", "x86_64", "i386" ->
              config.value("CONFIG_64BIT").isPresent() ? "x86_64" : "i686";
          case "arm64" -> "aarch64";
          default -> arch;
        });
  }

  /**
   * Whether such a machine boots its kernels.
   *
   * @param machine as {@code uname -m} says it
   */
  public boolean fits(String machine) {
    return machine.equals(name);
  }
}
