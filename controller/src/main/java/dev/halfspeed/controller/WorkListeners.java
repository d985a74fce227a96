package dev.halfspeed.controller;

import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All who want to know what campaigns do. */
final class WorkListeners implements WorkListener {
  private final List<WorkListener> all = new CopyOnWriteArrayList<>();

  void add(WorkListener listener) {
    all.add(listener);
  }

  @Override
  public void decided(DecisionRecord decision) {
    all.forEach(listener -> listener.decided(decision));
  }

  @Override
  public void ended(JobEnd end) {
    all.forEach(listener -> listener.ended(end));
  }
}
