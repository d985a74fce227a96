package dev.halfspeed.campaign;

import dev.halfspeed.report.view.BisectionView;

/** Where a campaign stands, by the name that its row has; checks have verdicts instead. */
public enum CampaignState {
  RUNNING,
  CONCLUDED,
  CANCELLED,
  /** Stopped by something that a person has to put right. */
  FAILED;

  /** Converts it to its view. */
  public BisectionView.State view() {
    return switch (this) {
      case RUNNING -> BisectionView.State.RUNNING;
      case CONCLUDED -> BisectionView.State.CONCLUDED;
      case CANCELLED -> BisectionView.State.CANCELLED;
      case FAILED -> BisectionView.State.FAILED;
    };
  }
}
