package dev.halfspeed.controller;

import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.PlanView;

/** What begins, changes and ends campaigns. What a person or a program may not do is refused. */
public interface CampaignControl {

  /**
   * Checks a request whole and starts it. Takes seconds, since it looks at every machine.
   *
   * @return the bisection's id
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  String bisect(BisectionRequest request, Principal by) throws Problem;

  /**
   * Forecasts what a request would take. Reads its files and what was measured before; starts
   * nothing, and no machine hears of it.
   *
   * @throws Problem when something in the request is not as it must be
   */
  PlanView plan(PlanRequest request, Principal by) throws Problem;

  /**
   * Ends a campaign and everything that runs for it. Does nothing when it has ended already.
   *
   * @param reason for people, kept with its end; may be empty
   */
  void cancel(String campaign, String reason, Principal by) throws Problem;

  /**
   * Does something to a campaign that has not ended; what was done before can be undone.
   *
   * @param reason for people, kept and shown
   * @return the number by which it can be undone
   */
  int intervene(String campaign, InterventionRequest what, String reason, Principal by)
      throws Problem;

  /**
   * Checks a comparison whole and starts it. Takes seconds, since it looks at every machine.
   *
   * @return the comparison's id
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  String compare(ComparisonRequest request, Principal by) throws Problem;

  /**
   * Checks a config bisection whole and starts it. Takes seconds, since it looks at every machine.
   *
   * @return its id
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  String bisectConfigs(ConfigBisectionRequest request, Principal by) throws Problem;
}
