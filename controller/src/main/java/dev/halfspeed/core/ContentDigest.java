package dev.halfspeed.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over texts, each with its length before it, so that they can't run into each other. */
public final class ContentDigest {
  private ContentDigest() {}

  /** In hexadecimal. */
  public static String of(List<String> parts) {
    MessageDigest digest = Sha256.begin();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
