package dev.halfspeed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Conclusion;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bisections of named scenarios end as their worlds deserve. */
final class ConclusionsTest {

  private static List<Trial> trials(String scenario, int seeds) throws Problem {
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
  void equalEndsAreCalledEqual() throws Problem {
    assertThat(conclusions(trials("none-d2-w4", 4)))
        .allSatisfy(each -> assertThat(each).isInstanceOf(Conclusion.NotReproduced.class));
  }

  /** One such world in twenty ends below the noise floor; in none is anybody accused. */
  @Test
  void luckOfTheEndsLayoutsIsNoRegression() throws Problem {
    List<Conclusion> conclusions = conclusions(trials("none-layout", 8));
    assertThat(conclusions)
        .allSatisfy(each ->
            assertThat(each)
                .isInstanceOfAny(Conclusion.NotReproduced.class, Conclusion.BelowNoiseFloor.class));
    assertThat(conclusions)
        .filteredOn(Conclusion.NotReproduced.class::isInstance)
        .hasSizeGreaterThan(6);
  }

  @Test
  void bothCulpritsAreNamed() throws Problem {
    assertThat(trials("two-culprits", 4)).allMatch(Trial::allNamed);
  }
}
