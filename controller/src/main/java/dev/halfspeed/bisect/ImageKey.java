package dev.halfspeed.bisect;

import dev.halfspeed.worker.protocol.Job;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names an image by everything that goes into it, so that the same tree and config are built once
 * on a machine.
 */
final class ImageKey {
  private static final int KEPT_HEX_DIGITS = 40;

  private ImageKey() {}

  /**
   * The key.
   *
   * @param tree id of the commit's tree
   * @param toolchain the machine's compiler and linker with their versions
   */
  static String of(
      String tree,
      Job.ConfigBase base,
      List<String> fragments,
      String architecture,
      String toolchain) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      add(digest, tree);
      switch (base) {
        case Job.ConfigBase.MakeTarget(String name) -> add(digest, "target " + name);
        case Job.ConfigBase.ConfigText(String text) -> add(digest, "text " + text);
      }
      fragments.forEach(fragment -> add(digest, fragment));
      add(digest, architecture);
      add(digest, toolchain);
      return HexFormat.of().formatHex(digest.digest()).substring(0, KEPT_HEX_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Each part with its length before it, so that parts can't run into each other. */
  private static void add(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }
}
