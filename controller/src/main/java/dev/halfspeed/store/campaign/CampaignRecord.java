package dev.halfspeed.store.campaign;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One question that was asked of the lab, and how it ended.
 *
 * @param machine the only one that it is about; absent where the lab decides
 * @param experiment digest of what its boots can be compared by
 * @param parent the campaign that started it; absent where nobody but its owner did
 * @param owner name of the principal who asked; empty in rows from before it was kept
 * @param priority among campaigns that share machines; the higher goes first
 * @param machineSeconds what its jobs may take of machines; absent: no limit
 * @param requestJson the request as it came
 * @param detailJson what was resolved from the request and must not be resolved again, such as the
 *     range and the recipe's digest
 * @param state the kind's own word; until the campaign has ended the one it was begun with
 * @param endedAt absent while it is not known to have ended, like the next two
 * @param message how it ended, for people
 * @param endingJson the conclusion or the figures; absent also where there are none
 */
public record CampaignRecord(
    String id,
    Kind kind,
    @Nullable String machine,
    String experiment,
    @Nullable String parent,
    String owner,
    int priority,
    @Nullable Long machineSeconds,
    Instant createdAt,
    String requestJson,
    String detailJson,
    String state,
    @Nullable Instant endedAt,
    @Nullable String message,
    @Nullable String endingJson) {

  /** What is asked. */
  public enum Kind {
    /** Which commit made a metric worse. */
    BISECTION,
    /** Which of several variants is faster. */
    COMPARISON,
    /** Which options of a configuration made a metric worse. */
    CONFIG_BISECTION,
    /** Whether a machine measures evenly, and what a bisection can find there. */
    CHECK,
    /** Whether a machine still measures what it did at its last check. */
    RECHECK;

    /** As lists, addresses and metrics call it, such as "config-bisection". */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As it is called in sentences. */
    public String inWords() {
      return word().replace('-', ' ');
    }

    /** Whether it is about a machine, not about kernels. */
    public boolean isCheck() {
      return switch (this) {
        case CHECK, RECHECK -> true;
        case BISECTION, COMPARISON, CONFIG_BISECTION -> false;
      };
    }
  }

  /** A campaign that begins, of somebody who is not known. */
  public static CampaignRecord begun(
      String id,
      Kind kind,
      @Nullable String machine,
      String experiment,
      Instant at,
      String requestJson,
      String detailJson,
      String state) {
    return new CampaignRecord(
        id,
        kind,
        machine,
        experiment,
        null,
        "",
        0,
        null,
        at,
        requestJson,
        detailJson,
        state,
        null,
        null,
        null);
  }

  /** The same, of somebody who said who he is, or of another campaign, on other terms. */
  public CampaignRecord on(
      @Nullable String otherParent,
      String otherOwner,
      int otherPriority,
      @Nullable Long otherMachineSeconds) {
    return new CampaignRecord(
        id,
        kind,
        machine,
        experiment,
        otherParent,
        otherOwner,
        otherPriority,
        otherMachineSeconds,
        createdAt,
        requestJson,
        detailJson,
        state,
        endedAt,
        message,
        endingJson);
  }
}
