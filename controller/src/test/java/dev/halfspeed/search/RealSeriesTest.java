package dev.halfspeed.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Boots of real bisections by the real clock, on machines that had other work to do: 64 commits, a
 * budget of 200 boots.
 */
final class RealSeriesTest {
  private static final int COMMITS = 64;

  private static final CandidateDag DAG = TestDags.chain(COMMITS);

  private static BayesianSearch search() {
    return new BayesianSearch(DAG, Prior.uniform(DAG), new Settings(0.99, 200, 1));
  }

  /** The boots in their order, each with its runs. */
  private static List<Evidence> boots(String file) throws IOException {
    var values = new LinkedHashMap<String, List<Double>>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(RealSeriesTest.class.getResourceAsStream(file)),
                StandardCharsets.UTF_8))) {
      for (String line : in.lines().skip(1).toList()) {
        String[] fields = line.split(",");
        values
            .computeIfAbsent(fields[0] + "," + fields[2], ignored -> new ArrayList<>())
            .add(Math.log(Double.parseDouble(fields[3])));
      }
    }
    var boots = new ArrayList<Evidence>();
    values.forEach((key, runs) -> {
      String side = key.substring(key.indexOf(',') + 1);
      Revision revision =
          switch (side) {
            case "good" -> new Revision.Good();
            case "bad" -> new Revision.Candidate(COMMITS - 1);
            default -> new Revision.Candidate(COMMITS / 2);
          };
      boots.add(new Evidence.Measured(revision, 0, side, Purpose.CALIBRATION, runs));
    });
    return boots;
  }

  private static Decision decision(List<Evidence> boots) {
    Set<Image> images =
        Set.of(Image.of(new Revision.Good()), Image.of(new Revision.Candidate(COMMITS - 1)));
    return search().next(boots, List.of(), new Slot(0, true, true, false, images, new Costs()));
  }

  private static final class Costs implements Slot.Costs {
    @Override
    public double buildSeconds(Revision revision) {
      return 60;
    }

    @Override
    public double bootSeconds() {
      return 10;
    }

    @Override
    public double runSeconds() {
      return 10;
    }
  }

  /** One run in a boot took twenty times as long; others ran beside it for two boots. */
  @Test
  void aRunThatWasDisturbedDoesNotHideALoss() throws IOException {
    List<Evidence> boots = boots("busy-host.csv");
    for (int count = 4; count <= boots.size(); count++) {
      assertThat(decision(boots.subList(0, count)))
          .as("after %d boots", count)
          .isNotInstanceOf(Decision.Conclude.class);
    }
    Effect effect = search().assess(boots, 1).effect().orElseThrow();
    assertThat(effect.fraction()).isBetween(-0.25, -0.1);
    assertThat(search().assess(boots, 1).noise()).isLessThan(0.2);
  }

  /** Three times as many transactions from one boot to the next, since other work had ended. */
  @Test
  void aChangeOfRegimeIsNoNoise() throws IOException {
    List<Evidence> boots = boots("regime.csv");
    for (int count = 4; count <= boots.size(); count++) {
      assertThat(decision(boots.subList(0, count)))
          .as("after %d boots", count)
          .isNotInstanceOf(Decision.Conclude.class);
    }
    assertThat(search().assess(boots, 1).noise()).isLessThan(0.25);
  }
}
