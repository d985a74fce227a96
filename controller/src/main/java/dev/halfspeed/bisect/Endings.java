package dev.halfspeed.bisect;

import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a conclusion into words and into the metric's units. */
final class Endings {
  /** Below this part of the whole change, there is something left to find. */
  private static final double WHOLE_SHARE = 0.7;

  private final Resolved resolved;
  private final AssessmentRecord.Commits commits;

  Endings(Resolved resolved, AssessmentRecord.Commits commits) {
    this.resolved = resolved;
    this.commits = commits;
  }

  static BisectionView.Ending cancelled() {
    return plain("cancelled", "It was cancelled before it came to a conclusion.");
  }

  static BisectionView.Ending failed(String words) {
    return plain("failed", words);
  }

  BisectionView.Ending of(Conclusion conclusion, List<Evidence> evidence) {
    return switch (conclusion) {
      case Conclusion.Culprit culprit -> culprit(culprit, evidence);
      case Conclusion.Suspects suspects ->
          ending(
              "suspects",
              suspects.candidates(),
              suspects.confidence(),
              suspects.effect(),
              (suspects.candidates().size() == 1
                      ? "It is probably this commit"
                      : "It is one of " + suspects.candidates().size() + " commits")
                  + " (probability "
                  + Words.probability(suspects.confidence())
                  + (suspects.candidates().size() == 1
                      ? "), but that could not be proved: "
                      : "), and they can't be told apart: ")
                  + CandidateNames.named(suspects.reason(), commits)
                  + ".");
      case Conclusion.NotReproduced notReproduced ->
          ending(
              "not reproduced",
              List.of(),
              notReproduced.probability(),
              notReproduced.effect(),
              "The two ends do not differ in "
                  + resolved.metric()
                  + ": "
                  + change(notReproduced.effect())
                  + ", no regression with probability "
                  + Words.probability(notReproduced.probability())
                  + "."
                  + sideNote());
      case Conclusion.EnvironmentShift shift ->
          ending("environment shift", List.of(), null, null, shift.explanation());
      case Conclusion.BelowNoiseFloor below ->
          ending(
              "below noise floor",
              List.of(),
              null,
              below.effect(),
              "The ends differ by "
                  + change(below.effect())
                  + ", too little for this noise: the budget resolves a loss of "
                  + Words.percent(below.resolvableFraction())
                  + " or more, and this one would take about "
                  + below.bootsNeeded()
                  + " boots. Raise --max-boots, or lower the noise.");
      case Conclusion.Exhausted exhausted ->
          ending(
              "exhausted",
              exhausted.candidates(),
              exhausted.confidence(),
              exhausted.effect(),
              "The budget is used up ("
                  + exhausted.budget()
                  + "); "
                  + exhausted.candidates().size()
                  + " commits are left, which hold "
                  + Words.probability(exhausted.confidence())
                  + " of the probability. Raise --max-boots to go on.");
    };
  }

  private BisectionView.Ending culprit(Conclusion.Culprit culprit, List<Evidence> evidence) {
    Resolved.Commit commit = commits.candidate(culprit.candidate());
    String words =
        Words.shortId(commit.id())
            + " (\""
            + commit.subject()
            + "\") changed "
            + resolved.metric()
            + " by "
            + change(culprit.effect())
            + ", with probability "
            + Words.probability(culprit.confidence())
            + "; "
            + Words.count(culprit.proof().culpritBoots(), "fresh boot")
            + " of it against "
            + culprit.proof().parentBoots()
            + " of what was before confirm it"
            + (culprit.share() < WHOLE_SHARE
                ? ". It explains "
                    + Words.percent(culprit.share())
                    + " of the whole change: there is another culprit in the range"
                : "")
            + ".";
    return new BisectionView.Ending(
        "culprit",
        List.of(commit(culprit.candidate())),
        culprit.confidence(),
        AssessmentRecord.change(culprit.effect(), resolved.higherIsBetter()),
        culprit.share(),
        new BisectionView.Proof(
            values(evidence, new Revision.Candidate(culprit.candidate()), true),
            values(evidence, new Revision.Candidate(culprit.candidate()), false),
            culprit.proof().logLikelihoodRatio(),
            culprit.proof().revertRecovered().orElse(null)),
        words);
  }

  /**
   * The proof's values, one a boot, of the culprit or of everything else that was booted for the
   * proof.
   */
  private List<Double> values(List<Evidence> evidence, Revision culprit, boolean ofCulprit) {
    return evidence.stream()
        .filter(Evidence.Measured.class::isInstance)
        .map(Evidence.Measured.class::cast)
        .filter(measured -> measured.purpose() == Purpose.PROOF)
        .filter(measured -> measured.revision().equals(culprit) == ofCulprit)
        .map(measured ->
            measured.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow())
        .map(log -> Math.exp(resolved.higherIsBetter() ? log : -log))
        .toList();
  }

  private BisectionView.Ending ending(
      String kind,
      List<Integer> candidates,
      @Nullable Double confidence,
      @Nullable Effect effect,
      String words) {
    return new BisectionView.Ending(
        kind,
        candidates.stream().map(this::commit).toList(),
        confidence,
        effect == null ? null : AssessmentRecord.change(effect, resolved.higherIsBetter()),
        null,
        null,
        words);
  }

  private BisectionView.Commit commit(int candidate) {
    Resolved.Commit commit = commits.candidate(candidate);
    return new BisectionView.Commit(commit.id(), commit.subject(), candidate);
  }

  private String change(Effect effect) {
    return Words.change(AssessmentRecord.change(effect, resolved.higherIsBetter()));
  }

  /**
   * Where good is no ancestor of bad, equal ends mean that the change lies on good's side of the
   * merge base.
   */
  private String sideNote() {
    return resolved.good().id().equals(resolved.goodEnd().id())
        ? ""
        : " The good end was the merge base "
            + Words.shortId(resolved.goodEnd().id())
            + ", because good is no ancestor of bad: if good itself is faster, the change lies"
            + " between the merge base and good.";
  }

  private static BisectionView.Ending plain(String kind, String words) {
    return new BisectionView.Ending(kind, List.of(), null, null, null, null, words);
  }
}
