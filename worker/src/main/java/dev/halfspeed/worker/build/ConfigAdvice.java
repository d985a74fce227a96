package dev.halfspeed.worker.build;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which option of a configuration asks for a file that a tree does not have: mostly one of a
 * distribution, whose configuration was taken and whose keys were not.
 */
final class ConfigAdvice {
  private static final Map<Pattern, String> OPTIONS =
      Map.of(
          Pattern.compile(
              ".*needed by ['\u2018]\\S*(?:x509_certificate_list|x509\\.genkey|signing_key\\.x509).*"),
          "CONFIG_SYSTEM_TRUSTED_KEYS",
          Pattern.compile(
              ".*needed by ['\u2018]\\S*(?:x509_revocation_list|revocation_certificate\\S*).*"),
          "CONFIG_SYSTEM_REVOCATION_KEYS",
          Pattern.compile(
              "(?:\\S*extract-cert|- SSL error|At \\S+|\\S+): .*\\.pem\\b.*No such file.*|.*No such file.*\\.pem\\b.*"),
          "CONFIG_SYSTEM_TRUSTED_KEYS",
          Pattern.compile(
              ".*needed by ['\u2018]\\S*(?:initramfs_data|initramfs_inc)\\S*['\u2019].*"),
          "CONFIG_INITRAMFS_SOURCE",
          Pattern.compile(".*needed by ['\u2018]\\S*firmware\\S*\\.gen\\.\\S+['\u2019].*"),
          "CONFIG_EXTRA_FIRMWARE");

  private static final Pattern NO_DEFAULTS =
      Pattern.compile("\\*\\*\\* Can't find default configuration .*");

  private ConfigAdvice() {}

  /** What to set, to be put behind the line; empty where no option asks for what is missing. */
  static String of(String line) {
    if (NO_DEFAULTS.matcher(line).matches()) {
      return " -> the tree has no such make target: is the configuration's base written right?";
    }
    return OPTIONS.entrySet().stream()
        .filter(option -> option.getKey().matcher(line).matches())
        .map(option ->
            " -> the configuration asks for that file: set "
                + option.getValue()
                + "=\"\" in a fragment")
        .findFirst()
        .orElse("");
  }
}
