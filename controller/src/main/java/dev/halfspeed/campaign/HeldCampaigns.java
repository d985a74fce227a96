package dev.halfspeed.campaign;

import dev.halfspeed.jobs.ProgressLimit;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Open bisections that can't go on: a recipe, a lab file or a repository is away, or not what it
 * was, or the store can't be written. Each is tried again every minute, since a person may put that
 * right; after a day it is overdue.
 */
public final class HeldCampaigns {
  static final Duration RETRY = Duration.ofMinutes(1);
  public static final Duration LIMIT = ProgressLimit.LIMIT;

  private final Time time;
  private final Map<String, Held> held = new LinkedHashMap<>();

  /**
   * One that can't go on.
   *
   * @param start when it was held first, by the clock that never goes back
   */
  private record Held(Problem why, Instant since, long start) {}

  HeldCampaigns(Time time) {
    this.time = time;
  }

  /**
   * It can't go on, for this reason; whether since now or still.
   *
   * @return whether since now
   */
  synchronized boolean hold(String id, Problem why) {
    Held before = held.get(id);
    held.put(
        id,
        before == null
            ? new Held(why, time.instant(), time.nanoTime())
            : new Held(why, before.since(), before.start()));
    return before == null;
  }

  /** Whether it can't go on for now. */
  synchronized boolean isHeld(String id) {
    return held.containsKey(id);
  }

  /** It goes on, or has ended. */
  synchronized void release(String id) {
    held.remove(id);
  }

  /** Their names, the one first that was held first. */
  synchronized List<String> all() {
    return List.copyOf(held.keySet());
  }

  /** Whether it has been held for so long that nobody seems to put it right. */
  synchronized boolean isOverdue(String id) {
    Held one = held.get(id);
    return one != null && time.nanoTime() - one.start() >= LIMIT.toNanos();
  }

  /** Of what was settled when a campaign of any kind was accepted, the machines. */
  private record Machines(List<String> machines) {}

  /** What its machines do: they wait, for what, and until when. */
  synchronized List<BisectionView.Activity> activities(CampaignRecord record) {
    return Optional.ofNullable(held.get(record.id()))
        .map(one ->
            activities(
                RowJson.read(record.detailJson(), Machines.class).machines(),
                one.since(),
                phase(one)))
        .orElse(List.of());
  }

  /** Of a bisection all of whose machines wait for the same. */
  static List<BisectionView.Activity> activities(
      List<String> machines, Instant since, String phase) {
    return machines.stream()
        .map(machine ->
            new BisectionView.Activity(machine, "held up", null, since, phase, null, null))
        .toList();
  }

  /** Why it can't go on, and what to do. */
  synchronized String words(String id) {
    return Optional.ofNullable(held.get(id)).map(HeldCampaigns::words).orElse("");
  }

  private static String phase(Held one) {
    return words(one) + "; looked at again every minute, ends as failed after a day";
  }

  private static String words(Held one) {
    return one.why().what() + "; " + one.why().nextStep();
  }
}
