package dev.halfspeed.report.comparison;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A comparison in words: what is known of each pair, and what was measured as a table. */
public final class ComparisonText {
  private static final int LONGEST_NAME = 60;
  private static final String NONE = "-";

  /** From here on a change is told as a multiple: 1,900 % more says less than 20 times as much. */
  private static final double MULTIPLE = 9;

  private ComparisonText() {}

  /** What is known of every pair, in sentences of one line. */
  public static String conclusion(ComparisonView view) {
    return String.join(" ", sentences(view));
  }

  /** The report, in Markdown; also of one that still runs. */
  public static String markdown(ComparisonView view) {
    return ComparisonReport.of(view);
  }

  /** The sentences of {@link #conclusion}: who can't be tested, then each other pair. */
  public static List<String> sentences(ComparisonView view) {
    var sentences = new ArrayList<String>();
    for (ComparisonView.Variant variant : view.variants()) {
      String failure = variant.failure();
      if (failure != null) {
        sentences.add(untested(variant.name(), failure));
      }
    }
    boolean told = view.variants().stream().anyMatch(variant -> variant.failure() != null);
    for (ComparisonView.Pair pair : view.pairs()) {
      // Why it is not tested was told of the variant.
      if (!told || pair.verdict() != ComparisonView.Verdict.UNTESTED) {
        sentences.add(sentence(view, pair));
      }
    }
    return List.copyOf(sentences);
  }

  /** What earlier comparisons have to do with it, in a sentence; empty where there are none. */
  public static Optional<String> earlier(ComparisonView view) {
    ComparisonView.Earlier earlier = view.earlier();
    if (earlier == null) {
      return Optional.empty();
    }
    String boots = Words.count(earlier.boots(), "boot");
    return Optional.of(
        earlier.count()
            ? "%s of %s count, too.".formatted(boots, String.join(" and ", earlier.comparisons()))
            : "%s asked the same and has %s, which --reuse counts."
                .formatted(earlier.comparisons().getLast(), boots));
  }

  /**
   * What each variant gives back of a loss, in sentences; none where it is not about one, or where
   * it runs and nothing is known yet.
   */
  public static List<String> recoveries(ComparisonView view) {
    String good = view.good();
    if (good == null) {
      return List.of();
    }
    String loss = "the loss from " + name(good) + " to " + name(view.variants().getFirst().name());
    if (view.recoveries().isEmpty()) {
      return view.variants().size() == 2 || view.state() == BisectionView.State.RUNNING
          ? List.of()
          : List.of("What gives back " + loss + " is not known: " + whyUnknown(view, good) + ".");
    }
    return view.recoveries().stream()
        .map(recovery -> {
          BisectionView.Change share = recovery.share();
          return "%s gives back %s %% of %s (%s to %s %%)."
              .formatted(
                  name(recovery.variant()),
                  whole(share.fraction()),
                  loss,
                  whole(share.low()),
                  whole(share.high()));
        })
        .toList();
  }

  private static String whyUnknown(ComparisonView view, String good) {
    Optional<ComparisonView.Pair> ends =
        view.pairs().stream()
            .filter(pair ->
                pair.first().equals(view.variants().getFirst().name())
                    && pair.second().equals(good))
            .findFirst();
    BisectionView.Change lead =
        ends.flatMap(pair -> Optional.ofNullable(pair.difference())).orElse(null);
    if (lead == null) {
      boolean isOpen =
          ends.map(pair -> pair.verdict() == ComparisonView.Verdict.UNDECIDED).orElse(false);
      return isOpen ? "whether the two differ is undecided" : "the two were not compared";
    }
    boolean isMore = lead.low() > 0;
    boolean isLess = lead.high() < 0;
    if (view.higherIsBetter() ? isMore : isLess) {
      return "nothing else could be measured";
    }
    return isMore || isLess ? name(good) + " is the worse of the two" : "that is not shown itself";
  }

  /** A share in whole per cent, without its unit. */
  public static String whole(double share) {
    return String.format(Locale.ROOT, "%.0f", 100 * share).replaceFirst("^-0$", "0");
  }

