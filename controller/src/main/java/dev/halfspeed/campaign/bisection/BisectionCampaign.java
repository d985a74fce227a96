package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.durations.Pace;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.SearchDriver;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.store.job.JobRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which commit made a metric worse: the campaign that asks the search. */
final class BisectionCampaign implements Campaign {
  private static final String PERF = "perf";

  private final CheckedRequest checked;
  private final Revisions revisions;
  private final KernelOptions options;

  /** Machines that can take profiles. */
  private final Set<Integer> withPerf;

  /** All that is known of the jobs. */
  private List<JobRecord> jobs = List.of();

  /** Names of the machines that can work. */
  private List<String> usable = List.of();

  private SearchDriver search;
  private int maximumBoots;

  /** What people did to the evidence. */
  private String byHand = "";

  private final IntFunction<Search> searches;
  private final List<Evidence> earlier;
  private volatile @Nullable AssessmentRecord assessment;

  /**
   * A bisection.
   *
   * @param options of what was built
   * @param searches the same search by its budget of boots
   */
  BisectionCampaign(
      CheckedRequest checked,
      Revisions revisions,
      KernelOptions options,
      IntFunction<Search> searches) {
    this.checked = checked;
    this.revisions = revisions;
    this.options = options;
    this.searches = searches;
    withPerf =
        IntStream.range(0, checked.stations().size())
            .filter(machine -> checked.stations().get(machine).facts().tools().containsKey(PERF))
            .boxed()
            .collect(Collectors.toSet());
    Resolved resolved = checked.resolved();
    var known = new ArrayList<Evidence>();
    for (Resolved.Earlier boot : resolved.earlier()) {
      known.add(
          new Evidence.Earlier(
              resolved.machines().indexOf(boot.machine()), boot.image(), boot.values()));
    }
    for (Resolved.EndBoot boot : resolved.ends()) {
      known.add(
          new Evidence.Measured(
              boot.isBad()
                  ? new Revision.Candidate(checked.range().dag().bad())
                  : new Revision.Good(),
              resolved.machines().indexOf(boot.machine()),
              boot.image(),
              Purpose.CALIBRATION,
              boot.values()));
    }
    earlier = List.copyOf(known);
    maximumBoots = checked.request().maximumBoots();
    search = new SearchDriver(searches.apply(maximumBoots), earlier);
  }

  /** What the search thinks; empty before the first decision. Any thread may ask. */
  Optional<AssessmentRecord> assessment() {
    return Optional.ofNullable(assessment);
  }

  @Override
  public String kind() {
    return "bisection";
  }

