package dev.halfspeed.campaign;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.report.Words;
import dev.halfspeed.schedule.CampaignNames;
import dev.halfspeed.schedule.MachineScheduler;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Says which campaigns of this controller have a machine, and for how long about. */
public final class MachineUse implements CampaignNames {
  private final MachineScheduler scheduler;
  private final RunningCampaigns running;

  public MachineUse(MachineScheduler scheduler, RunningCampaigns running) {
    this.scheduler = scheduler;
    this.running = running;
  }

  /** All that may be given work there; empty: none. */
  public String of(Machine machine) {
    return scheduler.campaigns(machine.address()).stream()
        .map(this::words)
        .collect(Collectors.joining(", "));
  }

  @Override
  public String words(String campaign) {
    return running
        .get(campaign)
        .map(run -> run.campaign().kind() + " " + campaign + left(run.campaign()))
        .orElse(campaign);
  }

  private static String left(Campaign campaign) {
    OptionalDouble seconds = campaign.secondsLeft();
    return seconds.isPresent() ? " (about " + Words.roughly(seconds.getAsDouble()) + " left)" : "";
  }
}
