package dev.halfspeed.benchmark;

import dev.halfspeed.benchmark.world.World;
import java.util.List;
import java.util.stream.IntStream;

/** The worlds in which decisions are recorded: each kind of evidence that the search knows. */
final class RecordedWorlds {
  private static final String GRADUAL =
      String.join(", ", IntStream.range(0, 20).mapToObj(share -> "0.05").toList());

  private static final String GRADUAL_COMMITS =
      String.join(", ", IntStream.range(100, 120).mapToObj(String::valueOf).toList());

  private RecordedWorlds() {}

  /** What a search knows or is asked besides the world. */
  enum Variant {
    /** The machines were checked before. */
    CHECKED,
    /** Nothing is known of the machines. */
    UNKNOWN_MACHINES,
    /** Noise, level and effect are known. */
    TOLD,
    /** Both rates of a test are known about. */
    TOLD_RATES,
    /** The commit that is looked for made the metric better. */
    IMPROVEMENT,
    /** Three runs in each boot, whatever says most. */
    THREE_RUNS,
    /** The step of the metric's numbers is declared. */
    DECLARED_STEP,
    /** Every second commit changes no byte of the kernel. */
    EQUAL_KERNELS
  }

  /** A scenario by the lines of its file. */
  record Kind(String name, Variant variant, List<String> lines) {
    World world(long seed) {
      return Worlds.world(seed, lines.toArray(String[]::new));
    }
  }

  private static Kind kind(String name, String... lines) {
    return kind(name, Variant.CHECKED, lines);
  }

  private static Kind kind(String name, Variant variant, String... lines) {
    return new Kind(name, variant, List.of(lines));
  }

