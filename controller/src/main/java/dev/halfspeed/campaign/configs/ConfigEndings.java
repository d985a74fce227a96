package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.configs.OptionConclusion;
import dev.halfspeed.configs.OptionGroup;
import dev.halfspeed.configs.OptionSearch;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import java.util.List;
import java.util.stream.Collectors;

/** Puts a conclusion into words and into the metric's units. */
final class ConfigEndings {
  /** So many suspects are named; more are counted. */
  private static final int NAMED = 12;

  /**
   * Sets of which each has a part of its own have no more of the whole change than that: all of it,
   * and what noise may add to measured shares.
   */
  private static final double MOST_OF_PARTS = 1.2;

  /** Where a set was found. */
  private static final String FOUND = "options";

  private static final String BETTER =
      " The bad one is better: swap them to find what makes it so.";

  private final ConfigBisectionRequest request;
  private final ConfigBisectionDetail detail;
  private final List<OptionGroup> groups;
  private final String budget;

  /**
   * Of one config bisection.
   *
   * @param budget what it may take, such as "200 boots"
   */
  ConfigEndings(ConfigBisectionRequest request, ConfigBisectionDetail detail, String budget) {
    this.request = request;
    this.detail = detail;
    this.budget = budget;
    groups = detail.difference().groups();
  }

  ConfigEnding of(OptionConclusion conclusion) {
    return switch (conclusion) {
      case OptionConclusion.Carried(List<OptionConclusion.Carrier> carriers) ->
          new ConfigEnding(FOUND, carriers, List.of(), List.of(), words(carriers));
      case OptionConclusion.Ended ended ->
          new ConfigEnding(
              ended.carriers().isEmpty() ? kind(ended.conclusion()) : FOUND,
              ended.carriers(),
              ended.found(),
              ended.suspects(),
              words(ended));
    };
  }

  private String words(List<OptionConclusion.Carrier> carriers) {
    String sentences = carriers.stream().map(this::sentence).collect(Collectors.joining(" "));
    double share = carriers.stream().mapToDouble(OptionConclusion.Carrier::share).sum();
    if (carriers.size() == 1) {
      return sentences + remainder(share, "That is");
    }
    if (carriers.stream().allMatch(carrier -> carrier.share() >= OptionSearch.WHOLE_SHARE)) {
      return sentences
          + " Each of the %d is enough by itself: %s is fast only without all of them."
              .formatted(carriers.size(), request.bad());
    }
    return sentences
        + (share <= MOST_OF_PARTS
            ? " Each has a part of its own: "
                + shares(carriers, ", ")
                + " of the whole change."
                + remainder(share, "Together they have")
            : " Put on alone they cost "
                + shares(carriers, " and ")
                + " of the whole change; they overlap.");
  }

  private static String shares(List<OptionConclusion.Carrier> carriers, String between) {
    return carriers.stream()
        .map(carrier -> Words.percent(carrier.share()))
        .collect(Collectors.joining(between));
  }

  private static String remainder(double share, String what) {
    return share < OptionSearch.WHOLE_SHARE
        ? " %s %s of the whole change; what makes up the rest was not found."
            .formatted(what, Words.percent(share))
        : "";
  }

  private String sentence(OptionConclusion.Carrier carrier) {
    int size = carrier.groups().size();
    String options = ConfigWords.names(carrier.groups(), groups);
    return options
        + (size == 1 ? " carries the loss: put on " : " carry the loss together: put on ")
        + request.good()
        + ", "
        + detail.metric()
        + " changes by "
        + change(carrier.effect())
        + " (probability "
        + Words.probability(carrier.confidence())
        + ", "
        + Words.count(carrier.proof().culpritBoots(), "fresh boot")
        + " against "
        + carrier.proof().parentBoots()
        + ")"
        + carrier
            .proof()
            .revertRecovered()
            .map(recovered ->
                ", and "
                    + request.bad()
                    + " without "
                    + (size == 1 ? "it" : "them")
                    + " gets back "
                    + Words.percent(Math.max(0, recovered))
                    + " of it")
            .orElse(
                ", but %s without %s could not be measured"
                    .formatted(request.bad(), size == 1 ? "it" : "them"))
        + "."
        + carrier.because().map(why -> " That may be more than need be: " + why + ".").orElse("");
  }

