package dev.halfspeed.bisect;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.Places;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.Words;
import java.util.stream.Collectors;

/** Says which campaigns of this controller have a machine, and for how long about. */
final class MachineUse {
  private final Places places;
  private final RunningBisections running;

  MachineUse(Places places, RunningBisections running) {
    this.places = places;
    this.running = running;
  }

  /** All that may be given work there; empty: none. */
  String of(Machine machine) {
    return places.campaigns(Stations.address(machine)).stream()
        .map(this::words)
        .collect(Collectors.joining(", "));
  }

  /** A campaign by its name, and what is left of it where that is known. */
  String words(String campaign) {
    return running
        .get(campaign)
        .map(bisection -> "bisection " + campaign + left(bisection))
        .orElse(campaign);
  }

  private static String left(Bisection bisection) {
    return bisection
        .assessment()
        .map(AssessmentRecord::forecast)
        .map(BisectionView.Forecast::seconds)
        .map(seconds -> " (about " + Words.roughly(seconds.expected()) + " left)")
        .orElse("");
  }
}
