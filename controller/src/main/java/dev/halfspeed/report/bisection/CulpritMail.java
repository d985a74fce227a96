package dev.halfspeed.report.bisection;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.ProfileText;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ProfileEvidence;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A proved culprit as a mail in plain text for a kernel's mailing list. */
public final class CulpritMail {
  /** Digits of an id as the kernel's people write it. */
  private static final int DIGITS = 12;

  private final BisectionView view;
  private final BisectionView.Request request;
  private final StringBuilder text = new StringBuilder();

  private CulpritMail(BisectionView view) {
    this.view = view;
    request = view.request();
  }

  /** The mail; empty where no culprit is known. */
  public static String of(BisectionView view) {
    BisectionView.Ending ending = view.ending();
    return ending != null && ending.kind().equals("culprit")
        ? new CulpritMail(view).write(ending)
        : "";
  }

  private String write(BisectionView.Ending ending) {
    BisectionView.Commit culprit = ending.commits().getFirst();
    BisectionView.Change effect = ending.effect();
    String size = effect == null ? "" : " " + Words.change(effect.fraction());
    line(
        "Subject: %s%s%s in %s, bisected to %s"
            .formatted(
                request.seeksImprovement() ? "" : "[REGRESSION] ",
                request.metric(),
                size,
                request.recipe(),
                named(culprit)));
    line("");
    line("A bisection by measurement found this commit:");
    line("");
    line("  " + culprit.id());
    line("  " + culprit.subject());
    line("");
    field(
        "metric",
        "%s (%s is better)".formatted(named(), request.higherIsBetter() ? "higher" : "lower"));
    if (effect != null) {
      field("effect", Words.change(effect));
    }
    Double confidence = ending.confidence();
    if (confidence != null) {
      field("probability", Words.probability(confidence));
    }
    BisectionView.Proof proof = ending.proof();
    if (proof != null) {
      proof(proof);
    }
    ProfileEvidence profile = view.profile();
    if (profile != null && !ProfileText.brief(profile).isEmpty()) {
      field("profile", ProfileText.brief(profile));
      profile.hints().forEach(hint -> field("", hint.words()));
    }
    var measured = MeasuredCommits.of(view);
    measured.good().ifPresent(level -> field("good", end(measured.goodEnd(), level)));
    measured.bad().ifPresent(level -> field("bad", end(request.bad(), level)));
    field("workload", request.recipe() + parameters());
    field("config", request.config());
    field("kernels", releases());
    for (BisectionView.Culprit other : ending.others()) {
      field("also", named(other.commit()) + ", " + Words.change(other.effect()));
    }
    String command = BisectionCommand.of(view);
    if (!command.isEmpty()) {
      line("");
      line("The same again:");
      line("");
      line("  " + command);
    }
    line("");
    if (!request.seeksImprovement()) {
      line("Fixes: " + named(culprit));
      line("#regzbot introduced: " + culprit.id());
      line("#regzbot title: " + request.metric() + size + " in " + request.recipe());
    }
    return text.toString();
  }

  private void proof(BisectionView.Proof proof) {
    field("with it", values(proof.culpritValues()));
    field("without", values(proof.parentValues()) + " (fresh boots of its parent)");
    Double recovered = proof.revertRecovered();
    if (recovered != null && !Words.isPassOrFail(request)) {
      field(
          "reverted",
          "the bad end without it gets back "
              + Math.round(100 * recovered)
              + " % of the whole change");
    }
    if (proof.options() != null) {
      field(
          "options",
          String.join(" ", OptionSentences.of(proof.options(), Words.isPassOrFail(request))));
    }
  }

  private String values(List<Double> values) {
    return values.stream()
        .map(value -> Words.bare(value, request))
        .collect(
            Collectors.joining(
                ", ", "", Words.isPassOrFail(request) ? "" : " " + Words.unit(request)));
  }

  private String named() {
    return request.metric().equals(Words.unit(request))
        ? request.metric()
        : request.metric() + ", " + Words.unit(request);
  }

  private String end(BisectionView.Commit commit, MeasuredCommits.Level level) {
    return Words.value(level.mean(), request)
        + ", mean of "
        + Words.count(level.boots(), "boot")
        + ": "
        + named(commit);
  }

  private String parameters() {
    String words =
        new TreeMap<>(request.parameters())
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    return words.isEmpty() ? "" : " (" + words + ")";
  }

  private String releases() {
    return Words.count(view.progress().builds(), "build")
        + ", "
        + Words.count(view.progress().boots(), "measured boot")
        + " of "
        + Words.count(request.candidates(), "commit");
  }

  private static String named(BisectionView.Commit commit) {
    String id = commit.id().length() > DIGITS ? commit.id().substring(0, DIGITS) : commit.id();
    return id + " (\"" + commit.subject() + "\")";
  }

  private void field(String name, String value) {
    line(String.format(Locale.ROOT, "  %-12s %s", name, value));
  }

  private void line(String line) {
    text.append(Printable.line(line)).append('\n');
  }
}
