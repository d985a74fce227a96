package dev.halfspeed.search.policy;

import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.Observations;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** One decision: what a slot should do, most urgent first. */
public final class SlotPolicy {
  private final Settings settings;
  private final SearchState state;
  private final Observations observations;
  private final List<Work> inFlight;
  private final Slot slot;
  private final int runs;

  public SlotPolicy(Settings settings, SearchState state, List<Work> inFlight, Slot slot) {
    this.settings = settings;
    this.state = state;
    this.inFlight = inFlight;
    this.slot = slot;
    observations = state.observations();
    runs = settings.runs() > 0 ? settings.runs() : Runs.perBoot(state.posterior(), slot.costs());
  }

  public Decision decide() {
    Optional<Decision> decision =
        state.proof().isPresent()
            ? prove(state.proof().orElseThrow())
            : calibrate().or(this::search);
    if (decision.isPresent()) {
      return decision.orElseThrow();
    }
    if (lacks()) {
      return new Decision.Rest("the change does not show on this machine");
    }
    if (inFlight.isEmpty() && slot.mayBoot() && slot.mayBuild()) {
      Optional<Decision> attempt = state.attempt().flatMap(this::prove);
      if (attempt.isPresent()) {
        return attempt.orElseThrow();
      }
      String reason = "further boots would say next to nothing";
      return new Decision.Conclude(state.openSuspects(reason), reason);
    }
    return new Decision.Rest(
        inFlight.isEmpty()
            ? "nothing here can be done by this slot"
            : "what is under way decides what comes next");
  }

  /** Whether boots on this machine can't tell anything, but others can. */
  private boolean lacks() {
    return observations.machines() > 1
        && state
            .posterior()
            .metric()
            .map(metric -> metric.noiseBelief().lacking(slot.machine()) > 0.5)
            .orElse(false);
  }

  private boolean ready(Image image) {
    return slot.images().contains(image);
  }

  private boolean ready(Revision revision) {
    return ready(Image.of(revision));
  }

  private boolean buildable(Image image) {
    return slot.mayBuild()
        && !ready(image)
        && !InFlight.building(inFlight, image)
        && !observations.isUntestable(image.revision());
  }

  private boolean buildable(Revision revision) {
    return buildable(Image.of(revision));
  }

  private Optional<Decision> calibrate() {
    if (!state.calibration().needed()) {
      return state.calibration().isNoneInDoubt() ? eitherEnd() : Optional.empty();
    }
    Revision good = observations.good();
    Revision bad = observations.bad();
    if (!state.calibration().done()) {
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
    }
    if (!slot.mayBoot()) {
      return state.calibration().done()
          ? Optional.empty()
          : otherLayout(good).or(() -> otherLayout(bad));
    }
    return state
        .calibration()
        .next(slot.machine(), inFlight)
        .flatMap(next ->
            otherLayout(next.end())
                .or(() ->
                    leastBooted(next.end(), Math.max(1, observations.imagesOf(next.end()).size()))
                        .map(image -> new Decision.Boot(image, runs, next.purpose(), next.why()))));
  }

  /** The end that was booted least, where there seems to be no regression. */
  private Optional<Decision> eitherEnd() {
    String why = "an end again: is there no change";
    return Stream.of(observations.bad(), observations.good())
        .filter(end -> !observations.isUntestable(end))
        .filter(end -> ready(end) ? slot.mayBoot() : buildable(end))
        .min(
            Comparator.comparingInt(
                end -> observations.bootsOf(end) + InFlight.boots(inFlight, end)))
        .map(end ->
            ready(end)
                ? new Decision.Boot(Image.of(end), runs, Purpose.CALIBRATION, why)
                : new Decision.Build(Image.of(end), why));
  }

  /** The build of a further image of an end, where the luck of those there are blurs its level. */
  private Optional<Decision> otherLayout(Revision end) {
    int images = observations.imagesOf(end).size();
    var image = new Image(end, images);
    Slot.Costs costs = slot.costs();
    boolean wanted =
        slot.mayRelayout()
            && images > 0
            && buildable(image)
            && state
                .calibration()
                .wantsLayout(
                    end,
                    images,
                    costs.buildSeconds(end),
                    costs.bootSeconds() + runs * costs.runSeconds());
    return wanted
        ? Optional.of(
            new Decision.Build(image, "an end laid out differently: the luck of one layout"))
        : Optional.empty();
  }

  private Optional<Decision> search() {
    long seed =
        settings.seed()
            ^ (Objects.hash(observations.measured(), inFlight.size(), slot.machine())
                * 0x9E3779B97F4A7C15L);
    var chooser = new Chooser(state.posterior(), inFlight, slot, runs, seed);
    return chooser
        .best()
        .map(choice -> {
          String why = chooser.why(choice);
          return choice.build()
              ? new Decision.Build(choice.image(), why)
              : new Decision.Boot(
                  choice.image(),
                  runs,
                  choice.candidate() == Ancestry.GOOD ? Purpose.CALIBRATION : Purpose.SEARCH,
                  why);
        });
  }

  private Optional<Decision> prove(CulpritProof proof) {
    int layouts = proof.layouts(slot.mayRelayout());
    for (int layout = 0; layout < layouts; layout++) {
      for (Revision revision : proof.revisions()) {
        var image = new Image(revision, layout);
        if (buildable(image)) {
          return Optional.of(new Decision.Build(image, "for the proof"));
        }
      }
    }
    var revert = new Revision.Revert(proof.candidate());
    // The revert's build is the longest thing left, so it starts as soon as a boot is under way.
    if (buildable(revert)
        && (proof.isStepCertain() || InFlight.boots(inFlight) > 0 || !slot.mayBoot())) {
      return Optional.of(
          new Decision.Build(Image.of(revert), "the bad end with the culprit taken back"));
    }
    if (!slot.mayBoot()) {
      return Optional.empty();
    }
    Optional<Decision> reverted = reverted(proof, revert);
    if (reverted.isPresent() && proof.isHard()) {
      return reverted;
    }
    return proof
        .next(slot.machine(), inFlight)
        .flatMap(revision -> leastBooted(revision, layouts))
        .<Decision>map(image ->
            new Decision.Boot(
                image,
                runs,
                Purpose.PROOF,
                image.revision().equals(proof.culprit())
                    ? "proof: the culprit"
                    : "proof: its parent"))
        .or(() -> reverted);
  }

  private Optional<Decision> reverted(CulpritProof proof, Revision revert) {
    int reverts = proof.revertsMeasured() + InFlight.boots(inFlight, revert);
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

  /** The image of a revision that was booted least, among those that are ready. */
  private Optional<Image> leastBooted(Revision revision, int layouts) {
    Image best = null;
    int least = Integer.MAX_VALUE;
    List<Integer> numbers = observations.imagesOf(revision);
    for (int layout = 0; layout < layouts; layout++) {
      var image = new Image(revision, layout);
      if (ready(image)) {
        int boots = layout < numbers.size() ? observations.bootsOfImage(numbers.get(layout)) : 0;
        for (Work work : inFlight) {
          boots += work instanceof Work.Booting && work.image().equals(image) ? 1 : 0;
        }
        if (boots < least) {
          least = boots;
          best = image;
        }
      }
    }
    return Optional.ofNullable(best);
  }
}
