package dev.halfspeed.controller;

import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The text of a .config from somebody who may name no paths. The kernel's make reads it, and has
 * its values on shell lines without quotes: a value may be a command to it, or a file of the
 * building machine's that comes into the image.
 */
final class UntrustedConfig {
  private static final int SHOWN = 80;

  /** Texts that no makefile of the kernel uses: the kernel reads them once it runs. */
  private static final Set<String> READ_BY_THE_KERNEL =
      Set.of(
          "CONFIG_CMDLINE",
          "CONFIG_CORE_DUMP_DEFAULT_PATTERN",
          "CONFIG_DEFAULT_HOSTNAME",
          "CONFIG_DEFAULT_INIT",
          "CONFIG_DRM_I915_FORCE_PROBE",
          "CONFIG_DRM_XE_FORCE_PROBE",
          "CONFIG_EVM_X509_PATH",
          "CONFIG_IMA_X509_PATH",
          "CONFIG_MODPROBE_PATH",
          "CONFIG_PM_STD_PARTITION",
          "CONFIG_SECURITY_TOMOYO_ACTIVATION_TRIGGER",
          "CONFIG_SECURITY_TOMOYO_POLICY_LOADER",
          "CONFIG_STATIC_USERMODEHELPER_PATH",
          "CONFIG_UEVENT_HELPER_PATH");

  /** Versions of tools: Kconfig asks the tools, and takes no value from a file. */
  private static final Set<String> WRITTEN_BY_KCONFIG =
      Set.of("CONFIG_BINDGEN_VERSION_TEXT", "CONFIG_CC_VERSION_TEXT", "CONFIG_RUSTC_VERSION_TEXT");

  /** Files that the build reads, programs that it runs. */
  private static final Set<String> MUST_BE_EMPTY =
      Set.of(
          "CONFIG_ACPI_CUSTOM_DSDT_FILE",
          "CONFIG_BOOT_CONFIG_EMBED_FILE",
          "CONFIG_CFG80211_EXTRA_REGDB_KEYDIR",
          "CONFIG_CROSS_COMPILE",
          "CONFIG_EXTRA_FIRMWARE",
          "CONFIG_INITRAMFS_SOURCE",
          "CONFIG_IPE_BOOT_POLICY",
          "CONFIG_MODULE_SIG_KEY",
          "CONFIG_SYSTEM_BLACKLIST_HASH_LIST",
          "CONFIG_SYSTEM_REVOCATION_KEYS",
          "CONFIG_SYSTEM_TRUSTED_KEYS",
          "CONFIG_UNUSED_KSYMS_WHITELIST");

  private static final String EMPTY = "\"\"";

  /** Files that the build makes itself. */
  private static final Map<String, String> OWN_FILES =
      Map.of("CONFIG_MODULE_SIG_KEY", "\"certs/signing_key.pem\"");

  /** Nothing that a shell or make does not take as it is. */
  private static final Pattern PLAIN = Pattern.compile("\"?[A-Za-z0-9 ._,:+=@-]*\"?");

  private UntrustedConfig() {}

  /**
   * Requires that it names nothing on the machine that builds, and has no commands.
   *
   * @param name what people call it
   */
  static void check(String name, String text) throws Problem {
    for (ConfigFile.Setting line : ConfigFile.settings(text)) {
      Optional<String> fault = fault(line.symbol(), line.value());
      if (fault.isPresent()) {
        throw new Problem(
            ProblemCode.PATH_NOT_ALLOWED,
            "%s has %s in %s".formatted(Printable.line(name, SHOWN), fault.get(), line.symbol()),
            "set it to \"\" in both configurations; only the controller's own command line may"
                + " name such things");
      }
    }
  }

  private static Optional<String> fault(String symbol, String value) {
    if (value.contains("$") || value.contains("`")) {
      return Optional.of("a value that make or a shell would replace");
    }
    if (READ_BY_THE_KERNEL.contains(symbol)
        || WRITTEN_BY_KCONFIG.contains(symbol)
        || value.equals(OWN_FILES.get(symbol))) {
      return Optional.empty();
    }
    if (MUST_BE_EMPTY.contains(symbol)) {
      return value.equals(EMPTY)
          ? Optional.empty()
          : Optional.of("a file or a program of the machine that builds");
    }
    return PLAIN.matcher(value).matches() && !value.contains("..")
        ? Optional.empty()
        : Optional.of("characters that may be a path or a command to the build");
  }
}
