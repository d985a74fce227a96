package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a comparison in lines, each thing once: how it begins, how each pair stands at every tenth
 * boot and whenever one is decided, and who can't be tested. Says nothing about how it ended.
 */
public final class ComparisonNarrator {
  private static final int BOOTS_BETWEEN_LINES = 10;

  private final Set<String> untested = new HashSet<>();
  private long decided;
  private int tens;

  /** By whom it is paused, and why; empty while it goes on. */
  private String rest = "";

  private @Nullable Instant spokenAt;

  /** Lines for what is new, or a sign of life after a long silence; mostly none. */
  public List<String> tell(ComparisonView view, Instant now) {
    var lines = new ArrayList<String>();
    if (spokenAt == null) {
      lines.addAll(opening(view));
    }
    for (ComparisonView.Variant variant : view.variants()) {
      String failure = variant.failure();
      if (failure != null && untested.add(variant.name())) {
        lines.add(ComparisonText.untested(variant.name(), failure));
      }
    }
    String restsNow =
        view.origin().paused() == null ? "" : "paused by " + view.origin().paused().whoAndWhy();
    if (!restsNow.equals(rest)) {
      rest = restsNow;
      lines.add(rest.isEmpty() ? "it goes on" : rest);
    }
    if (isNews(view)) {
      lines.add(standings(view));
    }
    if (lines.isEmpty() && isSilent(view, now)) {
      lines.add(signOfLife(view, now));
    }
    if (!lines.isEmpty()) {
      spokenAt = now;
    }
    String stamp = Words.stamp(view.createdAt(), now);
    return lines.stream().map(line -> stamp + " " + line).toList();
  }

  private boolean isNews(ComparisonView view) {
    long decidedNow =
        view.pairs().stream()
            .filter(pair -> pair.verdict() != ComparisonView.Verdict.UNDECIDED)
            .count();
    int tensNow = view.boots() / BOOTS_BETWEEN_LINES;
    boolean news = decidedNow != decided || tensNow != tens;
    decided = decidedNow;
    tens = tensNow;
    return news;
  }

  private boolean isSilent(ComparisonView view, Instant now) {
    return view.state() == BisectionView.State.RUNNING
        && spokenAt != null
        && Duration.between(spokenAt, now).compareTo(Narrator.HEARTBEAT) >= 0;
  }

  private static List<String> opening(ComparisonView view) {
    var lines = new ArrayList<String>();
    lines.add("comparison " + view.id() + ":");
    for (ComparisonView.Variant variant : view.variants()) {
      lines.add("  " + variant(variant));
    }
    lines.add(
        "recipe "
            + view.recipe()
            + ", metric "
            + view.metric()
            + " in "
            + view.unit()
            + " ("
            + (view.higherIsBetter() ? "higher" : "lower")
            + " is better), confidence "
            + Words.level(view.confidence())
            + ", differences from "
            + ComparisonText.smallest(view)
            + " on matter");
    ComparisonText.earlier(view).ifPresent(lines::add);
    return lines;
  }

  /** A variant with what is booted for it. */
  public static String variant(ComparisonView.Variant variant) {
    return ComparisonText.name(variant.name())
        + ": "
        + Text.commit(variant.commit())
        + (variant.what().isBlank() ? "" : " (" + variant.what() + ")");
  }

  private static String standings(ComparisonView view) {
    return progress(view)
        + view.pairs().stream()
            .map(pair -> "; " + ComparisonText.standing(view, pair))
            .collect(Collectors.joining());
  }

  /** How many boots there are, and how many there will probably be. */
  static String progress(ComparisonView view) {
    Integer more = view.bootsToGo();
    return Words.count(view.boots(), "boot")
        + (more == null || view.state() != BisectionView.State.RUNNING
            ? ""
            : ", about " + more + " to go");
  }

  private static String signOfLife(ComparisonView view, Instant now) {
    String activities =
        view.activities().stream()
            .map(activity -> activity.machine() + " " + Narrator.activity(activity, now))
            .collect(Collectors.joining("; "));
    return "still at " + progress(view) + ": " + (activities.isEmpty() ? "waiting" : activities);
  }
}
