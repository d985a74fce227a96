package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a kernel's configuration must have built in to come up as a guest. */
public final class GuestConfig {
  /** Its root and the folder that it shares lie on this machine, and its init is a script. */
  private static final List<String> NEEDED =
      List.of(
          "PCI",
          "VIRTIO",
          "VIRTIO_PCI",
          "NET_9P",
          "NET_9P_VIRTIO",
          "9P_FS",
          "BINFMT_ELF",
          "BINFMT_SCRIPT",
          "PROC_FS",
          "SYSFS",
          "TMPFS",
          "DEVTMPFS");

  private GuestConfig() {}

  /**
   * Whether a kernel has ACPI, by which it finds its processors on x86; it is taken to have it
   * where its configuration is not there.
   *
   * @param kernel in its image, where its configuration lies beside it
   */
  static boolean hasAcpi(Path kernel) throws IOException {
    Path config = kernel.resolveSibling("config");
    return !Files.isRegularFile(config)
        || PlainText.read(config).lines().anyMatch("CONFIG_ACPI=y"::equals);
  }

  /**
   * The symbols that a configuration lacks, in words, with a semicolon before them; empty where it
   * has all, or is not there. A module is not enough: there is nothing to load it from.
   */
  public static String lack(Path config) throws IOException {
    if (!Files.isRegularFile(config)) {
      return "";
    }
    List<String> lines = PlainText.read(config).lines().toList();
    String missing =
        NEEDED.stream()
            .filter(symbol -> !lines.contains("CONFIG_" + symbol + "=y"))
            .map(symbol -> "CONFIG_" + symbol + "=y")
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? ""
        : "; its configuration lacks what a guest needs: "
            + missing
            + " (a fragment may ask for them in vain where another symbol is missing that they"
            + " depend on)";
  }
}
