package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.configs.OptionConclusion;
import dev.halfspeed.configs.OptionSearch;
import dev.halfspeed.configs.SearchRound;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Which options make a metric worse: the campaign that asks the search for options. */
final class ConfigBisectionCampaign implements Campaign {
  private final ConfigBisectionRequest request;
  private final ConfigBisectionDetail detail;
  private final OptionSearch search;
  private final Journal journal;

  /** The budget as it is now. */
  private int maximumBoots;

  /** What people did to the evidence, also what was taken back: rounds are not. */
  private String byHand = "";

  /** Whether the search knows which boots are no evidence now. */
  private boolean isAssessed;

  /**
   * A config bisection.
   *
   * @param journal by which the engine reads its jobs
   */
  ConfigBisectionCampaign(
      ConfigBisectionRequest request,
      ConfigBisectionDetail detail,
      OptionSearch search,
      Journal journal) {
    this.request = request;
    this.detail = detail;
    this.search = search;
    this.journal = journal;
    maximumBoots = request.maximumBoots();
  }

  @Override
  public String kind() {
    return "config bisection";
  }

  @Override
  public OptionalDouble secondsLeft() {
    return OptionalDouble.empty();
  }

  @Override
  public Set<Revision> ends() {
    return Set.of(new Revision.Good(), search.bad());
  }

  @Override
  public void under(Interventions interventions) {
    byHand = InterventionText.onEvidenceEver(interventions);
    maximumBoots = interventions.boots().orElse(request.maximumBoots());
    search.limit(maximumBoots);
    isAssessed = false;
  }

  @Override
  public String assess(List<Evidence> evidence, JobPages jobs, List<String> usable) {
    search.silence(journal.silent(jobs.ended(), jobs.samples()));
    isAssessed = true;
    return RowJson.write(
        ConfigAssessment.of(search.assess(evidence, usable.size()), search, detail.scale()));
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> underWay) {
    return isAssessed ? search.useless(evidence, underWay) : List.of();
  }

  @Override
  public Step next(List<Evidence> evidence, List<Work> underWay, Slot slot) {
    return switch (search.next(evidence, underWay, slot)) {
      case OptionSearch.Step.Build(Revision revision, String why) -> new Step.Build(revision, why);
      case OptionSearch.Step.Boot boot ->
          new Step.Boot(new BootOrder(boot.revision(), boot.runs(), boot.purpose(), boot.why()));
      case OptionSearch.Step.Rest(String why) -> new Step.Rest(why);
      case OptionSearch.Step.Conclude(
              OptionConclusion conclusion,
              Set<Revision> hinges,
              Optional<SearchRound.Start> next,
              String why) ->
          new Step.Conclude(new End(conclusion, hinges, next, budget()), why);
    };
  }

  @Override
  public Optional<Step.Conclude> nothingLeft(List<Evidence> evidence, int usable, String why) {
    return Optional.of(
        new Step.Conclude(
            new End(
                search.nothingLeft(evidence, usable, why), Set.of(), Optional.empty(), budget()),
            why));
  }

  private String budget() {
    return Words.count(maximumBoots, "boot");
  }

  @Override
  public Optional<Step.Conclude> spent(List<Evidence> evidence, String budget) {
    return search
        .spent(evidence)
        .map(conclusion ->
            new Step.Conclude(
                new End(conclusion, Set.of(), Optional.empty(), budget),
                "the budget of " + budget + " is used up"));
  }

  /**
   * How a round ends, and with the last one the search.
   *
   * @param hinges configurations that this may change by, where one machine alone fails with them
   * @param next the round that goes on from here
   * @param budget what it may take, such as "200 boots"
   */
  private record End(
      OptionConclusion conclusion,
      Set<Revision> hinges,
      Optional<SearchRound.Start> next,
      String budget) {}

  private static End end(Step.Conclude conclude) {
    return (End) conclude.conclusion();
  }

  /** Nothing may hang on one machine's word: a round that was begun is not taken back. */
  @Override
  public List<Testability.Doubt> doubts(Step.Conclude conclude, Testability testability) {
    Set<Revision> hinges = end(conclude).hinges();
    return testability.doubts().stream()
        .filter(doubt -> ends().contains(doubt.revision()) || hinges.contains(doubt.revision()))
        .toList();
  }

  @Override
  public boolean goesOn(Step.Conclude conclude) {
    Optional<SearchRound.Start> next = end(conclude).next();
    next.ifPresent(search::begin);
    return next.isPresent();
  }

  @Override
  public Ending end(
      Step.Conclude conclusion,
      List<Evidence> evidence,
      Testability testability,
      String disturbances) {
    for (Revision side : List.of(new Revision.Good(), search.bad())) {
      Optional<Testability.Doubt> failure =
          testability.isMeasured(side) ? Optional.empty() : testability.failure(side);
      if (failure.isPresent()) {
        return failed(
            "%s can't be measured: %s"
                .formatted(
                    side instanceof Revision.Good ? request.good() : request.bad(),
                    failure.get().failure().message()));
      }
    }
    End end = end(conclusion);
    ConfigEnding ending = new ConfigEndings(request, detail, end.budget()).of(end.conclusion());
    return byHand(ending.carriers().isEmpty() ? ending.with(disturbances) : ending);
  }

  @Override
  public Ending cancelled(Cancellation cancellation) {
    return byHand(cancelledBy(cancellation));
  }

  static ConfigEnding cancelledBy(Cancellation cancellation) {
    return ConfigEnding.plain("cancelled", cancellation.words("before it came to a conclusion"));
  }

  @Override
  public Ending failed(String words) {
    return byHand(ConfigEnding.plain("failed", words));
  }

  private Ending byHand(ConfigEnding ending) {
    return ending(ending.with(byHand));
  }

  /** As the store keeps it. */
  static Ending ending(ConfigEnding ending) {
    return new Ending(ConfigEndings.state(ending).name(), ending.words(), RowJson.write(ending));
  }
}
