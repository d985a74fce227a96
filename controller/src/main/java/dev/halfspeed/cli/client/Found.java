package dev.halfspeed.cli.client;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A campaign that a user named by the beginning of its id, or by nothing. */
public record Found(Kind kind, String id, Instant createdAt) {

  /** What it is. */
  public enum Kind {
    BISECTION,
    COMPARISON,
    CONFIG_BISECTION,
    CHECK;

    /** As it is called in sentences. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Whether it is a comparison. */
  public boolean isComparison() {
    return kind == Kind.COMPARISON;
  }

  /** Whether it is a config bisection. */
  public boolean isConfigBisection() {
    return kind == Kind.CONFIG_BISECTION;
  }

  /**
   * Finds it.
   *
   * @param prefix absent: the newest
   */
  public static Found by(@Nullable String prefix, ApiClient api) throws Problem {
    // The newest is one that a person asked for.
    List<Found> all =
        prefix == null
            ? all(asked(api.bisections()), api.comparisons(), api.configBisections())
            : all(api.bisections(), api.allComparisons(), api.configBisections());
    if (all.isEmpty()) {
      throw new Problem(
          "There is no bisection yet, no comparison and no config bisection.",
          "Start one with: halfspeed bisect --good REVISION, halfspeed compare REVISION REVISION,"
              + " or halfspeed config-bisect GOOD.config BAD.config");
    }
    if (prefix == null) {
      return all.stream().max(Comparator.comparing(Found::createdAt)).orElseThrow();
    }
    return only(prefix, all);
  }

  private static Found only(String prefix, List<Found> all) throws Problem {
    List<Found> matching = all.stream().filter(one -> one.id().startsWith(prefix)).toList();
    return matching.stream()
        .filter(one -> matching.size() == 1 || one.id().equals(prefix))
        .findFirst()
        .orElseThrow(() -> notOne(prefix, matching));
  }

  /** Finds what can be cancelled: the same, and checks of machines, which have to be named. */
  public static Found byWithChecks(@Nullable String prefix, ApiClient api) throws Problem {
    if (prefix == null) {
      return by(null, api);
    }
    var all = new ArrayList<>(all(api.bisections(), api.allComparisons(), api.configBisections()));
    api.forMachines()
        .checks()
        .forEach(one -> all.add(new Found(Kind.CHECK, one.id(), one.startedAt())));
    return only(prefix, all);
  }

  /** Without those that regressions gave rise to. */
  private static List<BisectionSummary> asked(List<BisectionSummary> bisections) {
    return bisections.stream().filter(one -> !one.owner().startsWith("regression ")).toList();
  }

  private static List<Found> all(
      List<BisectionSummary> bisections,
      List<ComparisonSummary> comparisons,
      List<ConfigBisectionSummary> configBisections) {
    return Stream.of(
            bisections.stream().map(one -> new Found(Kind.BISECTION, one.id(), one.createdAt())),
            comparisons.stream().map(one -> new Found(Kind.COMPARISON, one.id(), one.createdAt())),
            configBisections.stream()
                .map(one -> new Found(Kind.CONFIG_BISECTION, one.id(), one.createdAt())))
        .flatMap(each -> each)
        .toList();
  }

  private static Problem notOne(String prefix, List<Found> matching) {
    String kinds =
        String.join(
            " and ", matching.stream().map(one -> one.kind().word() + "s").distinct().toList());
    return new Problem(
        matching.isEmpty()
            ? "There is no bisection, comparison or config bisection " + prefix + "."
            : matching.size()
                + " "
                + kinds
                + " begin with "
                + prefix
                + ": "
                + String.join(", ", matching.stream().map(Found::id).toList())
                + ".",
        "List them with: halfspeed status --all");
  }
}
