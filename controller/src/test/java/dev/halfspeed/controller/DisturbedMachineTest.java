package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.bisection.BisectionEnding;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole bisections by the real controller, under a virtual clock, on a machine that is shared. */
final class DisturbedMachineTest {
  private static final int COMMITS = 16;
  private static final int CULPRIT = 11;
  private static final int MOST_BOOTS = 10_000;

  @TempDir private static Path shared;
  private static QuickStores stores;
  private static KernelRepository repository;
  private static String good;
  private static String culprit = "";

  @BeforeAll
  static void setUp() throws Exception {
    stores = QuickStores.create(Files.createDirectories(shared.resolve("stores")));
    repository = KernelRepository.create(shared.resolve("linux"));
    good = repository.commit("import", "1000");
    for (int i = 1; i <= COMMITS; i++) {
      String id = repository.commit("change " + i, i < CULPRIT ? "1000" : "850");
      culprit = i == CULPRIT ? id : culprit;
    }
    TinyRecipe.write(shared.resolve("recipes"));
    Files.writeString(
        shared.resolve("lab.yaml"),
        """
        machines:
          - name: lab1
            address: lab1.example.org
            key: /nonexistent
            known-hosts: /nonexistent
            boot: {method: qemu, clock: real}
        """);
  }

  /**
   * A tenth of the boots, in bursts of one to five, is 10 to 60 % slower: as much as the loss that
   * is looked for, and more.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void burstsAreRepeatedAndAreNoEvidence(long seed) throws Exception {
    SimulatedLab lab = lab(seed);
    Set<Integer> disturbed = bursts(seed);
    hardware(lab)
        .isSharedWithOthers(
            (boot, run) -> disturbed.contains(boot) ? 0.12 + 0.48 * (boot * 7919 % 97) / 97 : 0.01);
    lab.dieOften(seed % 3);
    BisectionEnding ending = lab.run().getFirst();
    assertCulprit(ending);
    List<JobRecord> hit =
        lab.jobs().stream().filter(job -> "disturbed".equals(job.outcome())).toList();
    assertThat(hit).hasSize(countTo(disturbed, hardware(lab).boots()));
    assertThat(hit)
        .allSatisfy(job -> assertThat(job.message()).contains("all disturbed: ", "to other"));
    Set<String> jobs = hit.stream().map(JobRecord::job).collect(Collectors.toSet());
    assertThat(lab.samples())
        .isNotEmpty()
        .allSatisfy(sample ->
            assertThat(sample.disturbance() != null).isEqualTo(jobs.contains(sample.job())));
    assertThat(lab.samples()).extracting(SampleRecord::metric).contains("tps");
  }

  /** It waits, longer each time, and after an hour takes it for what is usual there. */
  @Test
  void aMachineThatIsAlwaysSharedIsMeasuredOnAfterAnHour() throws Exception {
    SimulatedLab lab = lab(1);
    hardware(lab).isSharedWithOthers((boot, run) -> 0.38 + 0.002 * (boot % 3));
    assertCulprit(lab.run().getFirst());
    List<DecisionRecord> waits = decisions(lab, "wait");
    List<DecisionRecord> accepted = decisions(lab, "accept");
    assertThat(waits.getFirst().why())
        .isEqualTo(
            "38 % of its CPU time went to other processes during the last 3 boots; measured again"
                + " in 1 min 00 s");
    assertThat(accepted).hasSize(1);
    assertThat(accepted.getFirst().why())
        .startsWith("38 % of its CPU time went to other processes during the last ")
        .endsWith(" boots: it counts as usual there from now on, until the machine is quiet again");
    Instant first =
        lab.jobs().stream()
            .filter(job -> "disturbed".equals(job.outcome()))
            .map(job -> Objects.requireNonNull(job.endedAt()))
            .min(Instant::compareTo)
            .orElseThrow();
    assertThat(Duration.between(first, accepted.getFirst().at()))
        .isBetween(Duration.ofMinutes(60), Duration.ofMinutes(64));
    assertThat(lab.jobs().stream().filter(job -> "disturbed".equals(job.outcome())))
        .hasSizeLessThan(12);
  }

