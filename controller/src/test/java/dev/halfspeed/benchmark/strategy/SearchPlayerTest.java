package dev.halfspeed.benchmark.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Standing;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SearchPlayerTest {
  private final List<List<Evidence>> seen = new ArrayList<>();

  private final Search search =
      new Search() {
        @Override
        public Assessment assess(List<Evidence> evidence, int machines) {
          throw new AssertionError("a whole assessment is dear");
        }

        @Override
        public Standing standing(List<Evidence> evidence) {
          seen.add(evidence);
          return new Standing(Assessment.Phase.PROVING, 3, 0.99, 0);
        }

        @Override
        public Optional<Decision.Conclude> concluded(List<Evidence> evidence) {
          throw new AssertionError("not asked");
        }

        @Override
        public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
          throw new AssertionError("not asked");
        }

        @Override
        public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
          seen.add(evidence);
          return List.of();
        }
      };

  @Test
  void earlierBootsComeFirstInAListThatIsMadeOnce() {
    var earlier = new Evidence.Earlier(0, "check", List.of(7.0));
    var built = new Evidence.Built(new Revision.Good(), "good");
    var player = new SearchPlayer(search, List.of(earlier));
    List<Evidence> first = List.of(built);
    assertThat(player.accepted(first)).contains(new Player.Answer(3, 0.99));
    player.useless(first, List.of(new Work.Building(Image.of(new Revision.Good()), 0)));
    player.accepted(List.of(built, built));
    assertThat(seen.getFirst()).containsExactly(earlier, built);
    assertThat(seen.get(1)).isSameAs(seen.getFirst());
    assertThat(seen.get(2)).containsExactly(earlier, built, built);
  }
}
