package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.ProfileText;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.OptionSentences;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ProfileEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a bisection ended, in a few lines. */
public final class ConclusionText {
  private static final int LABEL = 12;
  private static final int SHOWN_SUSPECTS = 12;
  private static final int MOST_CHARACTERS = 1000;
  private static final String OF_THE_CHANGE = " % of the change between the ends";

  private ConclusionText() {}

  /** The lines for a terminal or file of so many columns. */
  public static List<String> lines(BisectionView view, int columns) {
    BisectionView.Ending ending = view.ending();
    List<String> lines = new ArrayList<>();
    if (ending == null) {
      lines.add(view.state() == BisectionView.State.CANCELLED ? "Cancelled." : "Still running.");
    } else {
      lines.addAll(headline(ending));
      if (ending.kind().equals("culprit")) {
        addCulprit(view, ending, columns, lines);
      } else {
        addOther(ending, columns, lines);
      }
    }
    BisectionView.TimeSpent time = view.time();
    label(lines, columns, "time", whole(view));
    if (!time.byKind().isEmpty()) {
      label(lines, columns, "spent on", byKind(time.byKind()) + ", idle " + idle(time));
    }
    plain(lines, "page", view.page());
    String report = view.reportFile();
    if (report != null) {
      plain(lines, "report", report);
    }
    return lines;
  }

  private static List<String> headline(BisectionView.Ending ending) {
    List<BisectionView.Commit> commits = ending.commits();
    if (ending.kind().equals("culprit") && !commits.isEmpty()) {
      BisectionView.Commit culprit = commits.getFirst();
      return List.of(
          "Culprit: " + culprit.id(), "         " + Printable.line(culprit.subject(), 200));
    }
    String kind = ending.kind();
    return List.of(kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1) + ".");
  }

  private static void addCulprit(
      BisectionView view, BisectionView.Ending ending, int columns, List<String> lines) {
    Double confidence = ending.confidence();
    if (confidence != null) {
      label(lines, columns, "confidence", confidence(view, confidence));
    }
    BisectionView.Change effect = ending.effect();
    if (effect != null) {
      Double share = ending.share();
      label(
          lines,
          columns,
          "effect",
          effect(
              view, effect, share == null ? "" : ", " + Math.round(share * 100) + OF_THE_CHANGE));
    }
    BisectionView.Proof proof = ending.proof();
    if (proof != null) {
      addProof(view, proof, columns, lines);
    }
    for (BisectionView.Culprit other : ending.others()) {
      label(lines, columns, "and", Text.commit(other.commit()));
      label(lines, columns, "confidence", confidence(view, other.confidence()));
      label(
          lines,
          columns,
          "effect",
          effect(view, other.effect(), ", " + Math.round(other.share() * 100) + OF_THE_CHANGE));
      addProof(view, other.proof(), columns, lines);
    }
    addProfile(view, columns, lines);
  }

  /** A line or two: the page has the rest. */
  private static void addProfile(BisectionView view, int columns, List<String> lines) {
    ProfileEvidence profile = view.profile();
    String why = view.withoutProfile();
    if (profile != null) {
      String brief = ProfileText.brief(profile);
      label(lines, columns, "profile", brief.isEmpty() ? "no function differs clearly" : brief);
      profile.hints().stream()
          .limit(1)
          .forEach(
              hint -> label(lines, columns, "", Printable.line(hint.words(), MOST_CHARACTERS)));
    } else if (why != null) {
      label(lines, columns, "profile", "none: " + Printable.line(why, MOST_CHARACTERS));
    }
  }

  /** One below what was asked for says so. */
  private static String confidence(BisectionView view, double stated) {
    double asked = view.request().confidence();
    return stated >= asked
        ? Words.probability(stated)
        : Words.lessThanAsked(stated) + ", less than the " + Words.level(asked) + " asked for";
  }

  private static String effect(BisectionView view, BisectionView.Change effect, String share) {
    return view.request().metric() + " " + Words.change(effect) + share;
  }

  private static void addProof(
      BisectionView view, BisectionView.Proof proof, int columns, List<String> lines) {
    label(lines, columns, "proof", "culprit " + values(proof.culpritValues(), view.request()));
    label(lines, columns, "", "parent  " + values(proof.parentValues(), view.request()));
    Double recovered = proof.revertRecovered();
    if (recovered != null) {
      label(
          lines,
          columns,
          "",
          "taking it back on the bad end recovers " + Math.round(recovered * 100) + " %");
    }
    if (proof.options() != null) {
      String label = "options";
      for (String sentence :
          OptionSentences.of(proof.options(), Words.isPassOrFail(view.request()))) {
        label(lines, columns, label, Printable.line(sentence, MOST_CHARACTERS));
        label = "";
      }
    }
  }

  private static void addOther(BisectionView.Ending ending, int columns, List<String> lines) {
    label(lines, columns, "", ending.words());
    BisectionView.Change effect = ending.effect();
    if (effect != null) {
      label(lines, columns, "effect", Words.change(effect));
    }
    Double confidence = ending.confidence();
    if (confidence != null && !ending.commits().isEmpty()) {
      label(lines, columns, "confidence", Words.probability(confidence) + " that it is one of");
    }
    ending.commits().stream()
        .limit(SHOWN_SUSPECTS)
        .forEach(commit -> lines.add("  " + " ".repeat(LABEL) + Text.commit(commit)));
    if (ending.commits().size() > SHOWN_SUSPECTS) {
      label(
          lines,
          columns,
          "",
          "and " + (ending.commits().size() - SHOWN_SUSPECTS) + " more, see the page");
    }
  }

  private static String values(List<Double> values, BisectionView.Request request) {
    if (values.isEmpty()) {
      return "not measured";
    }
    String all = values.stream().map(v -> Words.bare(v, request)).collect(Collectors.joining("  "));
    return Words.isPassOrFail(request) ? all : all + " " + Words.unit(request);
  }

  private static String whole(BisectionView view) {
    return Words.duration(view.time().elapsed())
        + ", "
        + Words.count(view.progress().boots(), "boot")
        + ", "
        + Words.count(view.progress().builds(), "build");
  }

  private static String byKind(Map<String, Double> byKind) {
    return byKind.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(e -> e.getKey() + " " + Words.duration(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String idle(BisectionView.TimeSpent time) {
    return Words.duration(time.idle()) + " (" + Words.part(time.idleFraction()) + ")";
  }

  /** A label with a text that is broken at the width. */
  private static void label(List<String> lines, int columns, String label, String text) {
    int room = Math.max(20, columns - LABEL - 3);
    String head = label;
    for (String line : Text.wrap(text, room)) {
      plain(lines, head, line);
      head = "";
    }
  }

  /** A label with a text that must stay in one piece, to be copied. */
  private static void plain(List<String> lines, String label, String text) {
    lines.add("  " + String.format("%-" + LABEL + "s", label) + text);
  }
}
