package dev.halfspeed.sim;

import dev.halfspeed.search.Purpose;

/**
 * What a bisection has cost by some time. A boot counts when it starts: one that is cancelled, or
 * that gives nothing, has been paid for.
 *
 * @param calibration boots of the ends before the search
 * @param search boots of the search, drift checks included
 * @param proof boots that prove an answer
 * @param builds images that were begun
 * @param hours of wall-clock time
 * @param machineHours that machines were busy, all together
 */
record Tally(
    int calibration, int search, int proof, int builds, double hours, double machineHours) {
  static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0);

  /** Boots until there is an answer to prove. */
  int boots() {
    return calibration + search;
  }

  Tally withBoot(Purpose purpose) {
    return switch (purpose) {
      case CALIBRATION -> new Tally(calibration + 1, search, proof, builds, hours, machineHours);
      case SEARCH, DRIFT -> new Tally(calibration, search + 1, proof, builds, hours, machineHours);
      case PROOF, REVERT -> new Tally(calibration, search, proof + 1, builds, hours, machineHours);
    };
  }

  Tally withBuild() {
    return new Tally(calibration, search, proof, builds + 1, hours, machineHours);
  }

  Tally at(double hour, double busy) {
    return new Tally(calibration, search, proof, builds, hour, busy);
  }
}
