package dev.halfspeed.agent.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A line of a known_hosts file, read as sshd(8) describes it. The library's own reader takes "*" in
 * a list with an exception ("*,!lab1") for all hosts, and heeds the case of letters.
 */
final class KnownHostsLine {
  private static final String HASHED = "|1|";

  /** What a line says of its key. */
  enum Marker {
    /** It is the host's. */
    KNOWN,
    /** It signs the keys of hosts. */
    AUTHORITY,
    /** It must never be accepted. */
    REVOKED
  }

  private final int number;
  private final Marker marker;
  private final String hosts;
  private final String type;
  private final byte[] key;

  private KnownHostsLine(int number, Marker marker, String hosts, String type, byte[] key) {
    this.number = number;
    this.marker = marker;
    this.hosts = hosts;
    this.type = type;
    this.key = key;
  }

  /** Reads a line; empty for comments, and for what can't be read. */
  static Optional<KnownHostsLine> read(int number, String text) {
    String[] words = text.strip().split("\\s+");
    Marker marker =
        switch (words[0]) {
          case "@revoked" -> Marker.REVOKED;
          case "@cert-authority" -> Marker.AUTHORITY;
          default -> Marker.KNOWN;
        };
    int first = marker == Marker.KNOWN ? 0 : 1;
    if (words[0].startsWith("#")
        || (words[0].startsWith("@") && marker == Marker.KNOWN)
        || words.length < first + 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new KnownHostsLine(
              number,
              marker,
              words[first].startsWith(HASHED)
                  ? words[first]
                  : words[first].toLowerCase(Locale.ROOT),
              words[first + 1],
              Base64.getDecoder().decode(words[first + 2])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Counts from 1. */
  int number() {
    return number;
  }

  Marker marker() {
    return marker;
  }

  /** The kind of key, such as ssh-ed25519. */
  String type() {
    return type;
  }

  /** Whether its key is one that is encoded as on the wire. */
  boolean holds(byte[] encoded) {
    return Arrays.equals(key, encoded);
  }

  /** Whether it is about a host: a name in small letters, or [name]:port. */
  boolean isAbout(String host) {
    if (hosts.startsWith(HASHED)) {
      return isHashOf(host);
    }
    boolean matches = false;
    for (String pattern : hosts.split(",")) {
      if (pattern.startsWith("!") && matches(pattern.substring(1), host)) {
        return false;
      }
      matches |= matches(pattern, host);
    }
    return matches;
  }

  private static boolean matches(String pattern, String host) {
    // Both are walked at once; a star remembers where to go on when what follows it fails.
    int star = -1;
    int retry = 0;
    int p = 0;
    int h = 0;
    while (h < host.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = h;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == host.charAt(h))) {
        p++;
        h++;
      } else if (star >= 0) {
        p = star + 1;
        h = ++retry;
      } else {
        return false;
      }
    }
    return pattern.substring(p).chars().allMatch(c -> c == '*');
  }

  private boolean isHashOf(String host) {
    String[] parts = hosts.split("\\|");
    if (parts.length != 4) {
      return false;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
      return Arrays.equals(
          mac.doFinal(host.getBytes(StandardCharsets.UTF_8)), Base64.getDecoder().decode(parts[3]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
