package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.core.Experiment;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.schedule.Settled;
import dev.halfspeed.work.BootWay;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a check's request came to, kept with it.
 *
 * @param version of this record's format
 * @param settings digest of all that decides what is built and measured, but for the compiler
 * @param config the configuration for people
 * @param baseline the check whose boots this one's are compared with; empty for a whole check
 * @param machine that it is about
 * @param facts of the machine that decide its numbers, as it was when the check began; empty in
 *     rows of version 1
 * @param boots how the machine boots images, by its name, once that is known
 */
record CheckDetail(
    int version,
    CommitLine commit,
    String recipe,
    Map<String, String> parameters,
    String metric,
    String metricUnit,
    boolean higherIsBetter,
    String config,
    String settings,
    String baseline,
    String machine,
    Map<String, String> facts,
    Map<String, BootWay> boots)
    implements Settled {
  static final int VERSION = 2;

  CheckDetail {
    machine = Objects.requireNonNullElse(machine, "");
    facts = Map.copyOf(Objects.requireNonNullElse(facts, Map.of()));
    boots = Map.copyOf(Objects.requireNonNullElse(boots, Map.of()));
  }

  /** The same of a machine as it is now, where that was not kept: in rows of version 1. */
  CheckDetail on(ConnectedMachine station) {
    return machine.isEmpty() ? with(station.name(), MachineFingerprint.of(station), boots) : this;
  }

  @Override
  public List<String> machines() {
    return List.of(machine);
  }

  @Override
  public CheckDetail withBoot(String name, BootWay way) {
    return with(machine, facts, Map.of(name, way));
  }

  private CheckDetail with(
      String itsMachine, Map<String, String> itsFacts, Map<String, BootWay> itsBoots) {
    return new CheckDetail(
        VERSION,
        commit,
        recipe,
        parameters,
        metric,
        metricUnit,
        higherIsBetter,
        config,
        settings,
        baseline,
        itsMachine,
        itsFacts,
        itsBoots);
  }

  /** What its boots can be compared by. */
  Experiment experiment() {
    return new Experiment(recipe, parameters, config);
  }

  /**
   * What a request came to.
   *
   * @param baseline the check whose boots this one's are compared with; empty for a whole check
   */
  static CheckDetail of(KnownGood kernel, ConnectedMachine station, String baseline) {
    return new CheckDetail(
        VERSION,
        kernel.commit(),
        kernel.recipe().name(),
        Map.copyOf(kernel.plan().parameters()),
        kernel.metric().name(),
        kernel.metric().unit(),
        kernel.metric().higherIsBetter(),
        kernel.configWords(),
        kernel.settings(),
        baseline,
        station.name(),
        MachineFingerprint.of(station),
        Map.of());
  }
}
