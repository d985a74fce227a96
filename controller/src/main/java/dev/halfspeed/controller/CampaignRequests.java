package dev.halfspeed.controller;

import dev.halfspeed.campaign.CampaignInterventions;
import dev.halfspeed.campaign.CampaignRunner;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.Bisections;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.bisection.Planner;
import dev.halfspeed.campaign.bisection.RequestCheck;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.comparison.Comparisons;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.campaign.configs.ConfigBisections;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.core.Principal;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;

/** What people and programs ask for: campaigns to begin, to change and to end. */
final class CampaignRequests implements CampaignControl {
  private static final int LONGEST_REASON = 300;

  private final CampaignRunner campaigns;
  private final Bisections bisections;
  private final Comparisons comparisons;
  private final ConfigBisections configBisections;
  private final CampaignInterventions interventions;
  private final CampaignReader reader;
  private final RequestCheck check;
  private final MachineRegistry stations;
  private final Store store;
  private final Names registry;
  private final Actions actions;

  /** Given to the campaigns of one controller. */
  CampaignRequests(
      CampaignRunner campaigns,
      Bisections bisections,
      Comparisons comparisons,
      ConfigBisections configBisections,
      CampaignInterventions interventions,
      CampaignReader reader,
      RequestCheck check,
      MachineRegistry stations,
      Store store,
      Names registry,
      Actions actions) {
    this.campaigns = campaigns;
    this.bisections = bisections;
    this.comparisons = comparisons;
    this.configBisections = configBisections;
    this.interventions = interventions;
    this.reader = reader;
    this.check = check;
    this.stations = stations;
    this.store = store;
    this.registry = registry;
    this.actions = actions;
  }

  @Override
  public String bisect(BisectionRequest asked, Principal by) throws Problem {
    BisectionRequest request = registry.resolve(asked, by);
    String id = bisect(request, Terms.of(by, request.priority(), request.maximumMachineHours()));
    registry.remember(request.lab(), List.of(request.repository()), by);
    return id;
  }

  /** Starts a bisection whose names are resolved, on other terms than a person's. */
  String bisect(BisectionRequest request, Terms terms) throws Problem {
    return campaigns.start(bisections, request, terms);
  }

  @Override
  public PlanView plan(PlanRequest asked, Principal by) throws Problem {
    return new Planner(check, store, stations)
        .plan(
            new PlanRequest(
                registry.resolve(asked.bisection(), by), asked.noise(), asked.effect()));
  }

  /** An id for {@link #beginBisection}. */
  String newBisectionId() {
    return campaigns.newId(bisections);
  }

  /** Starts a bisection of an id that was chosen before, unless it exists already. */
  void beginBisection(String id, BisectionRequest request, Terms terms) throws Problem {
    campaigns.begin(bisections, id, request, terms);
  }

  @Override
  public String compare(ComparisonRequest asked, Principal by) throws Problem {
    ComparisonRequest request = registry.resolve(asked, by);
    String id = compare(request, Terms.of(by, request.priority(), request.maximumMachineHours()));
    registry.remember(
        request.lab(),
        request.variants().stream().map(ComparisonRequest.Variant::repository).toList(),
        by);
    return id;
  }

  /** Starts a comparison whose names are resolved, on other terms than a person's. */
  String compare(ComparisonRequest request, Terms terms) throws Problem {
    return campaigns.start(comparisons, request, terms);
  }

  /** An id for {@link #beginComparison}. */
  String newComparisonId() {
    return campaigns.newId(comparisons);
  }

  /** Starts a comparison of an id that was chosen before, unless it exists already. */
  void beginComparison(String id, ComparisonRequest request, Terms terms) throws Problem {
    campaigns.begin(comparisons, id, request, terms);
  }

  @Override
  public String bisectConfigs(ConfigBisectionRequest asked, Principal by) throws Problem {
    ConfigBisectionRequest request = registry.resolve(asked, by);
    String id =
        campaigns.start(
            configBisections,
            request,
            Terms.of(by, request.priority(), request.maximumMachineHours()));
    registry.remember(request.lab(), List.of(request.repository()), by);
    return id;
  }

  @Override
  public void cancel(String campaign, String reason, Principal by) throws Problem {
    CampaignRecord record = reader.any(campaign);
    String words = Printable.line(reason.strip(), LONGEST_REASON);
    if (record.endedAt() == null) {
      actions.keep(by, "cancel", record.id(), words);
    }
    campaigns.cancel(record, new Cancellation(by.name(), words));
  }

  /** Ends a campaign that was not asked for by a person. */
  void end(CampaignRecord campaign, Cancellation cancellation) {
    campaigns.cancel(campaign, cancellation);
  }

  @Override
  public int intervene(String campaign, InterventionRequest what, String reason, Principal by)
      throws Problem {
    return interventions.intervene(
        reader.reported(campaign), what, Printable.line(reason.strip(), LONGEST_REASON), by);
  }
}
