package dev.halfspeed.jobs;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.worker.protocol.Job;
import java.util.ArrayList;
import java.util.List;

/**
 * Names an image by everything that goes into it, so that the same tree and config are built once
 * on a machine.
 */
public final class ImageKey {
  private static final int KEPT_HEX_DIGITS = 40;

  private ImageKey() {}

  /**
   * The key.
   *
   * @param tree id of the commit's tree
   * @param toolchain the machine's compiler and linker with their versions
   * @param modules whether its modules are kept with it
   */
  public static String of(
      String tree,
      Job.ConfigBase base,
      List<String> fragments,
      String architecture,
      String toolchain,
      boolean modules) {
    var parts = new ArrayList<String>();
    parts.add(tree);
    parts.add(part(base));
    parts.addAll(fragments);
    parts.add(architecture);
    parts.add(toolchain);
    if (modules) {
      parts.add("modules");
    }
    return ContentDigest.of(parts).substring(0, KEPT_HEX_DIGITS);
  }

  /**
   * What digests have of a configuration's base. Campaigns that are taken up compare theirs with
   * those that were kept, so this text stays as it is, whatever the protocol calls the two.
   */
  public static String part(Job.ConfigBase base) {
    return switch (base) {
      case Job.ConfigBase.MakeTarget(String name) -> "MakeTarget[name=" + name + "]";
      case Job.ConfigBase.ConfigText(String text) -> "ConfigText[text=" + text + "]";
    };
  }
}
