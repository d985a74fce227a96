package dev.halfspeed.access;

import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.core.Sha256;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.access.IssuedToken;
import dev.halfspeed.report.view.access.TokenView;
import dev.halfspeed.store.access.TokenRecord;
import dev.halfspeed.store.access.TokenStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were given to people and programs. Which of them are live is known without asking the
 * store, so {@link #find} never blocks; all else does.
 *
 * <p>Kept is SHA-256 of a token. A slow hash such as bcrypt makes guessing what people choose
 * expensive; of 256 random bits there is nothing to guess, and each request is checked.
 */
public final class AccessTokens {
  /** How long a token is good for, unless whoever makes it says otherwise. */
  public static final Duration USUAL_LIFE = Duration.ofDays(90);

  private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

  /** By which a token that was published by mistake is found, also by programs. */
  private static final String PREFIX = "halfspeed_";

  private static final int BYTES = 32;
  private static final int SHOWN = 80;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /** The use of a token is kept no more often. */
  private static final Duration USE_SPACING = Duration.ofMinutes(1);

  private final TokenStore store;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> uses = new ConcurrentHashMap<>();

  /** Sessions that ended before their time, with that time. */
  private final Map<String, Instant> ended = new ConcurrentHashMap<>();

  private volatile Map<String, TokenRecord> live;

  /** Reads what there is. */
  public AccessTokens(TokenStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.live = unrevoked();
    ended.putAll(store.endedSessions(clock.instant()));
  }

  /**
   * A token that lets somebody in.
   *
   * @param id stands for it, and is no secret
   * @param until when it expires; absent: never
   */
  public record Admission(String id, Principal principal, @Nullable Instant until) {}

  /**
   * Makes a token.
   *
   * @param life how long it is good for; absent: until it is revoked
   */
  public synchronized IssuedToken create(
      String name, Role role, @Nullable Duration life, Principal by) throws Problem {
    if (!NAME.matcher(name).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"" + Printable.line(name, SHOWN) + "\" can't be the name of a token",
          "choose 1 to 63 letters, digits, dots, dashes and underscores, the first a letter or a"
              + " digit, such as nightly-build");
    }
    if (life != null && (!life.isPositive() || life.compareTo(LONGEST_LIFE) > 0)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "a token can't expire in " + life.toDays() + " days",
          "choose 1 to " + LONGEST_LIFE.toDays() + " days, or never");
    }
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    var record =
        new TokenRecord(
            name,
            role.word(),
            digest(secret),
            by.name(),
            now,
            life == null ? null : now.plus(life),
            null,
            null,
            null);
    if (!store.add(record)) {
      throw new Problem(
          ProblemCode.NAME_TAKEN,
          "there is a token " + name + " already",
          "choose another name, or revoke it first: halfspeed token revoke " + name);
    }
    live = unrevoked();
    return new IssuedToken(secret, view(record, now));
  }

  /** All tokens, revoked and expired ones too, the newest first. */
  public List<TokenView> list() {
    Instant now = clock.instant();
    return store.all().stream().map(token -> view(token, now)).toList();
  }

  /** Revokes a token: who shows it, and every session that was made with it, is let in no more. */
  public synchronized TokenView revoke(String name, Principal by) throws Problem {
    Instant now = clock.instant();
    if (!store.revoke(name, by.name(), now)) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "there is no live token \"" + Printable.line(name, SHOWN) + "\"",
          "list them with: halfspeed token list");
    }
    live = unrevoked();
    return list().stream().filter(token -> token.name().equals(name)).findFirst().orElseThrow();
  }

  /** What a digest's token lets in; empty where there is none, or it is no longer good. */
  public Optional<Admission> find(String digest) {
    return Optional.ofNullable(live.get(digest))
        .filter(token -> token.isLive(clock.instant()))
        .map(token ->
            new Admission(
                token.digest(),
                Principal.token(token.name(), Role.of(token.role()).orElseThrow()),
                token.expiresAt()));
  }

  /** Notes that a token was shown; whether that is to be kept with {@link #keepUse}. */
  public boolean used(String digest) {
    Instant now = clock.instant();
    Instant kept = uses.get(digest);
    if (!live.containsKey(digest)
        || (kept != null && Duration.between(kept, now).compareTo(USE_SPACING) < 0)) {
      return false;
    }
    uses.put(digest, now);
    return true;
  }

  /** Keeps that a token was shown. */
  public void keepUse(String digest) {
    Instant last = uses.get(digest);
    if (last != null) {
      store.used(digest, last);
    }
  }

  /** Ends a session before its time. */
  public void endSession(String session, Instant until) {
    Instant now = clock.instant();
    // One that is over is let in by nobody, known or not.
    ended.values().removeIf(each -> !each.isAfter(now));
    ended.put(session, until);
    store.endSession(session, until, now);
  }

  /** Whether a session was ended before its time. */
  public boolean hasEnded(String session) {
    return ended.containsKey(session);
  }

  private Map<String, TokenRecord> unrevoked() {
    return store.all().stream()
        .filter(token -> token.revokedAt() == null)
        .collect(Collectors.toUnmodifiableMap(TokenRecord::digest, Function.identity()));
  }

  private static TokenView view(TokenRecord token, Instant now) {
    String state = token.revokedAt() != null ? "revoked" : token.isLive(now) ? "live" : "expired";
    return new TokenView(
        token.name(),
        token.role(),
        state,
        token.madeBy(),
        token.madeAt(),
        token.expiresAt(),
        token.revokedBy(),
        token.revokedAt(),
        token.lastUsedAt());
  }

  /** What is kept of a token, in hexadecimal. */
  public static String digest(String secret) {
    return Sha256.hex(secret);
  }
}