  static List<Kind> all() {
    return List.of(
        kind("chain", "history: {commits: 256}", "noise: {effect: 4}"),
        kind("chain-faint", "history: {commits: 64}", "noise: {effect: 1}", "maximum-boots: 120"),
        kind("one-commit", "history: {commits: 1}", "noise: {effect: 4}"),
        kind("two-commits", "history: {commits: 2}", "noise: {effect: 3}"),
        kind("quiet", "history: {commits: 512}", "noise: {sigma: 0.0005, effect: 200}"),
        kind(
            "chain-cold",
            Variant.UNKNOWN_MACHINES,
            "history: {commits: 256}",
            "noise: {effect: 3}"),
        kind("told", Variant.TOLD, "history: {commits: 256}", "noise: {effect: 2}"),
        kind(
            "improvement",
            Variant.IMPROVEMENT,
            "history: {commits: 200}",
            "noise: {effect: 3, outliers: 0.05}"),
        kind(
            "equal-kernels",
            Variant.EQUAL_KERNELS,
            "history: {commits: 128}",
            "noise: {effect: 5}"),
        kind("merges", "history: {kind: git, commits: 300, merges: 0.2}", "noise: {effect: 4}"),
        kind(
            "merges-many",
            "history: {kind: git, commits: 200, merges: 0.33, seed: 3}",
            "noise: {effect: 8}",
            "machines: {count: 2}"),
        kind("merge-windows", "history: {kind: kernel, commits: 2000}", "noise: {effect: 8}"),
        kind(
            "criss-cross",
            "history: {kind: listed, parents: [[], [0], [0], [1, 2], [2, 1], [3, 4], [5], [5], [6,"
                + " 7], [8]]}",
            "noise: {effect: 3}"),
        kind(
            "unlikely-commits",
            "history: {kind: git, commits: 150}",
            "prior: {none: 0.3, unlikely: 0.5}",
            "noise: {effect: 4}"),
        kind(
            "two-machines",
            "history: {kind: git, commits: 120}",
            "noise: {effect: 3}",
            "machines: {count: 2, offset-spread: 5}"),
        kind(
            "four-machines",
            "history: {commits: 256}",
            "noise: {effect: 3}",
            "machines: {count: 4, speed-spread: 0.4, noise: [1, 1.5, 0.7, 1]}"),
        kind(
            "sixteen-machines",
            "history: {commits: 128}",
            "noise: {effect: 4}",
            "machines: {count: 16, offset-spread: 1}"),
        kind(
            "not-shown",
            "history: {commits: 100}",
            "noise: {effect: 6}",
            "machines: {count: 3, without-effect: [1]}"),
        kind(
            "failing-machines",
            "history: {commits: 128}",
            "noise: {effect: 4}",
            "machines: {count: 3, failures: 0.1, dies: [{machine: 1, hour: 1}]}"),
        kind(
            "layouts",
            "history: {commits: 100}",
            "noise: {effect: 4, layout: 0.7}",
            "layouts: true",
            "machines: {count: 2}"),
        kind("layouts-fixed", "history: {commits: 100}", "noise: {effect: 4, layout: 1}"),
        kind(
            "several-runs",
            "history: {commits: 128}",
            "noise: {effect: 3, between-runs: 0.6}",
            "costs: {boot: 240, run: 20}"),
        kind(
            "slow-runs",
            Variant.THREE_RUNS,
            "history: {commits: 128}",
            "noise: {effect: 4, between-runs: 0.5}",
            "disturbance: {slow-runs: 0.033}"),
        kind("outliers", "history: {commits: 200}", "noise: {effect: 4, outliers: 0.03}"),
        kind("outliers-many", "history: {commits: 64}", "noise: {effect: 5, outliers: 0.1}"),
        kind("rounded", "history: {commits: 128}", "noise: {effect: 4, step: 2}"),
        kind(
            "rounded-declared",
            Variant.DECLARED_STEP,
            "history: {commits: 128}",
            "noise: {effect: 4, step: 2}"),
        kind("rounded-none", "history: {commits: 64}", "culprits: []", "noise: {step: 3}"),
        kind(
            "regime",
            "history: {commits: 128}",
            "noise: {effect: 4}",
            "maximum-boots: 150",
            "drift: {kind: regime, hour: 1.2, size: 30}"),
        kind(
            "regime-up",
            "history: {commits: 128}",
            "noise: {effect: 5}",
            "maximum-boots: 150",
            "machines: {count: 2}",
            "drift: {kind: regime, hour: 1.2, size: -30}"),
        kind(
            "drift-walk",
            "history: {commits: 64}",
            "noise: {effect: 5}",
            "maximum-boots: 120",
            "machines: {count: 2}",
            "drift: {kind: walk, size: 1}"),
        kind(
            "drift-none",
            "history: {commits: 64}",
            "culprits: []",
            "maximum-boots: 100",
            "drift: {kind: step, hour: 0.67, size: 4}"),
        kind("none", "history: {commits: 200}", "culprits: []", "noise: {effect: 2}"),
        kind(
            "none-layouts",
            "history: {kind: git, commits: 200}",
            "culprits: []",
            "noise: {layout: 0.7}",
            "layouts: true",
            "machines: {count: 4}"),
        kind(
            "broken",
            "history: {kind: git, commits: 150}",
            "broken: {build: 0.2, boot: 0.1, stretch: 3}",
            "noise: {effect: 5}",
            "machines: {count: 2}"),
        kind(
            "broken-near",
            "history: {commits: 100}",
            "broken: {build: 0.2, stretch: 4, near: true}",
            "noise: {effect: 6}"),
        kind(
            "two-culprits",
            "history: {commits: 128}",
            "culprits: [0.6, 0.4]",
            "noise: {effect: 8}",
            "machines: {count: 2}"),
        kind(
            "three-culprits",
            "history: {kind: git, commits: 128}",
            "culprits: [0.5, 0.3, 0.2]",
            "noise: {effect: 12}"),
        kind(
            "gradual",
            "history: {commits: 256}",
            "culprits: [" + GRADUAL + "]",
            "culprit-commits: [" + GRADUAL_COMMITS + "]",
            "noise: {effect: 8}",
            "maximum-boots: 100"),
        kind("hardly-there", "history: {commits: 64}", "noise: {effect: 0.3}", "maximum-boots: 60"),
        kind("small-budget", "history: {commits: 256}", "noise: {effect: 2}", "maximum-boots: 14"),
        kind(
            "slow-side",
            "history: {commits: 128}",
            "noise: {effect: 4}",
            "maximum-boots: 120",
            "disturbance: {slow-side: 2}"),
        kind(
            "bursts",
            "history: {commits: 128}",
            "noise: {effect: 4, shape: skewed}",
            "maximum-boots: 120",
            "disturbance: {bursts: 0.1, correlation: 0.4}"),
        kind("bimodal", "history: {commits: 128}", "noise: {effect: 4, shape: bimodal}"),
        kind(
            "pass-fail",
            "history: {commits: 256}",
            "pass-fail: {false-fail: 0.05, false-pass: 0.05}"),
        kind(
            "pass-fail-flaky",
            "history: {kind: git, commits: 128}",
            "pass-fail: {false-fail: 0.2, false-pass: 0.2}",
            "machines: {count: 2}"),
        kind(
            "pass-fail-none",
            "history: {commits: 64}",
            "culprits: []",
            "maximum-boots: 150",
            "pass-fail: {false-fail: 0.3, false-pass: 0}"),
        kind(
            "pass-fail-told",
            Variant.TOLD_RATES,
            "history: {commits: 256}",
            "pass-fail: {false-fail: 0.1, false-pass: 0.3}"),
        kind(
            "pass-fail-broken",
            "history: {commits: 128}",
            "broken: {build: 0.1, boot: 0.1, stretch: 2}",
            "pass-fail: {false-fail: 0.02, false-pass: 0.3}"),
        kind(
            "confident",
            "history: {commits: 128}",
            "noise: {effect: 4}",
            "confidence: 0.9999",
            "machines: {count: 2}"));
  }
}
