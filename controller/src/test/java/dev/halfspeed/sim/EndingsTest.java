package dev.halfspeed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Conclusion;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bisections of named scenarios end as their worlds deserve. */
final class EndingsTest {

  private static List<Trial> trials(String scenario, int seeds) {
    var contestant = Contestants.players(List.of("halfspeed")).getFirst();
    var ground = new Ground(ScenarioBook.named(scenario));
    return LongStream.rangeClosed(1, seeds)
        .parallel()
        .mapToObj(seed -> {
          var world = new World(ground, seed);
          return VirtualLab.run(world, () -> contestant.factory().player(world));
        })
        .toList();
  }

  private static List<Conclusion> conclusions(List<Trial> trials) {
    return trials.stream().map(trial -> trial.conclusion().orElseThrow()).toList();
  }

  @Test
  void equalEndsAreCalledEqual() {
    assertThat(conclusions(trials("none-d2-w4", 4)))
        .allSatisfy(each -> assertThat(each).isInstanceOf(Conclusion.NotReproduced.class));
  }

  @Test
  void luckOfTheEndsLayoutsIsNoRegression() {
    assertThat(conclusions(trials("none-layout", 4)))
        .allSatisfy(each -> assertThat(each).isInstanceOf(Conclusion.NotReproduced.class));
  }

  @Test
  void bothCulpritsAreNamed() {
    assertThat(trials("two-culprits", 4)).allMatch(Trial::allNamed);
  }
}
