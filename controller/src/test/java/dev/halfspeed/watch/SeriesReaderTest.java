package dev.halfspeed.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.detection.DetectionSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SeriesReaderTest {
  private static final SeriesReader READER = new SeriesReader(DetectionSettings.usual());

  /** Points with noise of 0.2 %, as many as the levels. */
  private static List<ChangeFinder.Found> changes(double... levels) {
    var random = new SplittableRandom(7);
    var values = new ArrayList<ChangeFinder.Value>();
    for (double level : levels) {
      values.add(
          new ChangeFinder.Value(
              "v" + values.size(),
              Instant.EPOCH.plusSeconds(values.size()),
              level + 0.002 * random.nextGaussian(),
              4e-6,
              OptionalDouble.of(5 + 0.002 * random.nextGaussian()),
              4));
    }
    return READER.read(List.of(new ChangeFinder.Values("s", true, values))).getFirst().changes();
  }

  private static double[] levels(double first, int before, double between, int then, int after) {
    double[] levels = new double[before + then + after];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = i >= before && i < before + then ? between : first;
    }
    return levels;
  }

  /** Detection takes it for one temporary change, and somebody mended it. */
  @Test
  void theEndOfALossIsAnAlarmOfItsOwnHoweverSoonItComes() {
    List<ChangeFinder.Found> changes = changes(levels(0, 12, -0.3, 8, 8));

    assertThat(changes).hasSize(2);
    assertThat(changes.getFirst().gap()).isEqualTo(11);
    assertThat(changes.getFirst().shift()).isBetween(-0.31, -0.29);
    assertThat(changes.getLast().gap()).isEqualTo(19);
    assertThat(changes.getLast().shift()).isBetween(0.29, 0.31);
    assertThat(changes).noneMatch(ChangeFinder.Found::isOfTheMachine);
  }

  @Test
  void theEndOfAGainIsPartOfTheSameTemporaryChange() {
    assertThat(changes(levels(0, 12, 0.3, 8, 8))).hasSize(1);
  }
}