  /** That a variant can't be tested, and why. */
  public static String untested(String variant, String failure) {
    String why = Printable.line(failure).strip();
    return name(variant) + " can't be tested: " + why + (why.endsWith(".") ? "" : ".");
  }

  private static String sentence(ComparisonView view, ComparisonView.Pair pair) {
    BisectionView.Change difference = pair.difference();
    return switch (pair.verdict()) {
      case DIFFERENT -> name(pair.second()) + " has " + different(view, pair) + ".";
      case SAME ->
          both(pair)
              + " are the same within "
              + smallest(view)
              + (difference == null ? "" : " (" + signedRange(difference) + ")")
              + ".";
      case UNDECIDED -> undecided(view, pair);
      case UNTESTED -> both(pair) + " were not compared.";
    };
  }

  private static String different(ComparisonView view, ComparisonView.Pair pair) {
    BisectionView.Change change = pair.difference();
    String confidence = ", with " + Words.level(view.confidence()) + " confidence";
    if (change == null) {
      return "another " + metric(view) + " than " + name(pair.first()) + confidence;
    }
    if (change.fraction() >= MULTIPLE) {
      return times(change.fraction())
          + " times as much "
          + metric(view)
          + " as "
          + name(pair.first())
          + " ("
          + timesRange(change)
          + " times)"
          + confidence;
    }
    boolean matters = Math.max(Math.abs(change.low()), Math.abs(change.high())) > view.smallest();
    return digits(Math.abs(change.fraction()), decimals(change))
        + " % "
        + direction(change.fraction())
        + " "
        + metric(view)
        + " than "
        + name(pair.first())
        + " ("
        + (change.low() * change.high() > 0 ? range(change) : signedRange(change))
        + ")"
        + (matters ? "" : ", less than the " + smallest(view) + " that matters")
        + confidence;
  }

  private static String undecided(ComparisonView view, ComparisonView.Pair pair) {
    BisectionView.Change change = pair.difference();
    Integer more = pair.bootsToGo();
    String known = both(pair) + " are undecided after " + Words.count(view.boots(), "boot");
    return known
        + (change == null ? "" : ": " + name(pair.second()) + " has " + between(view, change))
        + (more == null ? "" : "; about " + moreBoots(more) + " would tell" + budget(view))
        + ".";
  }

  /** Two limits, each with its direction where they have different ones. */
  private static String between(ComparisonView view, BisectionView.Change change) {
    if (change.low() * change.high() > 0) {
      return "between "
          + range(change).replace(" to ", " and ")
          + " "
          + direction(change.low())
          + " "
          + metric(view);
    }
    int decimals = decimals(change);
    return "between "
        + digits(Math.abs(change.low()), decimals)
        + " % less and "
        + digits(Math.abs(change.high()), decimals)
        + " % more "
        + metric(view);
  }

  private static String moreBoots(int boots) {
    return String.format(Locale.ROOT, "%,d more boot%s", boots, boots == 1 ? "" : "s");
  }

  /** What gives it more boots, where what is left is too little for one of each variant. */
  private static String budget(ComparisonView view) {
    return view.ownBoots() + view.variants().size() > view.maximumBoots() ? " (--max-boots)" : "";
  }

  /** How a pair stands, shorter than a sentence, such as B against A: -4.8 % (-5.7 to -3.9 %). */
  public static String standing(ComparisonView view, ComparisonView.Pair pair) {
    BisectionView.Change change = pair.difference();
    return name(pair.second())
        + " against "
        + name(pair.first())
        + ": "
        + (change == null ? "" : change(change) + ", ")
        + switch (pair.verdict()) {
          case DIFFERENT -> "different";
          case SAME -> "the same within " + smallest(view);
          case UNDECIDED -> "undecided";
          case UNTESTED -> "not tested";
        };
  }

