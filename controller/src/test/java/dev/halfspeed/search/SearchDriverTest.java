package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every lab asks of a search in the same way. */
final class SearchDriverTest {
  private static final Slot.Costs COSTS =
      new Slot.Costs() {
        @Override
        public double buildSeconds(Revision revision) {
          return 60;
        }

        @Override
        public double bootSeconds() {
          return 20;
        }

        @Override
        public double runSeconds() {
          return 5;
        }
      };

  private static final Evidence BUILT = new Evidence.Built(new Revision.Good(), "abc");
  private static final Evidence EARLIER = new Evidence.Earlier(0, "image", List.of(0.0, 0.1));

  private static Search search() {
    CandidateDag dag = TestDags.chain(8);
    return new BayesianSearch(
        dag, Prior.uniform(dag), new Settings(0.99, 200, 1, new Reproducer.Metric()));
  }

  private static Slot slot(boolean mayBuild, boolean mayBoot, Image... images) {
    return new Slot(0, mayBuild, mayBoot, false, Set.of(images), COSTS);
  }

  @Test
  void aPlaceThatMayDoEitherRestsOnlyWhenNeitherIsWorthWhile() {
    var asked = new ArrayList<Slot>();
    Search wantsToBuild =
        new Asked(search()) {
          @Override
          public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
            asked.add(slot);
            return slot.mayBoot()
                ? new Decision.Rest("nothing to boot")
                : new Decision.Build(Image.of(new Revision.Good()), "the next one");
          }
        };
    var driver = new SearchDriver(wantsToBuild, List.of());
    assertThat(driver.next(List.of(), List.of(), slot(true, true)))
        .isInstanceOf(Decision.Build.class);
    assertThat(asked).extracting(Slot::mayBoot).containsExactly(true, false);
    assertThat(driver.next(List.of(), List.of(), slot(false, true)))
        .isEqualTo(new Decision.Rest("nothing to boot"));
    assertThat(asked).hasSize(3);
  }

  @Test
  void whatWasKnownBeforehandComesFirst() {
    var seen = new ArrayList<List<Evidence>>();
    Search listens =
        new Asked(search()) {
          @Override
          public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
            seen.add(evidence);
            return inFlight;
          }
        };
    var driver = new SearchDriver(listens, List.of(EARLIER));
    Work build = new Work.Building(Image.of(new Revision.Good()), 0);
    assertThat(driver.useless(List.of(BUILT), List.of(build))).containsExactly(build);
    assertThat(driver.useless(List.of(), List.of(build))).containsExactly(build);
    assertThat(seen).containsExactly(List.of(EARLIER, BUILT), List.of(EARLIER));
    assertThat(driver.useless(List.of(BUILT), List.of())).isEmpty();
    assertThat(seen).hasSize(2);
  }

  @Test
  void whereNothingIsLeftToDoAllThatItMayBeAreNamedWithTheirProbability() {
    var driver = new SearchDriver(search(), List.of());
    Conclusion end = driver.nothingLeft(List.of(), 1, "no machine can boot");
    assertThat(end)
        .isInstanceOfSatisfying(
            Conclusion.Suspects.class,
            suspects -> {
              assertThat(suspects.candidates()).hasSize(8).doesNotHaveDuplicates();
              assertThat(suspects.confidence()).isBetween(0.85, 1.0);
              assertThat(suspects.reason()).isEqualTo("no machine can boot");
            });
  }

  /** Another search, where nothing else is said. */
  private abstract static class Asked implements Search {
    private final Search other;

    Asked(Search other) {
      this.other = other;
    }

    @Override
    public Assessment assess(List<Evidence> evidence, int machines) {
      return other.assess(evidence, machines);
    }

    @Override
    public Standing standing(List<Evidence> evidence) {
      return other.standing(evidence);
    }

    @Override
    public Optional<Decision.Conclude> concluded(List<Evidence> evidence) {
      return other.concluded(evidence);
    }

    @Override
    public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
      return other.next(evidence, inFlight, slot);
    }

    @Override
    public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
      return other.useless(evidence, inFlight);
    }
  }
}
