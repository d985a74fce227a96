package dev.halfspeed.store;

import dev.halfspeed.store.access.ActionStore;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.store.access.AuditStore;
import dev.halfspeed.store.access.TokenStore;
import dev.halfspeed.store.campaign.CampaignStore;
import dev.halfspeed.store.campaign.InterventionStore;
import dev.halfspeed.store.job.BootStore;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.store.job.SampleStore;
import dev.halfspeed.store.machine.LeaseStore;
import dev.halfspeed.store.machine.MachineStore;
import dev.halfspeed.store.machine.RegistryStore;
import dev.halfspeed.store.regression.AlarmStore;
import dev.halfspeed.store.regression.NoticeStore;
import dev.halfspeed.store.regression.RegressionStore;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchPointStore;
import dev.halfspeed.store.watch.WatchStore;

/**
 * What the controller knows, kept. Every method of every part is one transaction that is on the
 * disk when the method returns. Any thread may call; writers wait for each other.
 *
 * <p>Methods throw {@link StoreException} when the store fails, and when a row contradicts those
 * already there (an unknown campaign, a second start of the same attempt).
 */
public interface Store extends AutoCloseable {
  /** What was asked of the lab. */
  CampaignStore campaigns();

  /** What was asked of machines, and what came of it. */
  JobStore jobs();

  /** What each boot measured. */
  BootStore boots();

  /** What was measured, across campaigns. */
  SampleStore samples();

  /** What was built, across campaigns. */
  BuildStore builds();

  /** What machines are, and whether they may be given work. */
  MachineStore machines();

  /** What detectors say of series. */
  AlarmStore alarms();

  /** What alarms were taken for. */
  RegressionStore regressions();

  /** Who was told what. */
  NoticeStore notices();

  /** Labs and repositories by name. */
  RegistryStore registry();

  /** Who asked for which writes. */
  ActionStore actions();

  /** What people did to campaigns. */
  InterventionStore interventions();

  /** What lets people in. */
  TokenStore tokens();

  /** Every write that was sent. */
  AuditStore audit();

  /** What is watched. */
  WatchStore watches();

  /** What watches saw, and what came of it. */
  WatchPointStore watchPoints();

  /** What the points of watches measured, as series. */
  SeriesStore series();

  /** Answers to requests that may come again. */
  AnswerStore answers();

  /** Whether the store can be read, and the claim on it still holds. */
  boolean isOwn();

  /** Who may give machines work. */
  LeaseStore leases();

  /** Closes the store and gives up the claim on it. */
  @Override
  void close();
}
