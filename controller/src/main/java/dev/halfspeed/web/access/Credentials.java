package dev.halfspeed.web.access;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AccessTokens.Admission;
import dev.halfspeed.core.Sha256;
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
 * sessions of browsers that followed one. A session names the token that it was made with and is
 * signed with that of the state directory: it outlives a restart of the controller, and ends with
 * either of them. Nothing here blocks.
 */
public final class Credentials {
  /** How long a link works, if nobody follows it. */
  public static final Duration LINK_LIFE = Duration.ofHours(1);

  /** How long a browser stays logged in. */
  public static final Duration SESSION_LIFE = Duration.ofDays(30);

  /** Links that one token may have open. */
  private static final int MOST_LINKS = 100;

  private static final int LINK_BYTES = 32;
  private static final String BEARER = "Bearer ";

  /** When it ends, the token, a number of its own, the signature. */
  private static final Pattern SESSION =
      Pattern.compile("(\\d{1,12})\\.([0-9a-f]{64})\\.([0-9a-f]{32})\\.([0-9a-f]{64})");

  private final List<Fixed> fixed;
  private final byte[] key;
  private final AccessTokens issued;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** By digest, the oldest first. */
  private final Map<String, Link> links = new LinkedHashMap<>();

  /** A token that holds as long as the server runs. */
  private record Fixed(String secret, Admission admission) {}

  /** Where a link leads, and whose it is. */
  record Link(String path, Admission admission, Instant until) {}

  /**
   * A browser that is logged in.
   *
   * @param id stands for it, and is no secret
   * @param until when it ends by itself
   */
  public record Session(String id, Admission admission, Instant until) {}

  /**
   * Begins with what may be shown.
   *
   * @param tokens that hold as long as the server runs; the first one signs sessions
   * @param issued those that come and go
   */
  public Credentials(List<Token> tokens, AccessTokens issued, InstantSource clock) {
    this.fixed =
        tokens.stream()
            .map(token ->
                new Fixed(
                    token.secret(),
                    new Admission(AccessTokens.digest(token.secret()), token.principal(), null)))
            .toList();
    this.key = tokens.getFirst().secret().getBytes(StandardCharsets.UTF_8);
    this.issued = issued;
    this.clock = clock;
  }

  /** The token that somebody shows; empty where it is none. */
  public Optional<Admission> token(String offered) {
    Admission found = null;
    // All are compared, so that the time says nothing of which it was.
    for (Fixed token : fixed) {
      boolean isThis = same(offered, token.secret());
      if (isThis && found == null) {
        found = token.admission();
      }
    }
    // What the time of finding a digest tells is no step nearer to the token.
    return found == null ? issued.find(AccessTokens.digest(offered)) : Optional.of(found);
  }

  /** The token of an Authorization header; empty where it shows none. */
  Optional<Admission> authorization(String header) {
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? token(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /** The same token, if it is still good. */
  Optional<Admission> again(String id) {
    return fixed.stream()
        .map(Fixed::admission)
        .filter(admission -> admission.id().equals(id))
        .findFirst()
        .or(() -> issued.find(id));
  }

  /**
   * Makes a link's secret part, which works once.
   *
   * @param path where it leads
   * @param admission of whoever makes it, and so of whoever follows it
   */
  public synchronized String newLink(String path, Admission admission) {
    byte[] secret = new byte[LINK_BYTES];
    random.nextBytes(secret);
    String link = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    Instant now = clock.instant();
    links.values().removeIf(each -> each.until().isBefore(now));
    List<String> own =
        links.entrySet().stream()
            .filter(each -> each.getValue().admission().id().equals(admission.id()))
            .map(Map.Entry::getKey)
            .toList();
    if (own.size() >= MOST_LINKS) {
      links.remove(own.getFirst());
    }
    links.put(Sha256.hex(link), new Link(path, admission, now.plus(LINK_LIFE)));
    return link;
  }

  /** Uses a link up; empty when it is none, used or too old, or its token is no longer good. */
  synchronized Optional<Link> redeem(String link) {
    return Optional.ofNullable(links.remove(Sha256.hex(link)))
        .filter(found -> found.until().isAfter(clock.instant()))
        .filter(found -> again(found.admission().id()).isPresent());
  }

  /** The value of a new session's cookie. */
  String newSession(Admission admission) {
    Instant latest = clock.instant().plus(SESSION_LIFE);
    Instant expiry = admission.until();
    Instant until = expiry != null && expiry.isBefore(latest) ? expiry : latest;
    byte[] number = new byte[16];
    random.nextBytes(number);
    String said =
        until.getEpochSecond() + "." + admission.id() + "." + HexFormat.of().formatHex(number);
    return said + "." + signature(said);
  }

  /** Whose session a cookie is; empty where it is none, or over. */
  Optional<Session> session(String cookie) {
    Matcher matcher = SESSION.matcher(cookie);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Instant until = Instant.ofEpochSecond(Long.parseLong(matcher.group(1)));
    String id = matcher.group(3);
    boolean isSigned = same(signature(cookie.substring(0, matcher.end(3))), matcher.group(4));
    if (!isSigned || !until.isAfter(clock.instant()) || issued.hasEnded(id)) {
      return Optional.empty();
    }
    return again(matcher.group(2))
        .map(found ->
            new Session(
                id,
                new Admission(found.id(), found.principal().fromElsewhere(), found.until()),
                until));
  }

  private String signature(String said) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal(("halfspeed session " + said).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In a time that does not depend on where they differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(Sha256.of(one), Sha256.of(other));
  }
}
