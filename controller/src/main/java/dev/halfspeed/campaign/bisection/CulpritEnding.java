package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.OptionSentences;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Puts a proved culprit into words: what it changed, how that was proved, and what is left. */
final class CulpritEnding {
  /** Below this part of the whole change, there is something left to find. */
  private static final double WHOLE_SHARE = 0.7;

  private final Resolved resolved;
  private final MetricScale scale;
  private final BootValues values;
  private final double asked;
  private final SearchBudget budget;
  private final AssessmentRecord.Commits commits;
  private final CandidateDag dag;
  private final List<Evidence> evidence;
  private final CulpritFindings findings;

  /**
   * Of a bisection, as {@link Endings}, with all that was measured.
   *
   * @param findings about its culprits
   */
  CulpritEnding(
      Resolved resolved,
      double asked,
      SearchBudget budget,
      AssessmentRecord.Commits commits,
      CandidateDag dag,
      List<Evidence> evidence,
      CulpritFindings findings) {
    this.findings = findings;
    this.resolved = resolved;
    scale = resolved.scale();
    values = new BootValues(scale);
    this.asked = asked;
    this.budget = budget;
    this.commits = commits;
    this.dag = dag;
    this.evidence = evidence;
  }

  /** The ending that a culprit means. */
  BisectionEnding of(Conclusion.Culprit culprit) {
    return new BisectionEnding(
        "culprit",
        List.of(commits.named(culprit.candidate())),
        culprit.confidence(),
        // Few runs say next to nothing of how much less often they pass, and of a part of that.
        resolved.isPassOrFail() ? null : MetricChange.of(culprit.effect(), scale),
        resolved.isPassOrFail() ? null : culprit.share(),
        proof(culprit),
        culprit.others().stream()
            .map(other ->
                new BisectionEnding.Culprit(
                    commits.named(other.candidate()),
                    other.confidence(),
                    MetricChange.of(other.effect(), scale),
                    other.share(),
                    proof(other)))
            .toList(),
        resolved.isPassOrFail()
            ? judged(culprit) + "." + ofKernels(culprit) + doubt(culprit)
            : words(culprit));
  }

  private String words(Conclusion.Culprit culprit) {
    double whole = culprit.share();
    for (Conclusion.Culprit other : culprit.others()) {
      whole += other.share();
    }
    if (culprit.others().isEmpty()) {
      return sentence(culprit)
          + (whole < WHOLE_SHARE
              ? ". It explains "
                  + Words.percent(whole)
                  + " of the whole change: there is another culprit in the range."
              : ".")
          + ofKernels(culprit)
          + doubt(culprit);
    }
    var words = new StringBuilder(withShare(culprit));
    for (Conclusion.Culprit other : culprit.others()) {
      words.append(' ').append(withShare(other));
    }
    if (whole < WHOLE_SHARE) {
      words
          .append(" Together they explain ")
          .append(Words.percent(whole))
          .append(": there is another culprit in the range.");
    }
    return words.toString();
  }

  private String withShare(Conclusion.Culprit culprit) {
    return sentence(culprit)
        + ". It explains "
        + Words.percent(culprit.share())
        + " of the whole change."
        + ofKernels(culprit)
        + doubt(culprit);
  }

  private String ofKernels(Conclusion.Culprit culprit) {
    return ofOptions(culprit)
        + (findings.onlyMoved().test(culprit)
            ? " Its kernel has the same functions and data as what was before, and at most their"
                + " places in memory differ: the change comes from the layout, which any other"
                + " commit may move as well, and not from what this one does."
            : "");
  }

  private String ofOptions(Conclusion.Culprit culprit) {
    return findings
        .options()
        .apply(culprit)
        .map(found ->
            " "
                + String.join(
                    " ", OptionSentences.of(RecordViews.options(found), resolved.isPassOrFail())))
        .orElse("");
  }

  /** A proof, or the budget, may end the search before a culprit is as probable as was asked. */
  private String doubt(Conclusion.Culprit culprit) {
    if (culprit.confidence() >= asked) {
      return "";
    }
    return " It is stated with "
        + Words.lessThanAsked(culprit.confidence())
        + ", less than the "
        + Words.level(asked)
        + " asked for, since "
        + (isSpent()
            ? "the budget of " + budget.words() + " is used up: " + budget.moreInside() + "."
            : "its proof ends the search, and boots before it leave room for another commit.");
  }

  private boolean isSpent() {
    return Endings.boots(evidence) >= budget.boots();
  }

  private String sentence(Conclusion.Culprit culprit) {
    return named(culprit)
        + switch (resolved.sought()) {
          case REGRESSION -> " changed ";
          case IMPROVEMENT -> " improved ";
        }
        + resolved.subject()
        + " by "
        + Words.change(MetricChange.of(culprit.effect(), scale).view())
        + confirmed(culprit);
  }

  private String named(Conclusion.Culprit culprit) {
    CommitLine commit = commits.candidate(culprit.candidate());
    return Words.shortId(commit.id()) + " (\"" + commit.subject() + "\")";
  }

  private static String confirmed(Conclusion.Culprit culprit) {
    return ", with probability "
        + Words.probability(culprit.confidence())
        + "; "
        + Words.count(culprit.proof().culpritBoots(), "fresh boot")
        + " of it against "
        + culprit.proof().parentBoots()
        + " of what was before confirm it";
  }

  /** Where a run passes or fails: how many did so in the boots of the proof. */
  private String judged(Conclusion.Culprit culprit) {
    return named(culprit)
        + " changed how often runs pass: "
        + passed(Set.of(new Revision.Candidate(culprit.candidate())), Purpose.PROOF)
        + " with it, "
        + passed(dag.before(culprit.candidate()), Purpose.PROOF)
        + " before"
        + (culprit.proof().revertRecovered().isPresent()
            ? ", "
                + passed(Set.of(new Revision.Revert(culprit.candidate())), Purpose.REVERT)
                + " of the bad end with it taken back"
            : "")
        + confirmed(culprit);
  }

  private String passed(Collection<? extends Revision> revisions, Purpose purpose) {
    int passed = 0;
    int runs = 0;
    for (Evidence each : evidence) {
      if (each instanceof Evidence.Judged judged
          && judged.purpose() == purpose
          && revisions.contains(judged.revision())) {
        passed += values.passed(judged);
        runs += judged.runs();
      }
    }
    return passed + " of " + runs;
  }

  private BisectionEnding.Proof proof(Conclusion.Culprit culprit) {
    return new BisectionEnding.Proof(
        values.of(evidence, Purpose.PROOF, Set.of(new Revision.Candidate(culprit.candidate()))),
        values.of(evidence, Purpose.PROOF, dag.before(culprit.candidate())),
        culprit.proof().logLikelihoodRatio(),
        culprit.proof().revertRecovered().orElse(null),
        Arrays.stream(dag.parentsOf(culprit.candidate())).mapToObj(commits::named).toList(),
        findings.options().apply(culprit).orElse(null));
  }
}
