package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a rule: builds what the round wants, spreads its boots over the machines, and asks for the
 * next round when all is there. What can't be tested is done without.
 */
public final class RoundPlayer implements Player {
  /** A rule that plans so often without wanting a boot will never want one. */
  private static final int EMPTY_PLANS = 10_000;

  private final Strategy rule;
  private final Measurements readings;
  private List<Strategy.Want> wants = List.of();

  public RoundPlayer(Strategy rule, World world) {
    this.rule = rule;
    readings = new Measurements(world);
  }

  @Override
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    readings.take(evidence);
    for (int plans = 0; isDone(); plans++) {
      if (plans > EMPTY_PLANS) {
        throw new IllegalStateException("the rule wants nothing new: " + wants);
      }
      switch (rule.plan(readings)) {
        case Strategy.Plan.Test(List<Strategy.Want> next) -> wants = next;
        case Strategy.Plan.End(Conclusion conclusion) -> {
          return new Decision.Conclude(conclusion, "the rule ends");
        }
      }
    }
    return work(inFlight, slot);
  }

  private boolean isDone() {
    return wants.stream()
        .allMatch(want ->
            readings.isUntestable(want.commit())
                || readings.of(want.commit()).size() >= want.boots());
  }

  private Decision work(List<Work> inFlight, Slot slot) {
    var unbuilt = new ArrayList<Image>();
    for (Strategy.Want want : wants) {
      if (readings.isUntestable(want.commit())) {
        continue;
      }
      Image image = image(want.commit());
      long booting =
          inFlight.stream()
              .filter(work -> work instanceof Work.Booting && work.image().equals(image))
              .count();
      boolean missing = readings.of(want.commit()).size() + booting < want.boots();
      if (slot.images().contains(image)) {
        if (missing && slot.mayBoot()) {
          return new Decision.Boot(image, 1, Purpose.SEARCH, "wanted by the round");
        }
      } else if (inFlight.stream().noneMatch(work -> work.image().equals(image))) {
        unbuilt.add(image);
      }
    }
    return unbuilt.isEmpty() || !slot.mayBuild()
        ? new Decision.Rest("the round is under way")
        : new Decision.Build(unbuilt.getFirst(), "wanted by the round");
  }

  private static Image image(int commit) {
    return Image.of(commit == Strategy.GOOD ? new Revision.Good() : new Revision.Candidate(commit));
  }
}
