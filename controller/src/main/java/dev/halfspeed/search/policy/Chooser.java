package dev.halfspeed.search.policy;

import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.Channel;
import dev.halfspeed.search.posterior.OutcomeTable;
import dev.halfspeed.search.posterior.Posterior;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the test that says most for its time: a boot of an image that is there ({@link
 * SlotImages}), a build of a candidate ({@link ShortList}), or of another layout.
 */
final class Chooser {
  /** Less than this part of what a boot can say is as good as nothing. */
  private static final double NOTHING = 0.002;

  /** Part of a boot's capacity below which no image is built ahead for it. */
  private static final double NOT_WORTH_BUILDING = 0.1;

  /** Part of the best coming image's information below which waiting for it is better. */
  private static final double NOT_WORTH_BOOTING = 0.3;

  /** The part of a build that its first boot has to pay for: an image is often booted again. */
  private static final double FIRST_BOOT = 0.6;

  private final Posterior posterior;
  private final Observations observations;
  private final List<Work> inFlight;
  private final Slot slot;
  private final Channel channel;
  private final Optional<OutcomeTable> table;
  private final int runs;
  private final long seed;
  private final SlotImages images;

  /** A test, what it says and what it costs. */
  record Choice(Image image, boolean build, double bits, double seconds) {
    double rate() {
      return bits / seconds;
    }

    int candidate() {
      return Lookahead.number(image.revision());
    }
  }

  Chooser(Posterior posterior, List<Work> inFlight, Slot slot, int runs, long seed) {
    this.posterior = posterior;
    this.inFlight = inFlight;
    this.slot = slot;
    this.runs = runs;
    this.seed = seed;
    observations = posterior.observations();
    channel = posterior.judgement().channel(slot.machine(), runs);
    table = posterior.judgement().outcomes(runs);
    images = new SlotImages(slot, observations, inFlight, table.isPresent());
  }

  /** The best thing to do now, if anything is worth doing. */
  Optional<Choice> best() {
    var lookahead = lookahead(images.coming());
    Optional<Choice> boot = slot.mayBoot() ? bestBoot(lookahead) : Optional.empty();
    if (!slot.mayBuild()) {
      return boot.filter(choice ->
          choice.bits() > leastForBoot() && choice.bits() >= NOT_WORTH_BOOTING * bestUnderWay());
    }
    if (!slot.mayBoot()) {
      return buildAhead();
    }
    Optional<Choice> build = bestBuild(lookahead);
    return Stream.of(boot, build, relayout(lookahead))
        .flatMap(Optional::stream)
        .filter(choice -> choice.bits() > leastForBoot())
        .max(Comparator.comparingDouble(Choice::rate));
  }

  private Lookahead lookahead(List<Lookahead.Coming> coming) {
    return new Lookahead(posterior, coming, channel, table, seed);
  }

  private double bootSeconds() {
    return Math.max(1e-3, slot.costs().bootSeconds() + runs * slot.costs().runSeconds());
  }

  private double buildSeconds(Revision revision) {
    return Math.max(0, slot.costs().buildSeconds(revision));
  }

  /** With work under way a place may rest; otherwise anything is better than nothing. */
  private double leastForBoot() {
    return (inFlight.isEmpty() ? NOTHING : NOT_WORTH_BUILDING / 4) * channel.bits(0.5, 0);
  }

  private Optional<Choice> bestBoot(Lookahead lookahead) {
    return images
        .ready()
        .map(image -> {
          int candidate = Lookahead.number(image.revision());
          double bits =
              images.isHeard(image, channel) ? 0 : lookahead.bits(candidate, images.boots(image));
          return new Choice(image, false, bits, bootSeconds());
        })
        .max(Comparator.comparingDouble(Choice::bits).thenComparing(Chooser::byName));
  }

  /** The set of images has no order of its own. */
  private static int byName(Choice one, Choice other) {
    int byCandidate = Integer.compare(other.candidate(), one.candidate());
    return byCandidate != 0
        ? byCandidate
        : Integer.compare(other.image().layout(), one.image().layout());
  }

  /** What the best image that is being built will say when it is booted. */
  private double bestUnderWay() {
    var boots = new ArrayList<Lookahead.Coming>();
    var builds = new ArrayList<Image>();
    for (Work work : images.underWay()) {
      switch (work) {
        case Work.Booting boot ->
            boots.add(
                new Lookahead.Coming(
                    Lookahead.number(boot.revision()), images.booted(boot.image())));
        case Work.Building build -> builds.add(build.image());
      }
    }
    if (builds.isEmpty()) {
      return 0;
    }
    var now = lookahead(boots);
    double best = 0;
    for (Image image : builds) {
      best = Math.max(best, now.bits(Lookahead.number(image.revision()), images.boots(image)));
    }
    return best;
  }

