package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison counts the boots of earlier ones that asked the same, if it is asked to. */
final class ReusedBootsTest {
  private static final double NOISE = 0.02;
  private static final int FEW = 8;

  @TempDir private Path directory;
  private TinyLab lab;
  private FakeMachine machine;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
    machine = new FakeMachine(NOISE);
  }

  @Test
  void anUndecidedOneIsGoneOnWith() throws Exception {
    try (LabController controller = lab.controller(machine, Time.real())) {
      ComparisonView first = end(controller, same(FEW, false));
      assertThat(first.pairs().getFirst().verdict()).isEqualTo(ComparisonView.Verdict.UNDECIDED);
      assertThat(first.earlier()).isNull();
      ComparisonView second = end(controller, same(60, true));
      assertThat(second.earlier())
          .isEqualTo(new ComparisonView.Earlier(List.of(first.id()), FEW, true));
      assertThat(second.pairs().getFirst().verdict())
          .isNotEqualTo(ComparisonView.Verdict.UNDECIDED);
      assertThat(second.boots()).isGreaterThan(FEW);
      assertThat(second.ownBoots())
          .isEqualTo(second.boots() - FEW)
          .isEqualTo(measured(second.id()));
      assertThat(second.measured()).hasSize(second.boots());
      assertThat(second.measured().stream().limit(FEW))
          .extracting(ComparisonView.Boot::job)
          .isEqualTo(first.measured().stream().map(ComparisonView.Boot::job).toList());
      assertThat(second.measured().stream().limit(FEW))
          .allMatch(boot -> first.id().equals(boot.comparison()));
      assertThat(second.measured().stream().skip(FEW))
          .as("as samples are left out by")
          .allMatch(boot -> boot.comparison() == null)
          .extracting(ComparisonView.Boot::number)
          .startsWith(1, 2);
      assertThat(ComparisonText.earlier(second))
          .contains("8 boots of " + first.id() + " count, too.");
    }
  }

  /** It goes on with the evidence, and with the blocks, as the earlier one would have. */
  @Test
  void itDecidesAsOneThatMadeAllBootsItself() throws Exception {
    try (LabController controller = lab.controller(machine, Time.real())) {
      end(controller, same(FEW, false));
      ComparisonView second = end(controller, same(60, true));
      assertThat(second.measured().stream().map(ComparisonView.Boot::block).distinct())
          .as("blocks on the machine")
          .isSorted()
          .hasSize((second.boots() + 3) / 4);
    }
  }

  @Test
  void aDecidedOneNeedsNoBoot() throws Exception {
    try (LabController controller = lab.controller(machine, Time.real())) {
      ComparisonView first = end(controller, different(false));
      int boots = machine.boots();
      ComparisonView second = end(controller, different(true));
      assertThat(machine.boots()).isEqualTo(boots);
      assertThat(second.conclusion()).isEqualTo(first.conclusion());
      assertThat(second.ownBoots()).isZero();
      ComparisonView third = end(controller, strict());
      assertThat(third.earlier())
          .as("with those that the earlier one counted")
          .isEqualTo(
              new ComparisonView.Earlier(List.of(first.id(), second.id()), first.boots(), true));
    }
  }

  @Test
  void withoutBeingAskedToItSaysThatThereAreSome() throws Exception {
    try (LabController controller = lab.controller(machine, Time.real())) {
      ComparisonView first = end(controller, different(false));
      ComparisonView second = end(controller, different(false));
      assertThat(second.measured()).hasSize(measured(second.id()));
      assertThat(ComparisonText.earlier(second))
          .contains(
              "%s asked the same and has %d boots, which --reuse counts."
                  .formatted(first.id(), first.boots()));
      assertThat(second.ownBoots()).isEqualTo(second.boots());
    }
  }

  /** A workload that is random draws by its seed: the same one twice is no second measurement. */
  @Test
  void noSeedIsUsedTwice() throws Exception {
    var seeds = new ConcurrentLinkedQueue<String>();
    machine.breaks((id, job) -> {
      if (job instanceof Job.Measure measure) {
        seeds.add(measure.imageKey() + " " + measure.seed());
      }
      return Optional.empty();
    });
    try (LabController controller = lab.controller(machine, Time.real())) {
      end(controller, same(FEW, false));
      ComparisonView second = end(controller, same(60, true));
      assertThat(seeds).hasSize(second.boots()).doesNotHaveDuplicates();
    }
  }

  @Test
  void itGoesOnAfterARestart() throws Exception {
    String id;
    ComparisonView first;
    machine.freezesAfter(5 + FEW);
    try (LabController controller = lab.controller(machine, Time.real())) {
      first = end(controller, same(FEW, false));
      id = controller.requests().compare(same(60, true), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= 5 + FEW);
    }
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      ComparisonView view = end(controller, id);
      assertThat(view.earlier())
          .isEqualTo(new ComparisonView.Earlier(List.of(first.id()), FEW, true));
      assertThat(view.pairs().getFirst().verdict()).isNotEqualTo(ComparisonView.Verdict.UNDECIDED);
    }
  }

  @Test
  void whatIsNotTheSameDoesNotCount() throws Exception {
    try (LabController controller = lab.controller(machine, Time.real())) {
      ComparisonView first = end(controller, different(false));
      assertThat(end(controller, request("main", 0.02, 0.99, 60, true)).earlier())
          .as("another smallest difference")
          .isNull();
      assertThat(end(controller, request("main~1", 0.05, 0.99, 60, true)).earlier())
          .as("another commit")
          .isNull();
      Files.writeString(directory.resolve("recipes/tiny/run"), "#!/bin/sh\n:\n");
      assertThat(end(controller, different(true)).earlier()).as("another script").isNull();
      assertThat(first.earlier()).isNull();
    }
  }

  @Test
  void whatWasBootedInAnotherWayDoesNotCount() throws Exception {
    try (LabController controller = lab.controller(machine, Time.real())) {
      end(controller, different(false));
      lab.machineDoesOneThingAtATime();
      assertThat(end(controller, different(true)).earlier()).isNull();
    }
  }

  /** How many boots the machine measured for a comparison. */
  private int measured(String comparison) {
    return (int)
        machine.booted().stream().filter(boot -> boot.id().job().startsWith(comparison)).count();
  }

  private ComparisonView end(LabController controller, ComparisonRequest request) throws Exception {
    return end(controller, controller.requests().compare(request, People.ANN));
  }

  private static ComparisonView end(LabController controller, String id) throws Exception {
    TinyLab.until(
        () -> controller.campaigns().comparison(id).state() != BisectionView.State.RUNNING);
    return controller.campaigns().comparison(id);
  }

  /** Of two that are the same. */
  private ComparisonRequest same(int boots, boolean reuse) {
    return request("main~9", 0.05, 0.99, boots, reuse);
  }

  private ComparisonRequest different(boolean reuse) {
    return request("main", 0.05, 0.99, 60, reuse);
  }

  private ComparisonRequest strict() {
    return request("main", 0.05, 0.999, 60, true);
  }

  private ComparisonRequest request(
      String other, double smallest, double confidence, int boots, boolean reuse) {
    return new ComparisonRequest(
        Stream.of("main~10", other)
            .map(revision ->
                new ComparisonRequest.Variant(
                    revision,
                    lab.request("main").repository(),
                    revision,
                    "tinyconfig",
                    List.of(),
                    List.of(),
                    Map.of()))
            .toList(),
        "tiny",
        null,
        Map.of(),
        directory.resolve("lab.yaml").toString(),
        "tps",
        confidence,
        smallest,
        1,
        boots,
        1,
        0,
        null,
        null,
        reuse);
  }
}
