package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.OptionSentences;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.Figure;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A culprit with what proves it.
 *
 * @param id the whole of it
 * @param message the whole of it; empty where the repository does not tell
 * @param figures how sure, how much
 * @param proof one line a thing that was measured; empty where none was
 */
public record CulpritCard(
    String title,
    String id,
    String subject,
    String author,
    String message,
    List<Figure> figures,
    List<String> proof) {
  public CulpritCard {
    figures = List.copyOf(figures);
    proof = List.copyOf(proof);
  }

  static List<CulpritCard> of(BisectionView view, CommitBook book) {
    BisectionView.Ending ending = view.ending();
    if (ending == null || !ending.kind().equals("culprit")) {
      return List.of();
    }
    boolean isOne = ending.others().isEmpty();
    List<CulpritCard> cards = new ArrayList<>();
    cards.add(
        card(
            isOne ? "Culprit" : "Culprit 1",
            view,
            ending.commits().getFirst(),
            figures(view, ending.confidence(), ending.effect(), ending.share()),
            ending.proof(),
            book));
    for (BisectionView.Culprit other : ending.others()) {
      cards.add(
          card(
              "Culprit " + (cards.size() + 1),
              view,
              other.commit(),
              figures(view, other.confidence(), other.effect(), other.share()),
              other.proof(),
              book));
    }
    return cards;
  }

  private static CulpritCard card(
      String title,
      BisectionView view,
      BisectionView.Commit commit,
      List<Figure> figures,
      BisectionView.@Nullable Proof proof,
      CommitBook book) {
    return new CulpritCard(
        title,
        commit.id(),
        Show.line(commit.subject()),
        Show.line(book.author(commit.id())),
        book.message(commit.id()).strip(),
        figures,
        proof == null ? List.of() : proof(view, proof));
  }

  private static List<Figure> figures(
      BisectionView view,
      @Nullable Double confidence,
      BisectionView.@Nullable Change effect,
      @Nullable Double share) {
    List<Figure> figures = new ArrayList<>();
    if (confidence != null) {
      figures.add(
          new Figure(
              "Probability", BisectionAnswer.sure(confidence, view.request().confidence()), ""));
    }
    if (effect != null) {
      boolean isFinite = Double.isFinite(effect.low()) && Double.isFinite(effect.high());
      figures.add(
          new Figure(
              Show.line(view.request().metric()),
              isFinite ? Show.percent(effect.fraction()) : Show.change(effect),
              isFinite ? "95 %: " + Show.interval(effect.low(), effect.high()) : ""));
    }
    if (share != null) {
      figures.add(new Figure("Of the whole change", Math.round(100 * share) + " %", ""));
    }
    return figures;
  }

  private static List<String> proof(BisectionView view, BisectionView.Proof proof) {
    List<String> lines = new ArrayList<>();
    lines.add("Fresh boots with it: " + values(view, proof.culpritValues()));
    lines.add("Fresh boots of its parent: " + values(view, proof.parentValues()));
    lines.add(
        "Log-likelihood ratio of a step against none: %.1f (the test ends at \u00b15.3)"
            .formatted(proof.logLikelihoodRatio()));
    if (!Words.isPassOrFail(view.request())) {
      Double recovered = proof.revertRecovered();
      lines.add(
          recovered == null
              ? "Taking it back on the bad end was not measured."
              : "The bad end without it gets back %d %% of the whole change."
                  .formatted(Math.round(100 * recovered)));
    }
    if (proof.options() != null) {
      OptionSentences.of(proof.options(), Words.isPassOrFail(view.request()))
          .forEach(sentence -> lines.add(Show.line(sentence)));
    }
    return lines;
  }

  private static String values(BisectionView view, List<Double> values) {
    return values.isEmpty()
        ? "none"
        : values.stream()
                .map(value -> Words.value(value, ""))
                .collect(Collectors.joining(", ", "", " "))
            + Words.unit(view.request());
  }
}