  /**
   * What was measured, the deciding metric first: below a head each metric's values, and the
   * differences from the first variant with their intervals.
   */
  public static List<List<String>> table(ComparisonView view) {
    var rows = new ArrayList<List<String>>();
    List<String> names = view.variants().stream().map(variant -> name(variant.name())).toList();
    var head = new ArrayList<String>(List.of("metric"));
    head.addAll(names);
    names.stream().skip(1).map(name -> name + " against " + names.getFirst()).forEach(head::add);
    rows.add(List.copyOf(head));
    for (ComparisonView.Metric metric : view.metrics()) {
      var row = new ArrayList<String>(List.of(label(metric)));
      for (@Nullable Double value : metric.values()) {
        row.add(value == null ? NONE : Words.value(value, ""));
      }
      // The first variant does not differ from itself.
      for (int other = 1; other < metric.differences().size(); other++) {
        BisectionView.Change change = metric.differences().get(other);
        row.add(change == null ? NONE : change(change));
      }
      rows.add(List.copyOf(row));
    }
    return List.copyOf(rows);
  }

  /** A metric with its unit; a rate is called by its name alone. */
  private static String label(ComparisonView.Metric metric) {
    String name = Printable.line(metric.name(), LONGEST_NAME);
    return metric.unit().isEmpty() || metric.unit().equals("1/s") || metric.unit().equals(name)
        ? name
        : name + " (" + Printable.line(metric.unit(), LONGEST_NAME) + ")";
  }

  /** A variant's name as it is shown. */
  public static String name(String variant) {
    return Printable.line(Words.shortId(variant), LONGEST_NAME);
  }

  /** The smallest difference that matters, such as 1 % or 0.5 %. */
  public static String smallest(ComparisonView view) {
    return Words.level(view.smallest());
  }

  private static String metric(ComparisonView view) {
    return Printable.line(view.metric(), LONGEST_NAME);
  }

  private static String both(ComparisonView.Pair pair) {
    return name(pair.first()) + " and " + name(pair.second());
  }

  private static String direction(double fraction) {
    return fraction < 0 ? "less" : "more";
  }

  /** A difference with its interval, such as -4.8 % (-5.7 to -3.9 %). */
  private static String change(BisectionView.Change change) {
    if (change.fraction() >= MULTIPLE) {
      return times(change.fraction()) + " times (" + timesRange(change) + ")";
    }
    int decimals = decimals(change);
    return sign(change.fraction(), decimals)
        + digits(Math.abs(change.fraction()), decimals)
        + " % ("
        + signedRange(change)
        + ")";
  }

  private static String timesRange(BisectionView.Change change) {
    return times(change.low()) + " to " + times(change.high());
  }

  private static String times(double fraction) {
    double ratio = 1 + fraction;
    return String.format(
        Locale.ROOT, ratio >= 1e10 ? "%.1e" : ratio >= 100 ? "%,.0f" : "%.1f", ratio);
  }

  private static String sign(double fraction, int decimals) {
    return digits(Math.abs(fraction), decimals).matches("[0.]+") ? "" : fraction < 0 ? "-" : "+";
  }

  private static String signedRange(BisectionView.Change change) {
    int decimals = decimals(change);
    return negative(change.low(), decimals) + " to " + negative(change.high(), decimals) + " %";
  }

  private static String negative(double fraction, int decimals) {
    return (sign(fraction, decimals).equals("-") ? "-" : "") + digits(Math.abs(fraction), decimals);
  }

  /** Limits of one direction, without it, the smaller one first. */
  private static String range(BisectionView.Change change) {
    double one = Math.abs(change.low());
    double other = Math.abs(change.high());
    int decimals = decimals(change);
    return digits(Math.min(one, other), decimals)
        + " to "
        + digits(Math.max(one, other), decimals)
        + " %";
  }

  /** No more decimals than the interval bears. */
  private static int decimals(BisectionView.Change change) {
    return change.high() - change.low() < 0.002 ? 2 : 1;
  }

  private static String digits(double size, int decimals) {
    return String.format(Locale.ROOT, size < 1e10 ? "%." + decimals + "f" : "%.1e", size * 100);
  }
}
