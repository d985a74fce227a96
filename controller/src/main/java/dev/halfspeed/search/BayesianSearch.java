package dev.halfspeed.search;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Bisects by expected information: measures both ends, boots what tells most per second until one
 * commit is probable enough, then proves it against its parents and by its revert.
 *
 * <p>Safe for use by several threads. Remembers the last evidence that it was given, which changes
 * nothing but the time that an answer takes.
 */
public final class BayesianSearch implements Search {
  private final CandidateDag dag;
  private final Ancestry ancestry;
  private final Prior prior;
  private final Settings settings;
  private final AtomicReference<Known> last = new AtomicReference<>();

  private record Known(List<Evidence> evidence, Situation situation) {}

  public BayesianSearch(CandidateDag dag, Prior prior, Settings settings) {
    this.dag = dag;
    this.prior = prior;
    this.settings = settings;
    ancestry = new Ancestry(dag);
  }

  @Override
  public Assessment assess(List<Evidence> evidence) {
    return situation(evidence).assessment();
  }

  @Override
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    Situation situation = situation(evidence);
    if (situation.conclusion().isPresent()) {
      Conclusion conclusion = situation.conclusion().orElseThrow();
      return new Decision.Conclude(conclusion, summary(conclusion));
    }
    boolean spent =
        situation.observations().measured() + InFlight.boots(inFlight) >= settings.maximumBoots();
    Slot usable =
        spent ? new Slot(slot.machine(), false, false, false, slot.images(), slot.costs()) : slot;
    if (spent && InFlight.boots(inFlight) > 0) {
      return new Decision.Rest("the last boots of the budget are under way");
    }
    return new Step(situation, inFlight, usable).decide();
  }

  @Override
  public Standing standing(List<Evidence> evidence) {
    var assessment = assess(evidence);
    var top = assessment.top(1);
    return new Standing(
        assessment.phase(),
        top.isEmpty() ? dag.bad() : top.getFirst().candidate(),
        top.isEmpty() ? 0 : top.getFirst().probability(),
        assessment.none());
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return List.of();
  }

  private Situation situation(List<Evidence> evidence) {
    Known known = last.get();
    if (known != null && known.evidence().equals(evidence)) {
      return known.situation();
    }
    var copy = List.copyOf(evidence);
    var situation = new Situation(dag, ancestry, prior, settings, copy);
    last.set(new Known(copy, situation));
    return situation;
  }

  private static String summary(Conclusion conclusion) {
    return switch (conclusion) {
      case Conclusion.Culprit culprit ->
          String.format(Locale.ROOT, "#%d is proved", culprit.candidate());
      case Conclusion.Suspects suspects -> suspects.reason();
      case Conclusion.NotReproduced nothing ->
          String.format(
              Locale.ROOT, "no regression between the ends: %.1f %%", 100 * nothing.probability());
      case Conclusion.EnvironmentShift shift -> shift.explanation();
      case Conclusion.BelowNoiseFloor floor ->
          String.format(
              Locale.ROOT,
              "a loss of %.2g %% would be resolved, this one takes %d boots",
              100 * floor.resolvableFraction(),
              floor.bootsNeeded());
      case Conclusion.Exhausted exhausted -> "the budget of " + exhausted.budget() + " is used up";
    };
  }

  /** One decision: what to do, most urgent first. */
  private final class Step {
    private final Situation situation;
    private final Observations observations;
    private final List<Work> inFlight;
    private final Slot slot;
    private final int runs;

    Step(Situation situation, List<Work> inFlight, Slot slot) {
      this.situation = situation;
      this.inFlight = inFlight;
      this.slot = slot;
      observations = situation.observations();
      runs = Runs.perBoot(situation.posterior(), slot.costs());
    }

    Decision decide() {
      Optional<Decision> decision = calibrate();
      if (decision.isEmpty() && situation.proof().isPresent()) {
        decision = prove(situation.proof().orElseThrow());
      } else if (decision.isEmpty() && bothEndsSeen()) {
        decision = search();
      }
      if (decision.isEmpty() && !bothEndsSeen()) {
        decision = aheadOfTheEnds();
      }
      if (decision.isPresent()) {
        return decision.orElseThrow();
      }
      if (inFlight.isEmpty() && slot.mayBoot() && slot.mayBuild()) {
        String reason = "further boots would say next to nothing";
        return new Decision.Conclude(situation.openSuspects(reason), reason);
      }
      return new Decision.Rest(
          inFlight.isEmpty()
              ? "nothing here can be done by this slot"
              : "what is under way decides what comes next");
    }

    private boolean bothEndsSeen() {
      return observations.bootsOf(new Revision.Good()) > 0
          && observations.bootsOf(observations.bad()) > 0;
    }

    private boolean ready(Revision revision) {
      return slot.images().contains(Image.of(revision));
    }

    private boolean buildable(Revision revision) {
      return slot.mayBuild()
          && !ready(revision)
          && !InFlight.building(inFlight, revision)
          && !observations.isUntestable(revision);
    }

    private Optional<Decision> calibrate() {
      Revision good = new Revision.Good();
      Revision bad = observations.bad();
      if (situation.proof().isEmpty() && !situation.calibration().done()) {
        boolean goodFirst =
            !buildable(bad)
                || (buildable(good)
                    && slot.costs().buildSeconds(good) <= slot.costs().buildSeconds(bad));
        if (goodFirst && buildable(good)) {
          return Optional.of(new Decision.Build(Image.of(good), "the good end, to calibrate"));
        }
        if (buildable(bad)) {
          return Optional.of(new Decision.Build(Image.of(bad), "the bad end, to calibrate"));
        }
        // Boots take their time anyway: let the first midpoint be built beside them.
        if (slot.mayBuild() && InFlight.boots(inFlight) > 0 && !anyMidpoint()) {
          var midpoint = aheadOfTheEnds();
          if (midpoint.isPresent()) {
            return midpoint;
          }
        }
      }
      if (!slot.mayBoot()) {
        return Optional.empty();
      }
      return situation
          .calibration()
          .next(slot.machine(), inFlight)
          .filter(this::ready)
          .map(end ->
              new Decision.Boot(
                  Image.of(end),
                  runs,
                  Purpose.CALIBRATION,
                  String.format(
                      Locale.ROOT,
                      "%s end, boot %d: effect and noise",
                      end.equals(good) ? "good" : "bad",
                      observations.bootsOf(end) + InFlight.boots(inFlight, end) + 1)));
    }

    /** Whether a candidate other than the bad end is built, or being built. */
    private boolean anyMidpoint() {
      var all = new HashSet<Revision>();
      slot.images().forEach(image -> all.add(image.revision()));
      inFlight.forEach(work -> all.add(work.revision()));
      all.remove(observations.bad());
      return all.stream().anyMatch(Revision.Candidate.class::isInstance);
    }

    private Optional<Decision> aheadOfTheEnds() {
      if (!slot.mayBuild()) {
        return Optional.empty();
      }
      var builder = new Slot(slot.machine(), true, false, false, slot.images(), slot.costs());
      var chooser = chooser(builder);
      return chooser.best().map(choice -> decision(choice, chooser));
    }

    private Chooser chooser(Slot place) {
      long seed =
          settings.seed()
              ^ (Objects.hash(observations.measured(), inFlight.size(), place.machine())
                  * 0x9E3779B97F4A7C15L);
      return new Chooser(situation.posterior(), inFlight, place, runs, seed);
    }

    private Optional<Decision> search() {
      var chooser = chooser(slot);
      return chooser
          .best()
          .map(choice -> {
            if (choice.build()) {
              return decision(choice, chooser);
            }
            return refinedEnd(choice.candidate()).orElseGet(() -> decision(choice, chooser));
          });
    }

    /** An end to boot instead of an image that was booted more often: levels limit what it says. */
    private Optional<Decision> refinedEnd(int candidate) {
      Revision good = new Revision.Good();
      Revision bad = observations.bad();
      Revision end = boots(good) <= boots(bad) ? good : bad;
      int have = boots(new Revision.Candidate(candidate));
      return have < Calibration.MINIMUM || boots(end) > have || !ready(end)
          ? Optional.empty()
          : Optional.of(
              new Decision.Boot(
                  Image.of(end),
                  runs,
                  Purpose.CALIBRATION,
                  "the ends limit what further boots can say"));
    }

    private int boots(Revision revision) {
      return observations.bootsOf(revision) + InFlight.boots(inFlight, revision);
    }

    private Decision decision(Chooser.Choice choice, Chooser chooser) {
      var revision = new Revision.Candidate(choice.candidate());
      String why = chooser.why(choice);
      return choice.build()
          ? new Decision.Build(Image.of(revision), why)
          : new Decision.Boot(Image.of(revision), runs, Purpose.SEARCH, why);
    }

    private Optional<Decision> prove(Proof proof) {
      for (Revision revision : proof.revisions()) {
        if (buildable(revision)) {
          return Optional.of(new Decision.Build(Image.of(revision), "for the proof"));
        }
      }
      var revert = new Revision.Revert(proof.candidate());
      // The revert's build is the longest thing left, so it starts as soon as a boot is under way.
      if (buildable(revert)
          && (proof.passed() || InFlight.boots(inFlight) > 0 || !slot.mayBoot())) {
        return Optional.of(
            new Decision.Build(Image.of(revert), "the bad end with the culprit taken back"));
      }
      if (!slot.mayBoot()) {
        return Optional.empty();
      }
      Optional<Revision> next = proof.next(slot.machine(), inFlight).filter(this::ready);
      if (next.isPresent()) {
        Revision revision = next.orElseThrow();
        return Optional.of(
            new Decision.Boot(
                Image.of(revision),
                runs,
                Purpose.PROOF,
                revision.equals(proof.culprit()) ? "proof: the culprit" : "proof: its parent"));
      }
      int reverts =
          observations.revertsOf(proof.candidate()).size() + InFlight.boots(inFlight, revert);
      if (ready(revert) && !observations.isUntestable(revert) && reverts < proof.revertBoots()) {
        return Optional.of(
            new Decision.Boot(
                Image.of(revert),
                runs,
                Purpose.REVERT,
                "does taking the culprit back bring the metric back"));
      }
      return Optional.empty();
    }
  }
}
