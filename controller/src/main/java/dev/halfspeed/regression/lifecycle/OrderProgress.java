package dev.halfspeed.regression.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far an order has come. */
public final class OrderProgress {
  private static final Duration FIRST_WAIT = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 6;

  private final Order order;
  private final Instant wantedAt;
  private Optional<String> asked = Optional.empty();
  private Optional<String> campaign = Optional.empty();
  private Optional<Finding> finding = Optional.empty();
  private Optional<String> refusal = Optional.empty();
  private Instant nextTry;
  private boolean passing = true;
  private int refusals;

  OrderProgress(Order order, Instant wantedAt) {
    this.order = order;
    this.wantedAt = wantedAt;
    nextTry = wantedAt;
  }

  void asked(@Nullable String id) {
    asked = Optional.ofNullable(id);
  }

  void started(String id) {
    campaign = Optional.of(id);
  }

  /** Each refusal doubles the time to the next try: 5 minutes, 10, ... 5 hours 20 minutes. */
  void refused(Instant at, String why, boolean mayPass) {
    asked = Optional.empty();
    refusal = Optional.of(why);
    passing = mayPass;
    nextTry = at.plus(FIRST_WAIT.multipliedBy(1L << Math.min(refusals, MOST_DOUBLINGS)));
    refusals++;
  }

  void ended(Finding how) {
    finding = Optional.of(how);
  }

  /** What was ordered. */
  public Order order() {
    return order;
  }

  /** When it became due. */
  public Instant wantedAt() {
    return wantedAt;
  }

  /** The campaign that began for it; empty while none has. */
  public Optional<String> campaign() {
    return campaign;
  }

  /** How its campaign ended; empty while it has not. */
  public Optional<Finding> finding() {
    return finding;
  }

  /** Why it was refused last. */
  public Optional<String> refusal() {
    return refusal;
  }

  /** How often it was refused. */
  public int refusals() {
    return refusals;
  }

  /** Whether it was refused for good. */
  public boolean isRefused() {
    return !passing && campaign.isEmpty();
  }

  /** Whether its campaign has begun and not ended. */
  public boolean isRunning() {
    return campaign.isPresent() && finding.isEmpty();
  }

  /** Whether it takes a place in the lab, or may. */
  public boolean isUnderWay() {
    return isRunning() || isAsked();
  }

  /** Whether the lab was asked, and its answer is not known. */
  public boolean isAsked() {
    return asked.isPresent() && campaign.isEmpty();
  }

  /** The id under which the lab was asked for it; empty while it was not, or after a refusal. */
  public Optional<String> askedAs() {
    return asked;
  }

  /** Whether it may be asked for now. */
  public boolean isDue(Instant now) {
    return campaign.isEmpty() && passing && !now.isBefore(nextTry);
  }

  /** Whether nothing more is to come. */
  public boolean isSettled() {
    return finding.isPresent() || isRefused();
  }

  @Override
  public String toString() {
    return order.key();
  }
}
