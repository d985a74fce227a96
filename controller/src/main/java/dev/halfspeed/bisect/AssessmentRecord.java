package dev.halfspeed.bisect;

import dev.halfspeed.report.BisectionView;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Effect;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the search thought at a decision, as the store keeps it. */
record AssessmentRecord(
    String phase,
    int remaining,
    double entropyBits,
    double none,
    BisectionView.@Nullable Change effect,
    @Nullable Double noise,
    double bootsLeft,
    List<Suspect> suspects) {

  /** A candidate by its number, with what people know it by. */
  record Suspect(int candidate, String commit, String subject, double probability) {}

  private static final int KEPT_SUSPECTS = 20;

  static AssessmentRecord of(Assessment assessment, boolean higherIsBetter, Commits commits) {
    return new AssessmentRecord(
        assessment.phase().name().toLowerCase(Locale.ROOT),
        assessment.remaining(),
        assessment.entropyBits(),
        assessment.none(),
        assessment.effect().map(effect -> change(effect, higherIsBetter)).orElse(null),
        assessment.noise() > 0 ? assessment.noise() : null,
        assessment.bootsLeft(),
        assessment.top(KEPT_SUSPECTS).stream()
            .map(suspect -> {
              Resolved.Commit commit = commits.candidate(suspect.candidate());
              return new Suspect(
                  suspect.candidate(), commit.id(), commit.subject(), suspect.probability());
            })
            .toList());
  }

  /**
   * The change of the metric itself: the search's scale has its sign turned where lower is better.
   */
  static BisectionView.Change change(Effect effect, boolean higherIsBetter) {
    return higherIsBetter
        ? new BisectionView.Change(effect.fraction(), effect.lowFraction(), effect.highFraction())
        : new BisectionView.Change(
            Math.expm1(-effect.log()), Math.expm1(-effect.high()), Math.expm1(-effect.low()));
  }

  /** Names candidates. */
  interface Commits {
    Resolved.Commit candidate(int index);
  }
}
