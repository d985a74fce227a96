package dev.halfspeed.report.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A config bisection, as the API gives it. An option is told as in {@code CONFIG_HZ 100 -> 1000}:
 * its value in the good configuration and in the bad one.
 *
 * @param endedAt absent while it runs
 * @param good what the good configuration is called
 * @param bad what the bad one is called
 * @param commit that is built
 * @param maximumBoots the budget as it is now
 * @param options in how many steps the two differ: options, and choices of several
 * @param steps all of them, in the order in which the search puts them on
 * @param fixed options that differ, and that can't be changed: the compiler or the guest decides
 * @param notes what the two files are not made for
 * @param progress how far it is
 * @param rounds the searches so far, the present one last
 * @param suspects the most probable steps, the first one first
 * @param configurations those that were built or booted, in that order
 * @param activities what machines do for it now
 * @param ending absent while it runs
 * @param conclusion one or a few sentences for people; absent while it runs
 * @param origin who asked for it, what it gave rise to, and what people did to it
 */
public record ConfigBisectionView(
    String id,
    BisectionView.State state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    String good,
    String bad,
    BisectionView.Commit commit,
    String recipe,
    Map<String, String> parameters,
    String metric,
    String unit,
    boolean higherIsBetter,
    double confidence,
    int maximumBoots,
    int options,
    List<String> steps,
    List<String> fixed,
    List<String> notes,
    Progress progress,
    List<Round> rounds,
    List<Suspect> suspects,
    List<Configuration> configurations,
    List<BisectionView.Activity> activities,
    @Nullable Ending ending,
    @Nullable String conclusion,
    CampaignOrigin origin) {

  /**
   * How far it is.
   *
   * @param phase waiting for machines, calibrating, searching, proving, paused or done
   * @param round which search this is, from 1
   * @param remaining steps that hold 99 % of the probability in this round
   * @param found options that are known to matter, from the rounds before
   * @param boots that gave numbers
   * @param builds of kernels
   * @param sameKernels configurations that came to a kernel which another one had come to before
   * @param effect the change from good to bad; absent while unknown
   * @param noise standard deviation of one boot, as a part of the metric; absent while unknown
   */
  public record Progress(
      String phase,
      int round,
      int remaining,
      List<String> found,
      int boots,
      int builds,
      int sameKernels,
      BisectionView.@Nullable Change effect,
      @Nullable Double noise) {}

  /**
   * One search over a chain of configurations.
   *
   * @param found options that are known to matter, and stand before all others in its chain
   * @param removed sets that were proved before, and are left out of its bad end
   * @param boots how many had given numbers before it began
   */
  public record Round(List<String> found, List<List<String>> removed, int boots) {
    public Round {
      found = List.copyOf(found);
      removed = List.copyOf(removed);
    }
  }

  /** A step that may be what is looked for. */
  public record Suspect(List<String> options, double probability) {}

  /**
   * A configuration that was tried.
   *
   * @param name such as "good.config with CONFIG_A=y"
   * @param changed how many of the steps are as in the bad configuration
   * @param buildId of its kernel; absent where none was built
   * @param values the metric in its boots
   * @param failure why it can't be tested; absent where it can
   * @param attempts builds and boots of it that have ended, the oldest first
   */
  public record Configuration(
      String name,
      int changed,
      @Nullable String buildId,
      List<Double> values,
      @Nullable String failure,
      List<Attempt> attempts) {
    public Configuration {
      attempts = List.copyOf(attempts);
    }
  }

  /**
   * A build or a boot of a configuration.
   *
   * @param job with the number of the attempt, as logs are named
   * @param number by which people name a boot that gave samples, from 1; absent of others
   * @param kind build or boot
   * @param purpose why it was booted; absent of a build
   * @param outcome measured, built, unbuildable ...
   * @param message what happened, one line
   * @param values the metric in its runs that are evidence
   * @param disturbance why a run is none: what disturbed it, or who left it out and why; absent
   *     where all are
   */
  public record Attempt(
      String job,
      @Nullable Integer number,
      String kind,
      @Nullable String purpose,
      String outcome,
      String message,
      String machine,
      Instant startedAt,
      List<Double> values,
      @Nullable String disturbance) {
    public Attempt {
      values = List.copyOf(values);
    }
  }

  /**
   * How it ended.
   *
   * @param kind options, suspects, not reproduced, below noise floor, exhausted, cancelled ...
   * @param carriers sets of options that carry the loss; several where the bad configuration stays
   *     slow without the first
   * @param found options that are known to have a part in it beside the sets, or where there is
   *     none
   * @param suspects options that may have, likewise
   */
  public record Ending(
      String kind, List<Carrier> carriers, List<String> found, List<String> suspects) {}

  /**
   * A set of options that carries the loss.
   *
   * @param confidence that it is this one
   * @param effect the change when it is put on the good configuration
   * @param share of the whole change
   * @param withIt fresh boots of the good configuration with it
   * @param withoutIt fresh boots of the good configuration
   * @param recovered the part of the change that the bad configuration gets back without it; absent
   *     where that could not be measured
   * @param consequences what changes with it in the effective configuration beside what was asked
   *     for; empty also where that is not known
   */
  public record Carrier(
      List<String> options,
      double confidence,
      BisectionView.Change effect,
      double share,
      int withIt,
      int withoutIt,
      @Nullable Double recovered,
      List<String> consequences) {}
}