  /** Two runs in each boot, of which one is disturbed in two of three boots. */
  @Test
  void theOtherRunsOfADisturbedBootAreEvidence() throws Exception {
    SimulatedLab lab = lab(3, 2, "main");
    hardware(lab).isSharedWithOthers((boot, run) -> boot % 3 == run ? 0.4 : 0);
    assertCulprit(lab.run().getFirst());
    assertThat(lab.jobs()).extracting(JobRecord::outcome).doesNotContain("disturbed");
    assertThat(lab.jobs())
        .extracting(JobRecord::message)
        .contains("2 runs, 1 disturbed: 40 % of its CPU time went to other processes");
    assertThat(lab.samples().stream().filter(sample -> sample.disturbance() != null))
        .hasSizeGreaterThan(lab.samples().size() / 4);
  }

  @Test
  void anEndingWithoutACulpritSaysThatTheMachineWasShared() throws Exception {
    SimulatedLab lab = lab(1, 0, "main~" + (COMMITS - CULPRIT + 1));
    hardware(lab).isSharedWithOthers((boot, run) -> 0.35);
    BisectionEnding ending = lab.run().getFirst();
    assertThat(ending.kind()).isEqualTo("not reproduced");
    assertThat(ending.words())
        .endsWith(
            " Machine lab1 was measured on while 35 % of its CPU time went to other processes:"
                + " measure again when it is quiet.");
  }

  /** As soon as whoever was there has gone the bisection goes on. */
  @Test
  void aMachineThatIsSharedForAWhileIsWaitedFor() throws Exception {
    SimulatedLab lab = lab(2);
    hardware(lab).isSharedWithOthers((boot, run) -> boot > 4 && boot < 10 ? 0.5 : 0);
    assertCulprit(lab.run().getFirst());
    assertThat(decisions(lab, "wait")).hasSize(3);
    assertThat(decisions(lab, "accept")).isEmpty();
    assertThat(lab.jobs().stream().filter(job -> "disturbed".equals(job.outcome()))).hasSize(5);
  }

  private static List<DecisionRecord> decisions(SimulatedLab lab, String action) {
    return lab.decisions().stream().filter(each -> each.action().equals(action)).toList();
  }

  private static FakeMachine hardware(SimulatedLab lab) {
    return Objects.requireNonNull(lab.machines().get("lab1")).hardware();
  }

  private static int countTo(Set<Integer> boots, int last) {
    return (int) boots.stream().filter(boot -> boot <= last).count();
  }

  private static Set<Integer> bursts(long seed) {
    var random = new SplittableRandom(seed);
    var disturbed = new HashSet<Integer>();
    for (int boot = 1; boot < MOST_BOOTS; boot++) {
      if (random.nextInt(27) == 0) {
        int length = 1 + random.nextInt(5);
        for (int nth = 0; nth < length; nth++) {
          disturbed.add(boot++);
        }
      }
    }
    return disturbed;
  }

  private static SimulatedLab lab(long seed) throws IOException {
    return lab(seed, 0, "main");
  }

  private static SimulatedLab lab(long seed, int runs, String bad) throws IOException {
    var request =
        new BisectionRequest(
            repository.folder().toString(),
            good,
            bad,
            "tiny",
            null,
            Map.of(),
            "tinyconfig",
            List.of(),
            shared.resolve("lab.yaml").toString(),
            "tps",
            0.99,
            false,
            List.of(),
            runs,
            200,
            seed,
            0,
            "regression",
            null,
            null,
            null);
    return new SimulatedLab(
        stores,
        Files.createTempDirectory(shared, "seed" + seed + "-"),
        shared.resolve("recipes"),
        List.of("lab1"),
        new ArrayList<>(List.of(request)),
        seed);
  }

  private static void assertCulprit(BisectionEnding ending) {
    assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
    assertThat(ending.commits().getFirst().id()).isEqualTo(culprit);
  }
}
