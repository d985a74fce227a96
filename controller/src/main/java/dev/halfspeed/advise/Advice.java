package dev.halfspeed.advise;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a lab is told: one JSON object a line, exactly one for each {@link LabMessage}. Absent
 * values are null; changes are signed fractions of the metric, in its own direction.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Advice.Opened.class, name = "opened"),
  @JsonSubTypes.Type(value = Advice.Do.class, name = "do"),
  @JsonSubTypes.Type(value = Advice.Wait.class, name = "wait"),
  @JsonSubTypes.Type(value = Advice.Noted.class, name = "noted"),
  @JsonSubTypes.Type(value = Advice.Posterior.class, name = "posterior"),
  @JsonSubTypes.Type(value = Advice.Conclusion.class, name = "conclusion"),
  @JsonSubTypes.Type(value = Advice.Closed.class, name = "closed"),
  @JsonSubTypes.Type(value = Advice.Refused.class, name = "error")
})
sealed interface Advice {

  /**
   * To {@code open}.
   *
   * @param candidates how many commits may be the culprit
   * @param goodEnd the commit that is tested as the good end
   * @param badEnd the commit that is tested as the bad end
   * @param entropyBits what is unknown
   * @param forecast what is ahead
   */
  record Opened(
      String session,
      @Nullable JsonNode id,
      int candidates,
      String goodEnd,
      String badEnd,
      double entropyBits,
      @JsonUnwrapped Ahead forecast)
      implements Advice {}

  /**
   * To {@code idle}: what to do.
   *
   * @param action to be named in the result
   * @param kind build, boot or test
   * @param commit to check out
   * @param revertOf the commit to take back on top of {@code commit}; null where none
   * @param layout 0 for the usual build, another number for another layout of the same code
   * @param runs of the reproducer; 0 for a build
   * @param purpose calibration, search, drift, proof, revert; null for a build
   */
  record Do(
      String session,
      @Nullable JsonNode id,
      String action,
      String machine,
      String kind,
      String commit,
      @Nullable String revertOf,
      int layout,
      int runs,
      @Nullable String purpose,
      String why)
      implements Advice {}

  /**
   * To {@code idle}: nothing for now. The machine asks again after the next result of the session.
   *
   * @param awaiting actions whose results are waited for
   * @param machines where nothing is waited for: those that have to ask, with all that they may do,
   *     before it is known that nothing can be done
   */
  record Wait(
      String session,
      @Nullable JsonNode id,
      String machine,
      String why,
      List<String> awaiting,
      List<String> machines)
      implements Advice {}

  /**
   * To {@code result}.
   *
   * @param counts whether it is evidence
   * @param why in words
   * @param cancel actions that have become useless
   */
  record Noted(
      String session,
      @Nullable JsonNode id,
      String action,
      boolean counts,
      String why,
      List<String> cancel)
      implements Advice {}

  /**
   * To {@code posterior}.
   *
   * @param phase calibrating, searching, proving, concluded
   * @param suspects the most probable commits
   * @param none probability that there is no regression
   * @param effect from good to bad, of the part of passing runs for a reproducer that passes or
   *     fails; null while unknown
   * @param noise relative, between boots; null while unknown
   * @param remaining commits in the smallest set that holds 99 % of the probability
   * @param boots measured so far
   * @param forecast what is ahead
   * @param inFlight actions without a result
   * @param regimes machines that have become faster or slower for good; left out where none has
   */
  record Posterior(
      String session,
      @Nullable JsonNode id,
      String phase,
      List<Suspect> suspects,
      double none,
      @Nullable Change effect,
      @Nullable Double noise,
      int remaining,
      double entropyBits,
      int boots,
      @JsonUnwrapped Ahead forecast,
      List<String> inFlight,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Regime> regimes)
      implements Advice {}

  /**
   * A machine on which everything has changed.
   *
   * @param boot the first one after that, counted from 1 among its boots of the ends and the
   *     candidates
   * @param fraction change of the metric
   */
  record Regime(String machine, int boot, double fraction) {}

  /**
   * What is ahead. Its fields stand beside the others of the answer.
   *
   * @param bootsLeft expected, proof included
   * @param buildsLeft expected
   * @param secondsLeft expected wall-clock time, by the costs that the lab gave
   * @param success probability that a culprit is named and proved within the budget of boots
   * @param resolvable the smallest loss that what is left of the budget resolves, a fraction
   *     without a sign; null where it resolves none, while the noise is unknown, and for a
   *     reproducer that passes or fails
   */
  record Ahead(
      double bootsLeft,
      double buildsLeft,
      double secondsLeft,
      double success,
      @Nullable Double resolvable) {}

  /** A commit and how probable it is. */
  record Suspect(String commit, double probability) {}

  /** A change with its 95 % interval. */
  record Change(double fraction, double low, double high) {}

  /**
   * To {@code idle}: it is over.
   *
   * @param kind culprit, suspects, not-reproduced, environment-shift, below-noise-floor, gradual,
   *     exhausted
   * @param commits the culprit, or the suspects with the most probable first; of a gradual change
   *     those that were measured on the way, in their order, with the last of the stretch
   * @param confidence probability that it is (one of) them; for not-reproduced, that there is none
   * @param share the culprit's part of the whole change
   * @param others further culprits that were proved
   * @param resolvable for below-noise-floor: the smallest loss that the budget resolves
   * @param bootsNeeded for below-noise-floor
   * @param cancel actions that are still under way, and useless now
   */
  record Conclusion(
      String session,
      @Nullable JsonNode id,
      String kind,
      List<String> commits,
      @Nullable Double confidence,
      @Nullable Change effect,
      @Nullable Double share,
      @Nullable Proof proof,
      List<Step> others,
      @Nullable Double resolvable,
      @Nullable Integer bootsNeeded,
      String words,
      List<String> cancel)
      implements Advice {}

  /** One of several culprits. */
  record Step(String commit, double confidence, Change effect, double share) {}

  /**
   * Fresh boots of the culprit against its parents.
   *
   * @param revertRecovered part of the effect that taking it back recovered; null where that was
   *     not possible
   */
  record Proof(
      double logLikelihoodRatio,
      int culpritBoots,
      int parentBoots,
      @Nullable Double revertRecovered) {}

  /** To {@code close}. */
  record Closed(String session, @Nullable JsonNode id) implements Advice {}

  /**
   * To a line that can't be acted on. Nothing has changed by it.
   *
   * @param line number of the line that it is about, from 1
   * @param what what is wrong with it
   * @param next what to do
   */
  record Refused(
      @Nullable String session, @Nullable JsonNode id, long line, String what, String next)
      implements Advice {}
}
