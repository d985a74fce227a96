package dev.halfspeed.controller;

import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import java.util.Map;
import java.util.Set;

/**
 * The text of a .config from somebody who may name no paths. The kernel's make reads it: a value
 * may be a shell line to it, or a file of the building machine's that comes into the image.
 */
final class UntrustedConfig {
  private static final int SHOWN = 80;

  /** Texts that the kernel alone reads, once it runs. */
  private static final Set<String> READ_BY_THE_KERNEL =
      Set.of(
          "CONFIG_CMDLINE",
          "CONFIG_CORE_DUMP_DEFAULT_PATTERN",
          "CONFIG_DEFAULT_INIT",
          "CONFIG_EVM_X509_PATH",
          "CONFIG_IMA_X509_PATH",
          "CONFIG_MODPROBE_PATH",
          "CONFIG_PM_STD_PARTITION",
          "CONFIG_SECURITY_TOMOYO_ACTIVATION_TRIGGER",
          "CONFIG_SECURITY_TOMOYO_POLICY_LOADER",
          "CONFIG_STATIC_USERMODEHELPER_PATH",
          "CONFIG_UEVENT_HELPER_PATH");

  /** Values with a path in them that a build makes itself. */
  private static final Map<String, String> OWN_FILES =
      Map.of("CONFIG_MODULE_SIG_KEY", "\"certs/signing_key.pem\"");

  /** Programs that the build runs. */
  private static final Set<String> PROGRAMS = Set.of("CONFIG_CROSS_COMPILE");

  private UntrustedConfig() {}

  /**
   * Requires that it names nothing on the machine that builds.
   *
   * @param name what people call it
   */
  static void check(String name, String text) throws Problem {
    for (Map.Entry<String, String> entry : ConfigFile.parse(text).values().entrySet()) {
      String symbol = entry.getKey();
      String value = entry.getValue();
      if (value.contains("$") || value.contains("`")) {
        throw refusal(name, symbol, "a value that make or a shell would replace");
      }
      boolean isPath = value.contains("/") && !value.equals(OWN_FILES.get(symbol));
      boolean isProgram = PROGRAMS.contains(symbol) && !value.equals("\"\"");
      if (isProgram || (isPath && !READ_BY_THE_KERNEL.contains(symbol))) {
        throw refusal(name, symbol, "a path on the machine that builds");
      }
    }
  }

  private static Problem refusal(String name, String symbol, String what) {
    return new Problem(
        ProblemCode.PATH_NOT_ALLOWED,
        "%s has %s in %s".formatted(Printable.line(name, SHOWN), what, symbol),
        "set it to \"\" in both configurations; only the controller's own command line may name"
            + " such things");
  }
}