  private String change(Effect effect) {
    return Words.change(MetricChange.of(effect, detail.scale()).view());
  }

  private static String kind(Conclusion conclusion) {
    return switch (conclusion) {
      case Conclusion.Culprit _, Conclusion.Suspects _ -> "suspects";
      case Conclusion.NotReproduced _ -> "not reproduced";
      case Conclusion.EnvironmentShift _ -> "environment shift";
      case Conclusion.BelowNoiseFloor _ -> "below noise floor";
      case Conclusion.Gradual _ -> "gradual";
      case Conclusion.Exhausted _ -> "exhausted";
    };
  }

  private String words(OptionConclusion.Ended ended) {
    String before =
        (ended.carriers().isEmpty() ? "" : words(ended.carriers()) + " ")
            + (ended.found().isEmpty()
                ? ""
                : ConfigWords.names(ended.found(), groups)
                    + (ended.found().size() == 1 ? " has" : " have")
                    + " a part in the loss"
                    + ended.because().map(why -> " (" + why + ")").orElse("")
                    + ". ");
    return before
        + switch (ended.conclusion()) {
          case Conclusion.Culprit culprit ->
              "%s has a part in it too, %s, but a smaller set could not be found."
                  .formatted(suspects(ended), change(culprit.effect()));
          case Conclusion.Suspects suspects ->
              "Suspected: %s (probability %s), but that could not be proved: %s."
                  .formatted(
                      suspects(ended), Words.probability(suspects.confidence()), suspects.reason());
          case Conclusion.NotReproduced nothing ->
              "%s and %s do not differ in %s: %s, no loss with probability %s."
                      .formatted(
                          request.good(),
                          request.bad(),
                          detail.metric(),
                          change(nothing.effect()),
                          Words.probability(nothing.probability()))
                  + (nothing.isImprovement() ? BETTER : "");
          case Conclusion.EnvironmentShift shift ->
              shift.explanation()
                  + ". Look for what else has changed on the machines, and start again.";
          case Conclusion.BelowNoiseFloor below when !below.isLossSeen() ->
              "No loss is seen between the two, %s, and one that the noise may hide is smaller than the %s that the budget resolves. Raise --max-boots, or lower the noise."
                      .formatted(
                          change(below.effect()),
                          Words.percent(detail.scale().part(below.resolvable())))
                  + (below.isImprovement() ? BETTER : "");
          case Conclusion.BelowNoiseFloor below ->
              "The two differ by %s, too little for this noise: the budget resolves a change of %s or more, and this one would take about %d boots. Raise --max-boots, or lower the noise."
                  .formatted(
                      change(below.effect()),
                      Words.percent(detail.scale().part(below.resolvable())),
                      below.bootsNeeded());
          case Conclusion.Gradual gradual ->
              "%s changed bit by bit, by %s in all, over %d of the options, and no few of them did it."
                  .formatted(
                      detail.metric(), change(gradual.effect()), gradual.last() - gradual.after());
          case Conclusion.Exhausted exhausted ->
              "The budget is used up (%s); left are %s, which hold %s of the probability. Give it more to go on."
                  .formatted(budget, suspects(ended), Words.probability(exhausted.confidence()));
        };
  }

  private String suspects(OptionConclusion.Ended ended) {
    List<Integer> all = ended.suspects();
    return all.size() > NAMED ? Words.count(all.size(), "option") : ConfigWords.names(all, groups);
  }

  /** As the store keeps it. */
  static CampaignState state(ConfigEnding ending) {
    return switch (ending.kind()) {
      case "cancelled" -> CampaignState.CANCELLED;
      case "failed" -> CampaignState.FAILED;
      default -> CampaignState.CONCLUDED;
    };
  }
}
