package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bisection counts the boots of a comparison of its ends, where they were made as its own are.
 */
final class ComparedEndsTest {
  private static final double NOISE = 0.002;

  @TempDir private Path directory;
  private TinyLab lab;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
  }

  @Test
  void bootsOfAComparisonStandForTheEnds() throws Exception {
    assertThat(ends(List.of(), () -> {})).hasSizeGreaterThan(8);
  }

  @Test
  void whereAScriptOfTheRecipeIsAnotherOneTheyDoNot() throws Exception {
    assertThat(
            ends(
                List.of(),
                () -> Files.writeString(directory.resolve("recipes/tiny/run"), "#!/bin/sh\n:\n")))
        .isEmpty();
  }

  @Test
  void whereTheMachineBootsInAnotherWayTheyDoNot() throws Exception {
    assertThat(ends(List.of(), lab::machineDoesOneThingAtATime)).isEmpty();
  }

  @Test
  void whereAllVariantsHadArgumentsOfTheirOwnTheyDoNot() throws Exception {
    assertThat(ends(List.of("preempt=full"), () -> {})).isEmpty();
  }

  /** Between two campaigns. */
  @FunctionalInterface
  private interface Change {
    void happens() throws IOException;
  }

  /** The boots that a bisection takes from a comparison, after something has become different. */
  private List<?> ends(List<String> arguments, Change change) throws Exception {
    String bisection;
    String comparison;
    BisectionView.Borrowed said;
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      comparison = controller.requests().compare(comparison(arguments), People.ANN);
      TinyLab.until(() ->
          controller.campaigns().allComparisons().stream()
              .allMatch(each -> each.state() != BisectionView.State.RUNNING));
      change.happens();
      bisection = controller.requests().bisect(after(comparison), People.ANN);
      said = controller.campaigns().bisection(bisection).request().borrowed();
      controller.requests().cancel(bisection, "", People.ANN);
    }
    List<?> kept = kept(bisection);
    if (kept.isEmpty()) {
      assertThat(said == null || said.comparison() == null).as("told to people").isTrue();
    } else {
      assertThat(said)
          .extracting(BisectionView.Borrowed::comparison, BisectionView.Borrowed::ends)
          .containsExactly(comparison, kept.size());
    }
    return kept;
  }

  private List<?> kept(String bisection) throws Problem {
    try (Store store = lab.store()) {
      String detail = store.campaigns().find(bisection).orElseThrow().detailJson();
      return (List<?>) requireNonNull(RowJson.read(detail, Map.class).get("ends"));
    }
  }

  private BisectionRequest after(String comparison) {
    BisectionRequest plain = lab.request("main");
    return new BisectionRequest(
        plain.repository(),
        plain.good(),
        plain.bad(),
        plain.recipe(),
        plain.profile(),
        plain.parameters(),
        plain.configBase(),
        plain.configFragments(),
        plain.lab(),
        plain.metric(),
        plain.confidence(),
        plain.firstParent(),
        plain.paths(),
        plain.runs(),
        plain.maximumBoots(),
        plain.seed(),
        plain.priority(),
        plain.find(),
        new BisectionRequest.Known(List.of(), comparison),
        null,
        null);
  }

  private ComparisonRequest comparison(List<String> arguments) {
    BisectionRequest bisection = lab.request("main");
    return new ComparisonRequest(
        Stream.of(bisection.good(), bisection.bad())
            .map(revision ->
                new ComparisonRequest.Variant(
                    revision,
                    bisection.repository(),
                    revision,
                    bisection.configBase(),
                    bisection.configFragments(),
                    arguments,
                    Map.of()))
            .toList(),
        bisection.recipe(),
        null,
        Map.of(),
        bisection.lab(),
        bisection.metric(),
        0.99,
        0.01,
        1,
        60,
        1,
        0);
  }
}
