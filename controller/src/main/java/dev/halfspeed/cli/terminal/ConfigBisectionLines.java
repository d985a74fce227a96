package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.configs.ConfigBisectionText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ConfigBisectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a config bisection in lines, each thing once: how it begins, each configuration with its
 * numbers, each round, and how it ended.
 */
public final class ConfigBisectionLines {
  private final List<String> told = new ArrayList<>();
  private String standing = "";
  private @Nullable Instant spokenAt;

  /** Lines for what is new, or a sign of life after a long silence; mostly none. */
  public List<String> tell(ConfigBisectionView view, Instant now) {
    var lines = new ArrayList<String>();
    if (spokenAt == null) {
      lines.addAll(opening(view));
    }
    for (ConfigBisectionView.Configuration each : view.configurations()) {
      String line = line(view, each);
      if (!line.isEmpty() && !told.contains(line)) {
        told.add(line);
        lines.add(line);
      }
    }
    String stands = phase(view);
    if (!stands.equals(standing) && view.endedAt() == null) {
      standing = stands;
      lines.add(ConfigBisectionText.standing(view));
    }
    if (lines.isEmpty() && isSilent(view, now)) {
      lines.add("still " + ConfigBisectionText.standing(view) + "; " + activities(view, now));
    }
    if (!lines.isEmpty()) {
      spokenAt = now;
    }
    String stamp = Words.stamp(view.createdAt(), now);
    return lines.stream().map(line -> stamp + " " + line).toList();
  }

  private static String phase(ConfigBisectionView view) {
    return view.progress().round() + " " + view.progress().phase();
  }

  private boolean isSilent(ConfigBisectionView view, Instant now) {
    return view.state() == BisectionView.State.RUNNING
        && spokenAt != null
        && Duration.between(spokenAt, now).compareTo(Narrator.HEARTBEAT) >= 0;
  }

  private static String activities(ConfigBisectionView view, Instant now) {
    String activities =
        view.activities().stream()
            .map(activity -> activity.machine() + " " + Narrator.activity(activity, now))
            .collect(Collectors.joining("; "));
    return activities.isEmpty() ? "waiting" : activities;
  }

  private static List<String> opening(ConfigBisectionView view) {
    var lines = new ArrayList<String>();
    lines.add("config bisection " + view.id() + " at " + Text.commit(view.commit()));
    lines.add(
        "%s and %s differ in %s; recipe %s, metric %s in %s (%s is better)"
            .formatted(
                view.good(),
                view.bad(),
                Words.count(view.options(), "step"),
                view.recipe(),
                view.metric(),
                view.unit(),
                view.higherIsBetter() ? "higher" : "lower"));
    lines.addAll(view.notes());
    if (!view.fixed().isEmpty()) {
      lines.add(
          Words.count(view.fixed().size(), "difference")
              + " can't be searched: the compiler or the guest decides the value");
    }
    return lines;
  }

  /** A configuration with all its numbers so far; empty for one that has only been built. */
  private static String line(
      ConfigBisectionView view, ConfigBisectionView.Configuration configuration) {
    String failure = configuration.failure();
    if (failure != null) {
      return "skipped " + configuration.name() + ": " + failure;
    }
    return configuration.values().isEmpty()
        ? ""
        : configuration.name()
            + ": "
            + configuration.values().stream()
                .map(value -> Words.value(value, ""))
                .collect(Collectors.joining("; "))
            + " "
            + (view.unit().equals("1/s") ? view.metric() : view.unit());
  }

  /** What it has shown, for a terminal or file of so many columns. */
  public static List<String> end(ConfigBisectionView view, int columns) {
    var lines = new ArrayList<String>();
    String conclusion = view.conclusion();
    if (conclusion != null) {
      lines.addAll(Text.wrap(conclusion, columns));
    } else {
      lines.addAll(Text.wrap(ConfigBisectionText.standing(view), columns));
    }
    for (String sentence : ConfigBisectionText.consequences(view)) {
      lines.addAll(Text.wrap(sentence, columns));
    }
    String same = ConfigBisectionText.same(view);
    if (!same.isEmpty()) {
      lines.addAll(Text.wrap(same, columns));
    }
    lines.add("");
    lines.add(
        Words.count(view.progress().boots(), "boot")
            + ", "
            + Words.count(view.progress().builds(), "build")
            + (view.endedAt() == null
                ? ""
                : " in " + Words.between(view.createdAt(), view.endedAt())));
    return List.copyOf(lines);
  }

  /** The exit code: 0 when a set was found, 1 when not, 2 when there is something to put right. */
  public static int code(ConfigBisectionView view) {
    if (view.state() == BisectionView.State.FAILED) {
      return ExitCode.PROBLEM;
    }
    ConfigBisectionView.Ending ending = view.ending();
    return ending != null && ending.kind().equals("options") ? 0 : 1;
  }
}