  private Optional<Choice> bestBuild(Lookahead lookahead) {
    return builds(lookahead, candidate -> lookahead.bits(candidate, 0))
        .map(entry -> {
          Revision revision = revision(entry.candidate());
          return new Choice(
              Image.of(revision),
              true,
              entry.bits(),
              FIRST_BOOT * buildSeconds(revision) + bootSeconds());
        })
        .max(Comparator.comparingDouble(Choice::rate));
  }

  /** Candidates that are worth most to build, and the good end where its boots tell anything. */
  private Stream<ShortList.Entry> builds(Lookahead lookahead, ShortList.Value value) {
    var candidates = new ShortList(lookahead, observations, images, posterior.ancestry().size());
    Stream<ShortList.Entry> goodEnd =
        images.mayBuildGoodEnd()
            ? Stream.of(new ShortList.Entry(Ancestry.GOOD, value.of(Ancestry.GOOD)))
            : Stream.empty();
    return Stream.concat(candidates.best(value).stream(), goodEnd);
  }

  private Revision revision(int candidate) {
    return candidate == Ancestry.GOOD ? observations.good() : new Revision.Candidate(candidate);
  }

  /** Another layout of an image that has been booted, where layouts are what blurs it. */
  private Optional<Choice> relayout(Lookahead lookahead) {
    if (!slot.mayRelayout()) {
      return Optional.empty();
    }
    return images
        .ready()
        .filter(image -> images.boots(image) > 0 && !images.isBuilding(image.revision()))
        .map(Image::revision)
        .distinct()
        .map(revision -> {
          int candidate = Lookahead.number(revision);
          return new Choice(
              new Image(revision, observations.imagesOf(revision).size()),
              true,
              lookahead.bits(candidate, 0),
              buildSeconds(revision) + bootSeconds());
        })
        .filter(choice -> !images.contains(choice.image()))
        .max(Comparator.comparingDouble(Choice::rate).thenComparing(Chooser::byName));
  }

  /**
   * The image whose existence is worth most once all that is under way, and the boot that will come
   * next, are back: what it says more than the best image there is.
   */
  private Optional<Choice> buildAhead() {
    List<Lookahead.Coming> coming = images.coming();
    bestBoot(lookahead(coming))
        .ifPresent(choice ->
            coming.add(new Lookahead.Coming(choice.candidate(), images.boots(choice.image()))));
    var later = lookahead(coming);
    double[] have = new double[later.draws()];
    Stream.concat(
            images.ready(),
            images.underWay().stream().filter(Work.Building.class::isInstance).map(Work::image))
        .forEach(image -> {
          int candidate = Lookahead.number(image.revision());
          int before =
              images.boots(image)
                  + (coming.stream().anyMatch(each -> each.candidate() == candidate) ? 1 : 0);
          for (int draw = 0; draw < have.length; draw++) {
            have[draw] = Math.max(have[draw], later.bits(candidate, draw, before));
          }
        });
    double least = NOT_WORTH_BUILDING * channel.bits(0.5, 0);
    ShortList.Value gain =
        candidate -> {
          double sum = 0;
          for (int draw = 0; draw < have.length; draw++) {
            sum += Math.max(0, later.bits(candidate, draw, 0) - have[draw]);
          }
          return sum / have.length;
        };
    return builds(later, gain)
        .filter(entry -> entry.bits() > least)
        .map(entry -> {
          Revision revision = revision(entry.candidate());
          return new Choice(
              Image.of(revision), true, entry.bits(), buildSeconds(revision) + bootSeconds());
        })
        .max(Comparator.comparingDouble(Choice::rate));
  }

  /** In words, for the log. */
  String why(Choice choice) {
    if (choice.candidate() == Ancestry.GOOD) {
      return String.format(
          Locale.ROOT,
          "the good end: how often it fails; %.2f bits for %.0f s",
          choice.bits(),
          choice.seconds());
    }
    double[] probabilities = posterior.probabilities();
    double p = 0;
    BitSet ancestors = posterior.ancestry().ancestors(choice.candidate());
    for (int each = ancestors.nextSetBit(0); each >= 0; each = ancestors.nextSetBit(each + 1)) {
      p += probabilities[each];
    }
    String split =
        Math.abs(p - 0.5) < 0.15
            ? "halves"
            : String.format(Locale.ROOT, "splits %.0f:%.0f", 100 * p, 100 * (1 - p));
    return String.format(
        Locale.ROOT,
        "%s %d suspects; %.2f bits for %.0f s%s",
        split,
        posterior.suspects(),
        choice.bits(),
        choice.seconds(),
        choice.image().layout() > 0 ? "; laid out differently" : "");
  }
}
