package dev.halfspeed.controller;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.time.Time;

/** The views of campaigns that were drawn last, by their kinds. */
record CampaignViewCaches(
    ViewCache<BisectionView> bisections,
    ViewCache<ComparisonView> comparisons,
    ViewCache<ConfigBisectionView> configBisections) {
  /** Nothing is drawn yet. */
  CampaignViewCaches(Time time) {
    this(new ViewCache<>(time), new ViewCache<>(time), new ViewCache<>(time));
  }

  /** What was drawn of a campaign, of whatever kind, is not what it is any more. */
  void changed(String campaign) {
    bisections.changed(campaign);
    comparisons.changed(campaign);
    configBisections.changed(campaign);
  }
}
