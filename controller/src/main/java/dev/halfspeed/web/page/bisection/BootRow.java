package dev.halfspeed.web.page.bisection;

import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.Link;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A boot.
 *
 * @param id its name in the page
 * @param number as samples number boots; empty where it gave none
 * @param what its purpose, and which end it is of
 * @param why it gave no number; empty where it did
 * @param mean with the interval of one boot; empty where there is none
 * @param values one a run; empty where the boot gave none
 * @param took what it took, in all and in parts
 * @param buildId empty where it is not known
 * @param state what of the kernel's state was not as in most boots of the machine; empty where all
 *     was
 * @param config the effective .config that it was built with; absent where that is not known
 */
public record BootRow(
    String id,
    String number,
    @Nullable CommitWords commit,
    String what,
    Badge outcome,
    String why,
    String mean,
    List<Value> values,
    String machine,
    Instant startedAt,
    String took,
    String buildId,
    String state,
    @Nullable Link config,
    List<Link> logs) {
  public BootRow {
    values = List.copyOf(values);
    logs = List.copyOf(logs);
  }

  /**
   * A sample.
   *
   * @param id its name in the page
   * @param address permanent
   */
  public record Value(String id, String address, String words) {}

  /** As much of it as tells it from others. */
  public String briefBuildId() {
    return buildId.length() > 12 ? buildId.substring(0, 12) : buildId;
  }
}
