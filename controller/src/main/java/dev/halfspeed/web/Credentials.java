package dev.halfspeed.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves that somebody may come in: the token, links that work once, and the sessions of
 * browsers that followed one. A session is signed with the token, so it outlives a restart of the
 * controller and ends with the token.
 */
final class Credentials {
  /** How long a link works, if nobody follows it. */
  static final Duration LINK_LIFE = Duration.ofHours(1);

  /** How long a browser stays logged in. */
  static final Duration SESSION_LIFE = Duration.ofDays(30);

  private static final int MOST_LINKS = 100;
  private static final int LINK_BYTES = 32;
  private static final String BEARER = "Bearer ";
  private static final Pattern SESSION = Pattern.compile("(\\d{1,12})\\.([0-9a-f]{64})");

  private final String token;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** By digest, the oldest first. */
  private final Map<String, Link> links = new LinkedHashMap<>();

  private record Link(String path, Instant until) {}

  Credentials(String token, InstantSource clock) {
    this.token = token;
    this.clock = clock;
  }

  boolean isToken(String offered) {
    return same(offered, token);
  }

  /** Whether an Authorization header shows the token. */
  boolean isAuthorization(String header) {
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && isToken(header.substring(BEARER.length()).strip());
  }

  /**
   * Makes a link's secret part, which works once.
   *
   * @param path where it leads
   */
  synchronized String newLink(String path) {
    byte[] secret = new byte[LINK_BYTES];
    random.nextBytes(secret);
    String link = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    Instant now = clock.instant();
    links.values().removeIf(each -> each.until().isBefore(now));
    if (links.size() >= MOST_LINKS) {
      links.remove(links.keySet().iterator().next());
    }
    links.put(Digest.hex(link), new Link(path, now.plus(LINK_LIFE)));
    return link;
  }

  /** Uses a link up; where it leads, or empty when it is none, used or too old. */
  synchronized Optional<String> redeem(String link) {
    return Optional.ofNullable(links.remove(Digest.hex(link)))
        .filter(found -> found.until().isAfter(clock.instant()))
        .map(Link::path);
  }

  /** The value of a new session's cookie. */
  String newSession() {
    String until = Long.toString(clock.instant().plus(SESSION_LIFE).getEpochSecond());
    return until + "." + signature(until);
  }

  boolean isSession(String cookie) {
    Matcher matcher = SESSION.matcher(cookie);
    return matcher.matches()
        && same(matcher.group(2), signature(matcher.group(1)))
        && Long.parseLong(matcher.group(1)) > clock.instant().getEpochSecond();
  }

  private String signature(String until) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal(("halfspeed session " + until).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In a time that does not depend on where they differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(Digest.of(one), Digest.of(other));
  }
}
