package dev.halfspeed.report.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.OptionsView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was found out about the kernel options that changed with a culprit, in sentences. */
public final class OptionSentences {
  /** So many options are named. */
  private static final int NAMED = 6;

  private OptionSentences() {}

  /**
   * One after the other: what changed, what became of each trial, and what follows.
   *
   * @param isPassOrFail whether a run passes or fails, instead of giving a number
   */
  public static List<String> of(OptionsView options, boolean isPassOrFail) {
    var sentences = new ArrayList<String>();
    sentences.add(
        "With it the kernel's configuration changed: "
            + named(options.changed().stream().map(OptionSentences::words).toList())
            + ".");
    if (options.isAll()) {
      sentences.add("It changes nothing but Kconfig files: these options are all that it does.");
    }
    if (options.trials().isEmpty() && !options.isAll()) {
      sentences.add("Whether it is these that made the change was not measured.");
    }
    options.trials().forEach(trial -> sentences.add(words(trial, isPassOrFail)));
    verdict(options).ifPresent(sentences::add);
    return sentences;
  }

  private static String words(OptionsView.Changed change) {
    return change.symbol()
        + " "
        + change.before()
        + " -> "
        + change.after()
        + (change.area() == null ? "" : " (" + change.area() + ")");
  }

  private static String named(List<String> all) {
    return all.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
  }

  private static String words(OptionsView.Trial trial, boolean isPassOrFail) {
    if (trial.obstacle() != null) {
      return "The same commit with " + way(trial) + " " + obstacle(trial.obstacle()) + ".";
    }
    if (trial.restored().isEmpty() && trial.arguments().isEmpty()) {
      return "Kconfig no longer lets any of them be as before, and no word of the kernel's command"
          + " line does it.";
    }
    OptionsView.Recovered recovered = trial.recovered();
    String what = "The same commit with " + way(trial);
    if (recovered != null) {
      return what
          + " gets back "
          + Words.percent(recovered.share())
          + " of the change (95 %% interval %s to %s, of %s)."
              .formatted(
                  Words.percent(recovered.low()),
                  Words.percent(recovered.high()),
                  Words.count(trial.values().size(), "boot"));
    }
    if (trial.values().isEmpty() || !isPassOrFail) {
      return what + " was not measured beside it.";
    }
    return what
        + " passes "
        + trial.values().stream().map(Words::percent).collect(Collectors.joining(", "))
        + " of its runs, boot by boot.";
  }

  private static String way(OptionsView.Trial trial) {
    var words = new ArrayList<String>();
    if (!trial.restored().isEmpty()) {
      words.add(named(trial.restored()) + " as before");
    }
    if (!trial.arguments().isEmpty()) {
      words.add(String.join(" ", trial.arguments()) + " on its command line");
    }
    String what = words.isEmpty() ? "its options as before" : String.join(" and ", words);
    return switch (trial.by()) {
      case SETTINGS -> what;
      case DEFINITIONS -> "its Kconfig files as before, so " + what + ",";
    };
  }

  private static String obstacle(String cause) {
    return switch (cause.toLowerCase(Locale.ROOT)) {
      case "unbuildable" -> "does not build";
      case "unbootable" -> "does not boot";
      case "reproducer_failed" -> "fails the reproducer";
      default -> "was not to be measured";
    };
  }

  private static Optional<String> verdict(OptionsView options) {
    List<OptionsView.Trial> measured =
        options.trials().stream().filter(trial -> trial.recovered() != null).toList();
    for (OptionsView.Trial trial : measured) {
      if (Objects.requireNonNull(trial.recovered()).most()) {
        return Optional.of(
            "So the change comes from "
                + (options.changed().size() == 1 ? "this option" : "these options")
                + ", which this commit changed; "
                + switch (trial.by()) {
                  case SETTINGS -> "what was put back is a workaround.";
                  case DEFINITIONS -> "no setting works around it any more.";
                });
      }
    }
    if (!measured.isEmpty()
        && measured.stream()
            .allMatch(trial -> Objects.requireNonNull(trial.recovered()).nothing())) {
      return Optional.of(
          "So what was put back is not what made the change: it is in the commit's code.");
    }
    return Optional.empty();
  }
}
