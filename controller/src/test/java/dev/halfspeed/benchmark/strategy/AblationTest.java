package dev.halfspeed.benchmark.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AblationTest {
  private static final Image GOOD = Image.of(new Revision.Good());
  private static final Work BUILD = new Work.Building(GOOD, 0);
  private static final Work BOOT = new Work.Booting(GOOD, 1, 1, Purpose.SEARCH);

  private final List<List<Work>> seen = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();

  private Player without(Ablation.Idea idea) {
    return new Ablation(
        new Player() {
          @Override
          public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
            seen.add(inFlight);
            slots.add(slot);
            return new Decision.Rest("");
          }

          @Override
          public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
            return inFlight;
          }

          @Override
          public Optional<Answer> accepted(List<Evidence> evidence) {
            return Optional.of(new Answer(7, 0.9));
          }
        },
        idea);
  }

  private static Slot slot() {
    var costs =
        new Slot.Costs() {
          @Override
          public double buildSeconds(Revision revision) {
            return 1;
          }

          @Override
          public double bootSeconds() {
            return 1;
          }

          @Override
          public double runSeconds() {
            return 1;
          }
        };
    return new Slot(0, true, true, true, Set.of(GOOD), costs);
  }

  @Test
  void oneIdeaIsMissingAndNoOther() {
    for (Ablation.Idea idea : Ablation.Idea.values()) {
      Player player = without(idea);
      player.next(List.of(), List.of(BUILD, BOOT), slot());
      assertThat(seen.getLast())
          .isEqualTo(idea == Ablation.Idea.BOOTS_UNDER_WAY ? List.of(BUILD) : List.of(BUILD, BOOT));
      assertThat(slots.getLast().mayRelayout()).isEqualTo(idea != Ablation.Idea.LAYOUTS);
      assertThat(slots.getLast().images()).containsExactly(GOOD);
      assertThat(player.useless(List.of(), List.of(BOOT)))
          .isEqualTo(idea == Ablation.Idea.CANCELLING ? List.of() : List.of(BOOT));
      assertThat(player.accepted(List.of())).contains(new Player.Answer(7, 0.9));
    }
  }
}
