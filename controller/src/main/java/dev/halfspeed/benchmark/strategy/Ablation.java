package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.List;
import java.util.Optional;

/** A player with one of its ideas switched off, which shows what that idea is worth. */
public final class Ablation implements Player {
  private final Player player;
  private final Idea without;

  /** What can be taken away from outside. */
  public enum Idea {
    /** Work that has become useless is cancelled. */
    CANCELLING,
    /** What boots under way may say is thought of. Builds are always seen: none may begin twice. */
    BOOTS_UNDER_WAY,
    /** The same code is laid out anew. */
    LAYOUTS,
    /** What a build takes counts when it is chosen what to boot. */
    BUILD_COSTS
  }

  public Ablation(Player player, Idea without) {
    this.player = player;
    this.without = without;
  }

  @Override
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    return switch (without) {
      case CANCELLING -> player.next(evidence, inFlight, slot);
      case BOOTS_UNDER_WAY ->
          player.next(
              evidence, inFlight.stream().filter(Work.Building.class::isInstance).toList(), slot);
      case LAYOUTS ->
          player.next(
              evidence,
              inFlight,
              new Slot(
                  slot.machine(),
                  slot.mayBuild(),
                  slot.mayBoot(),
                  false,
                  slot.images(),
                  slot.costs()));
      case BUILD_COSTS ->
          player.next(
              evidence,
              inFlight,
              new Slot(
                  slot.machine(),
                  slot.mayBuild(),
                  slot.mayBoot(),
                  slot.mayRelayout(),
                  slot.images(),
                  buildsForNothing(slot.costs())));
    };
  }

  private static Slot.Costs buildsForNothing(Slot.Costs costs) {
    return new Slot.Costs() {
      @Override
      public double buildSeconds(Revision revision) {
        return 0;
      }

      @Override
      public double bootSeconds() {
        return costs.bootSeconds();
      }

      @Override
      public double runSeconds() {
        return costs.runSeconds();
      }
    };
  }

  @Override
  public Optional<Conclusion> nothingLeft(List<Evidence> evidence, int machines, String why) {
    return player.nothingLeft(evidence, machines, why);
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return switch (without) {
      case CANCELLING -> List.of();
      case BOOTS_UNDER_WAY, LAYOUTS, BUILD_COSTS -> player.useless(evidence, inFlight);
    };
  }

  @Override
  public Optional<Answer> accepted(List<Evidence> evidence) {
    return player.accepted(evidence);
  }
}
