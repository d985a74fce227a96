package dev.halfspeed.jobs;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.InterventionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts into words what people did to a campaign. */
public final class InterventionText {
  private InterventionText() {}

  /** All of them, by number. */
  public static List<InterventionView> views(Interventions interventions) {
    return interventions.all().stream().map(each -> view(each, interventions)).toList();
  }

  /** One of them. */
  public static InterventionView view(Intervention one, Interventions interventions) {
    Integer undoneBy = interventions.undoing(one.number()).map(Intervention::number).orElse(null);
    return new InterventionView(
        one.number(),
        one.at(),
        one.by(),
        words(one.act()),
        one.reason(),
        undoneBy,
        undoneBy == null && !(one.act() instanceof Act.Undo));
  }

  /** What of them changed the evidence, in a sentence behind a space; empty where nothing did. */
  public static String onEvidence(Interventions interventions) {
    return byHand(
        interventions
            .onEvidence()
            .filter(each -> interventions.undoing(each.number()).isEmpty())
            .map(InterventionText::whoAndWhy));
  }

  /**
   * The same with what was taken back: for a campaign in which steps that rest on it may have been
   * made meanwhile, and are not taken back.
   */
  public static String onEvidenceEver(Interventions interventions) {
    return byHand(
        interventions
            .onEvidence()
            .map(each ->
                whoAndWhy(each)
                    + interventions
                        .undoing(each.number())
                        .map(undo ->
                            " until %s took that back (%s)".formatted(undo.by(), undo.reason()))
                        .orElse("")));
  }

  private static String byHand(Stream<String> words) {
    String all = words.collect(Collectors.joining("; "));
    return all.isEmpty() ? "" : " By hand: " + all + ".";
  }

  private static String whoAndWhy(Intervention one) {
    return "%s %s (%s)".formatted(one.by(), words(one.act()), one.reason());
  }

  private static String words(Act act) {
    return switch (act) {
      case Act.Pause() -> "paused it";
      case Act.Resume() -> "resumed it";
      case Act.Prioritize(int priority) -> "set the priority to " + priority;
      case Act.Budget budget -> "set the budget to " + words(budget);
      case Act.Remeasure(String _, String commit, int _) ->
          "asked for another boot of " + Words.shortId(commit);
      case Act.Exclude(String job, int attempt, Integer run) ->
          "left out " + (run == null ? "boot " : "sample ") + SampleName.of(job, attempt, run);
      case Act.Mark(String _, String commit, Intervention.Verdict verdict) ->
          "marked " + Words.shortId(commit) + " " + verdict.name().toLowerCase(Locale.ROOT);
      case Act.Undo(int number) -> "undid " + number;
    };
  }

  private static String words(Act.Budget budget) {
    List<String> parts = new ArrayList<>();
    if (budget.boots() != null) {
      parts.add(Words.count(budget.boots(), "boot"));
    }
    if (budget.machineSeconds() != null) {
      parts.add(Words.duration((double) budget.machineSeconds()) + " on machines");
    }
    return String.join(" and ", parts);
  }
}
