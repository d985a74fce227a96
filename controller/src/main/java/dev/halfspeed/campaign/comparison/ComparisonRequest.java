package dev.halfspeed.campaign.comparison;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to have compared, as it was asked: nothing in it has been checked. Paths are
 * absolute, on the controller's machine.
 *
 * @param variants what is compared, at least two; the others are told against the first
 * @param recipe name of a recipe, or the path of a recipe's folder
 * @param profile a named set of the recipe's parameters; absent: its defaults
 * @param parameters values that override the profile, for all variants
 * @param lab name of a registered lab, or path of a lab file; absent: the machine at hand
 * @param metric that decides; absent: the recipe's first
 * @param confidence that no verdict is wrong, over all pairs, such as 0.99
 * @param smallest the smallest difference that matters, as a part of the metric: 0.01 is 1 %
 * @param runs of the recipe in each boot, at least 1
 * @param maximumBoots budget in measured boots
 * @param seed of every random choice, and of the recipe's
 * @param priority those with a higher one have the lab's machines first; absent: 0
 * @param maximumMachineHours what all its jobs together may take of machines; absent: no limit
 * @param good name of a variant whose lead over the first is a loss: what the others give back of
 *     it is told too; absent: nothing of that
 * @param reuse whether boots of earlier comparisons that asked the same count, too; absent: they do
 *     not
 */
public record ComparisonRequest(
    List<Variant> variants,
    String recipe,
    @Nullable String profile,
    Map<String, String> parameters,
    @Nullable String lab,
    @Nullable String metric,
    double confidence,
    double smallest,
    int runs,
    int maximumBoots,
    long seed,
    @Nullable Integer priority,
    @Nullable Double maximumMachineHours,
    @Nullable String good,
    @Nullable Boolean reuse) {
  /** The most that are compared at once. */
  public static final int MOST_VARIANTS = 8;

  /** The smallest difference that matters, of one that does not say. */
  public static final double SMALLEST = 0.01;

  /** The same in per cent. */
  public static final int SMALLEST_PERCENT = 1;

  /** The runs in each boot of one that does not say. */
  public static final int RUNS = 1;

  /** One without a limit of time on machines, not about a loss, whose boots are all its own. */
  public ComparisonRequest(
      List<Variant> variants,
      String recipe,
      @Nullable String profile,
      Map<String, String> parameters,
      @Nullable String lab,
      @Nullable String metric,
      double confidence,
      double smallest,
      int runs,
      int maximumBoots,
      long seed,
      @Nullable Integer priority) {
    this(
        variants,
        recipe,
        profile,
        parameters,
        lab,
        metric,
        confidence,
        smallest,
        runs,
        maximumBoots,
        seed,
        priority,
        null,
        null,
        null);
  }

  public ComparisonRequest {
    variants = List.copyOf(variants);
    parameters = Map.copyOf(parameters);
  }

  /** The same for repositories by their paths, one a variant. */
  public ComparisonRequest of(List<String> paths) {
    return new ComparisonRequest(
        IntStream.range(0, variants.size())
            .mapToObj(number -> variants.get(number).of(paths.get(number)))
            .toList(),
        recipe,
        profile,
        parameters,
        lab,
        metric,
        confidence,
        smallest,
        runs,
        maximumBoots,
        seed,
        priority,
        maximumMachineHours,
        good,
        reuse);
  }

  /** Whether boots of earlier comparisons that asked the same count, too. */
  boolean reuses() {
    return Boolean.TRUE.equals(reuse);
  }

  /**
   * What a variant's revisions meant when it was first asked.
   *
   * @param reverts absent: as they were asked
   */
  record Pin(String commit, @Nullable List<String> reverts) {}

  /** The same with these commits, one pin a variant. */
  ComparisonRequest at(List<Pin> pins) {
    return new ComparisonRequest(
        IntStream.range(0, variants.size())
            .mapToObj(number -> variants.get(number).at(pins.get(number)))
            .toList(),
        recipe,
        profile,
        parameters,
        lab,
        metric,
        confidence,
        smallest,
        runs,
        maximumBoots,
        seed,
        priority,
        maximumMachineHours,
        good,
        reuse);
  }

  /**
   * One of those that are compared.
   *
   * @param name that people know it by, such as "A" or "v6.12"
   * @param repository name of a registered git repository of a kernel, or its path, which is what
   *     is kept
   * @param revision what to build
   * @param configBase path of a .config file, or a make target such as defconfig
   * @param configFragments paths of fragments, appended in order
   * @param kernelArguments appended to the kernel's command line
   * @param parameters of the recipe that differ for this variant
   * @param reverts revisions whose changes are taken back, one after the other; absent: none
   */
  public record Variant(
      String name,
      String repository,
      String revision,
      String configBase,
      List<String> configFragments,
      List<String> kernelArguments,
      Map<String, String> parameters,
      @Nullable List<String> reverts) {
    /** One of which nothing is taken back. */
    public Variant(
        String name,
        String repository,
        String revision,
        String configBase,
        List<String> configFragments,
        List<String> kernelArguments,
        Map<String, String> parameters) {
      this(
          name,
          repository,
          revision,
          configBase,
          configFragments,
          kernelArguments,
          parameters,
          null);
    }

    public Variant {
      configFragments = List.copyOf(configFragments);
      kernelArguments = List.copyOf(kernelArguments);
      parameters = Map.copyOf(parameters);
      reverts = reverts == null ? null : List.copyOf(reverts);
    }

    /** The revisions that are taken back; none where it does not say. */
    public List<String> taken() {
      return reverts == null ? List.of() : reverts;
    }

    Variant of(String path) {
      return new Variant(
          name, path, revision, configBase, configFragments, kernelArguments, parameters, reverts);
    }

    Variant at(Pin pin) {
      List<String> pinned = pin.reverts();
      return new Variant(
          name,
          repository,
          pin.commit(),
          configBase,
          configFragments,
          kernelArguments,
          parameters,
          pinned == null || pinned.isEmpty() ? reverts : pinned);
    }
  }
}
