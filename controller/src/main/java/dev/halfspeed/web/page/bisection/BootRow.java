package dev.halfspeed.web.page.bisection;

import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Link;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A boot.
 *
 * @param number as samples number boots; empty where it gave none
 * @param what its purpose, and which end it is of
 * @param why it gave no number; empty where it did
 * @param mean with the interval of one boot; empty where there is none
 * @param values one a run; empty where the mean says it all
 * @param took what it took, in all and in parts
 * @param buildId empty where it is not known
 */
public record BootRow(
    String number,
    @Nullable CommitWords commit,
    String what,
    Badge outcome,
    String why,
    String mean,
    String values,
    String machine,
    Instant startedAt,
    String took,
    String buildId,
    List<Link> logs) {
  public BootRow {
    logs = List.copyOf(logs);
  }

  /** As much of it as tells it from others. */
  public String briefBuildId() {
    return buildId.length() > 12 ? buildId.substring(0, 12) : buildId;
  }
}
