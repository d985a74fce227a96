package dev.halfspeed.web;

import dev.halfspeed.core.Principal;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves that somebody may come in, and who he is: tokens, links that work once, and the
 * sessions of browsers that followed one. A session is signed with the token of whoever made the
 * link, so it outlives a restart of the controller and ends with that token.
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

  private final List<Token> tokens;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** By digest, the oldest first. */
  private final Map<String, Link> links = new LinkedHashMap<>();

  /** Where a link leads, and whose it is. */
  record Link(String path, Principal principal, Instant until) {}

  /** With at least one token. */
  Credentials(List<Token> tokens, InstantSource clock) {
    this.tokens = List.copyOf(tokens);
    this.clock = clock;
  }

  /** The token that somebody shows; empty where it is none. */
  Optional<Token> token(String offered) {
    Token found = null;
    // All are compared, so that the time says nothing of which it was.
    for (Token token : tokens) {
      boolean isThis = same(offered, token.secret());
      if (isThis && found == null) {
        found = token;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The token of an Authorization header; empty where it shows none. */
  Optional<Token> authorization(String header) {
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? token(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /**
   * Makes a link's secret part, which works once.
   *
   * @param path where it leads
   * @param principal who makes it, and so whoever follows it
   */
  synchronized String newLink(String path, Principal principal) {
    byte[] secret = new byte[LINK_BYTES];
    random.nextBytes(secret);
    String link = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    Instant now = clock.instant();
    links.values().removeIf(each -> each.until().isBefore(now));
    if (links.size() >= MOST_LINKS) {
      links.remove(links.keySet().iterator().next());
    }
    links.put(Digest.hex(link), new Link(path, principal, now.plus(LINK_LIFE)));
    return link;
  }

  /** Uses a link up; empty when it is none, used or too old. */
  synchronized Optional<Link> redeem(String link) {
    return Optional.ofNullable(links.remove(Digest.hex(link)))
        .filter(found -> found.until().isAfter(clock.instant()));
  }

  /** The value of a new session's cookie, for one of those who have a token. */
  String newSession(Principal principal) {
    String until = Long.toString(clock.instant().plus(SESSION_LIFE).getEpochSecond());
    Token token =
        tokens.stream()
            .filter(each -> each.principal().name().equals(principal.name()))
            .findFirst()
            .orElseThrow();
    return until + "." + signature(token.secret(), until);
  }

  /** Whose session a cookie is; empty where it is none, or over. */
  Optional<Principal> session(String cookie) {
    Matcher matcher = SESSION.matcher(cookie);
    if (!matcher.matches()
        || Long.parseLong(matcher.group(1)) <= clock.instant().getEpochSecond()) {
      return Optional.empty();
    }
    return tokens.stream()
        .filter(token -> same(matcher.group(2), signature(token.secret(), matcher.group(1))))
        .map(token -> token.principal().fromElsewhere())
        .findFirst();
  }

  private static String signature(String token, String until) {
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
