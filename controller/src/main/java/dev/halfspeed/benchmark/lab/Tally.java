package dev.halfspeed.benchmark.lab;

import dev.halfspeed.search.Purpose;

/**
 * What a bisection has cost by some time. A boot counts when it starts: one that is cancelled, or
 * that gives nothing, has been paid for.
 *
 * @param calibration boots of the ends before the search, and to find drift during it
 * @param search boots that tell candidates apart
 * @param proof boots that prove an answer
 * @param runs of the reproducer, in all of these boots
 * @param builds images that were begun
 * @param hours of wall-clock time
 * @param machineHours that machines were busy, all together
 */
public record Tally(
    int calibration,
    int search,
    int proof,
    int runs,
    int builds,
    double hours,
    double machineHours) {
  static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0);

  /** Boots until there is an answer to prove. */
  public int boots() {
    return calibration + search;
  }

  Tally withBoot(Purpose purpose, int more) {
    int all = runs + more;
    return switch (purpose) {
      case CALIBRATION, DRIFT ->
          new Tally(calibration + 1, search, proof, all, builds, hours, machineHours);
      case SEARCH -> new Tally(calibration, search + 1, proof, all, builds, hours, machineHours);
      case PROOF, REVERT, OPTIONS, PROFILE ->
          new Tally(calibration, search, proof + 1, all, builds, hours, machineHours);
    };
  }

  Tally withBuild() {
    return new Tally(calibration, search, proof, runs, builds + 1, hours, machineHours);
  }

  Tally at(double hour, double busy) {
    return new Tally(calibration, search, proof, runs, builds, hour, busy);
  }
}
