package dev.halfspeed.web.access;

import dev.halfspeed.report.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs wrong tokens by address: a few are free, then one in a while. What is right is
 * let in all the same, so nobody is shut out by others who share the address, as all users of one
 * machine do.
 */
public final class FailedTokens {
  private static final Logger LOG = LoggerFactory.getLogger(FailedTokens.class);

  /** Wrong tokens in a row that an address may send. */
  public static final int FREE = 10;

  /** After this time one more is free. */
  public static final Duration RECOVERY = Duration.ofSeconds(6);

  private static final int MOST_ADDRESSES = 1000;
  private static final int LONGEST_PATH = 100;

  private final InstantSource clock;

  /** Until when an address has to recover, the one that failed longest ago first. */
  private final Map<String, Instant> recovered = new LinkedHashMap<>();

  public FailedTokens(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Notes a wrong token.
   *
   * @return how long the address has to wait, when it has sent too many; empty when it has not
   */
  synchronized Optional<Duration> record(String address, String method, String path) {
    Instant now = clock.instant();
    Instant debt = recovered.remove(address);
    Instant before = debt == null || debt.isBefore(now) ? now : debt;
    Instant full = now.plus(RECOVERY.multipliedBy(FREE));
    boolean isTooMany = before.plus(RECOVERY).isAfter(full);
    if (recovered.size() >= MOST_ADDRESSES) {
      recovered.remove(recovered.keySet().iterator().next());
    }
    recovered.put(address, isTooMany ? before : before.plus(RECOVERY));
    if (isTooMany) {
      return Optional.of(Duration.between(full, before.plus(RECOVERY)));
    }
    LOG.warn(
        "wrong token from {}: {} {}{}",
        address,
        Printable.line(method, LONGEST_PATH),
        // Right or wrong.
        Printable.line(AuditTrail.shown(path), LONGEST_PATH),
        before.plus(RECOVERY.multipliedBy(2)).isAfter(full)
            ? "; further ones are refused, and not logged, for a while"
            : "");
    return Optional.empty();
  }
}