  @Override
  public OptionalDouble secondsLeft() {
    return assessment()
        .map(AssessmentRecord::forecast)
        .map(AssessmentRecord.Forecast::seconds)
        .map(seconds -> OptionalDouble.of(seconds.expected()))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public Set<Revision> ends() {
    return Set.of(new Revision.Good(), new Revision.Candidate(checked.range().dag().bad()));
  }

  @Override
  public void under(Interventions interventions) {
    byHand = InterventionText.onEvidence(interventions);
    int boots = interventions.boots().orElse(checked.request().maximumBoots());
    if (boots != maximumBoots) {
      maximumBoots = boots;
      search = new SearchDriver(searches.apply(boots), earlier);
    }
  }

  @Override
  public String assess(List<Evidence> evidence, JobPages pages, List<String> usable) {
    jobs = pages.jobs();
    this.usable = List.copyOf(usable);
    options.read(jobs);
    List<Evidence> searched = CounterVariants.withoutThem(evidence);
    AssessmentRecord now =
        AssessmentRecord.of(
            search.assess(searched, usable.size()),
            checked.resolved().scale(),
            revisions,
            Pace.of(jobs, usable));
    boolean isOpen =
        search.concluded(searched).filter(end -> isOpen(end.conclusion(), evidence)).isPresent();
    assessment = isOpen ? now.proving() : now;
    return RowJson.write(assessment);
  }

  /** Of one boot, on the log scale. */
  private double noise(List<Evidence> searched) {
    return search.assess(searched, 1).noise();
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> underWay) {
    return search.useless(CounterVariants.withoutThem(evidence), workOfTheSearch(underWay));
  }

  @Override
  public Step next(List<Evidence> evidence, List<Work> underWay, Slot slot) {
    List<Evidence> searched = CounterVariants.withoutThem(evidence);
    return switch (search.next(searched, workOfTheSearch(underWay), slot)) {
      case Decision.Build build -> new Step.Build(build.image().revision(), build.why());
      case Decision.Boot boot ->
          new Step.Boot(
              new BootOrder(boot.image().revision(), boot.runs(), boot.purpose(), boot.why()));
      case Decision.Rest rest -> new Step.Rest(rest.why());
      case Decision.Conclude conclude ->
          beforeBlame(conclude.conclusion(), evidence, underWay, slot)
              .orElse(new Step.Conclude(conclude.conclusion(), conclude.why()));
    };
  }

  private static List<Work> workOfTheSearch(List<Work> underWay) {
    return ProfileBoots.workWithoutThem(CounterVariants.workWithoutThem(underWay));
  }

  private CounterVariants counterVariants(List<Evidence> evidence) {
    return new CounterVariants(
        options, revisions::kconfigPart, evidence, noise(CounterVariants.withoutThem(evidence)));
  }

  /** Whether more is to be measured before commits are blamed, and the budget has room for it. */
  private boolean isOpen(Conclusion conclusion, List<Evidence> evidence) {
    return conclusion instanceof Conclusion.Culprit culprits
        && boots(evidence) < maximumBoots
        && (counterVariants(evidence).isOpen(culprits)
            || (checked.request().takesProfiles() && profileBoots(culprits, evidence).isOpen()));
  }

  /** All that count against the budget. */
  private int boots(List<Evidence> evidence) {
    return Endings.boots(evidence) + ProfileBoots.ended(jobs);
  }

  private ProfileBoots profileBoots(Conclusion.Culprit culprits, List<Evidence> evidence) {
    return new ProfileBoots(
        checked.resolved().machines(),
        withPerf,
        usable,
        options,
        culprits.candidate(),
        evidence,
        jobs);
  }

  /** Why there is no profile, where one was to be made; absent where it was, or is no question. */
  private @Nullable String withoutProfile(
      Conclusion conclusion, List<Evidence> evidence, boolean isSpent) {
    if (!(conclusion instanceof Conclusion.Culprit culprits)
        || !checked.request().takesProfiles()) {
      return null;
    }
    return profileBoots(culprits, evidence)
        .obstacle(isSpent || boots(evidence) >= maximumBoots)
        .orElse(null);
  }

  private Optional<Step> beforeBlame(
      Conclusion conclusion, List<Evidence> evidence, List<Work> underWay, Slot slot) {
    if (!isOpen(conclusion, evidence)) {
      return Optional.empty();
    }
    long coming = underWay.stream().filter(Work.Booting.class::isInstance).count();
    if (boots(evidence) + coming >= maximumBoots) {
      return Optional.of(new Step.Rest("the last boots of the budget are under way"));
    }
    var culprits = (Conclusion.Culprit) conclusion;
    Optional<Step> options = counterVariants(evidence).next(culprits, underWay, slot);
    return options.isPresent()
        ? options
        : Optional.of(profileBoots(culprits, evidence).next(underWay, slot));
  }

  @Override
  public Optional<Step.Conclude> nothingLeft(List<Evidence> evidence, int usable, String why) {
    List<Evidence> searched = CounterVariants.withoutThem(evidence);
    return search
        .concluded(searched)
        .map(end -> new Step.Conclude(end.conclusion(), end.why()))
        .or(() -> Optional.of(new Step.Conclude(search.nothingLeft(searched, usable, why), why)));
  }

  @Override
  public Optional<Step.Conclude> withoutMachines(List<Evidence> evidence) {
    return checked.request().takesProfiles()
        ? search
            .concluded(CounterVariants.withoutThem(evidence))
            .filter(end ->
                end.conclusion() instanceof Conclusion.Culprit culprits
                    && !counterVariants(evidence).isOpen(culprits))
            .map(end -> new Step.Conclude(end.conclusion(), end.why()))
        : Optional.empty();
  }

  /** What a search says whose budget is the boots that there are. */
  @Override
  public Optional<Step.Conclude> spent(List<Evidence> evidence, String budget) {
    List<Evidence> searched = CounterVariants.withoutThem(evidence);
    int boots = Endings.boots(searched);
    if (boots == 0) {
      return Optional.empty();
    }
    return new SearchDriver(searches.apply(boots), earlier)
        .concluded(searched)
        .map(end ->
            new Step.Conclude(
                new Spent(end.conclusion(), SearchBudget.usedUp(boots, budget)),
                "the budget of " + budget + " is used up; " + end.why()));
  }

  /** What is concluded where something else than the budget of boots is used up. */
  private record Spent(Conclusion conclusion, SearchBudget budget) {}

  @Override
  public List<Testability.Doubt> doubts(Step.Conclude conclusion, Testability testability) {
    return testability.doubts((Conclusion) conclusion.conclusion(), ends());
  }

  @Override
  public Ending end(
      Step.Conclude conclusion,
      List<Evidence> evidence,
      Testability testability,
      String disturbances) {
    List<Evidence> searched = CounterVariants.withoutThem(evidence);
    Optional<BisectionEnding> noEnd = EndFailure.of(testability, checked, revisions);
    if (noEnd.isPresent()) {
      return ending(CampaignState.FAILED, noEnd.get().with(byHand));
    }
    Spent spent =
        conclusion.conclusion() instanceof Spent other
            ? other
            : new Spent((Conclusion) conclusion.conclusion(), SearchBudget.ofBoots(maximumBoots));
    BisectionEnding ending =
        new Endings(
                checked.resolved(),
                checked.request().confidence(),
                spent.budget(),
                revisions,
                checked.range().dag(),
                findings(evidence, noise(searched)))
            .of(
                spent.conclusion(),
                search.with(searched),
                assessment().map(AssessmentRecord::effect).orElse(null))
            .withoutProfile(
                withoutProfile(
                    spent.conclusion(), evidence, conclusion.conclusion() instanceof Spent));
    return ending(CampaignState.CONCLUDED, ending.withoutCulprit(disturbances).with(byHand));
  }

  private CulpritFindings findings(List<Evidence> evidence, double noise) {
    var changed =
        new OptionFindings(
            options,
            revisions::kconfigPart,
            new BootValues(checked.resolved().scale()),
            evidence,
            noise);
    var functions = new KernelFunctions(jobs);
    return new CulpritFindings(
        changed::of,
        culprit ->
            functions.areSame(
                new Revision.Candidate(culprit.candidate()),
                checked.range().dag().before(culprit.candidate())));
  }

  @Override
  public Ending cancelled(Cancellation cancellation) {
    return ending(CampaignState.CANCELLED, Endings.cancelled(cancellation).with(byHand));
  }

  @Override
  public Ending failed(String words) {
    return ending(CampaignState.FAILED, Endings.failed(words).with(byHand));
  }

  /** As the store keeps it. */
  static Ending ending(CampaignState state, BisectionEnding ending) {
    return new Ending(state.name(), ending.words(), RowJson.write(ending));
  }
}
