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
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the test that says most for its time. */
final class Chooser {
  /** Less than this part of what a boot can say is as good as nothing. */
  private static final double NOTHING = 0.002;

  /** Part of a boot's capacity below which no image is built ahead for it. */
  private static final double NOT_WORTH_BUILDING = 0.1;

  /** Part of the best coming image's information below which waiting for it is better. */
  private static final double NOT_WORTH_BOOTING = 0.3;

  /** Where it is so certain whether a candidate is bad, testing it is no use. */
  private static final double CERTAIN = 1e-4;

  /** The part of a build that its first boot has to pay for: an image is often booted again. */
  private static final double FIRST_BOOT = 0.6;

  /**
   * Expected log odds of an image's boots on one machine, in nats, after which no more of them are
   * made: chance gets in the way of so many less than once in 1,000 times.
   */
  private static final double HEARD_NATS = 24;

  /** Fewer boots may all be outliers. */
  private static final int LEAST_TO_BE_HEARD = 3;

  /** Classes of candidates by their probability of being bad. */
  private static final int CLASSES = 160;

  /** Candidates of the best classes that are evaluated one by one. */
  private static final int CLOSE_LOOKS = 64;

  private final Posterior posterior;
  private final Observations observations;
  private final List<Work> inFlight;
  private final Slot slot;
  private final Channel channel;
  private final Optional<OutcomeTable> table;
  private final int runs;
  private final long seed;
  private final Map<Image, Integer> bootsOfImage = new HashMap<>();
  private final Set<Revision> building = new HashSet<>();

  /** A test, what it says and what it costs. */
  record Choice(Image image, boolean build, double bits, double seconds) {
    double rate() {
      return bits / seconds;
    }

    int candidate() {
      return number(image.revision());
    }
  }

  /** Its number as a candidate, or {@link Ancestry#GOOD}. */
  private static int number(Revision revision) {
    return revision instanceof Revision.Candidate(int index) ? index : Ancestry.GOOD;
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
    for (Work work : inFlight) {
      switch (work) {
        case Work.Booting boot -> bootsOfImage.merge(boot.image(), 1, Integer::sum);
        case Work.Building build -> building.add(build.revision());
      }
    }
  }

  /** The best thing to do now, if anything is worth doing. */
  Optional<Choice> best() {
    var lookahead = lookahead(coming());
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

  /** What is being booted, or built to be booted. */
  private List<Lookahead.Coming> coming() {
    var coming = new ArrayList<Lookahead.Coming>();
    var seen = new HashMap<Image, Integer>();
    for (Work work : inFlight) {
      if (isOfUse(work.revision())) {
        int before = booted(work.image()) + seen.merge(work.image(), 1, Integer::sum) - 1;
        coming.add(new Lookahead.Coming(number(work.revision()), before));
      }
    }
    return coming;
  }

  /**
   * Whether boots of a revision may tell hypotheses apart. Those of the good end do where each
   * hypothesis expects another part of its runs to fail; where the metric is a number, ends are the
   * calibration's to measure. Those of a candidate that somebody has marked don't count.
   */
  private boolean isOfUse(Revision revision) {
    return switch (revision) {
      case Revision.Candidate _ -> !observations.isMarked(revision);
      case Revision.Good() -> table.isPresent();
      case Revision.Revert ignored -> false;
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  /** Measured boots of an image; which of a revision's images it is follows from their order. */
  private int booted(Image image) {
    List<Integer> numbers = observations.imagesOf(image.revision());
    return image.layout() < numbers.size()
        ? observations.bootsOfImage(numbers.get(image.layout()))
        : 0;
  }

  private int boots(Image image) {
    return booted(image) + bootsOfImage.getOrDefault(image, 0);
  }

  private double bits(Lookahead lookahead, int candidate, int bootsBefore) {
    double sum = 0;
    for (int draw = 0; draw < lookahead.draws(); draw++) {
      sum += lookahead.bits(candidate, draw, bootsBefore);
    }
    return sum / lookahead.draws();
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

  /** The candidates that are built, or being built. */
  private BitSet builtOnes() {
    var built = new BitSet();
    for (Image image : slot.images()) {
      if (image.layout() == 0 && image.revision() instanceof Revision.Candidate(int candidate)) {
        built.set(candidate);
      }
    }
    for (Revision revision : building) {
      if (revision instanceof Revision.Candidate(int candidate)) {
        built.set(candidate);
      }
    }
    return built;
  }

  private Optional<Choice> bestBoot(Lookahead lookahead) {
    return readyImages()
        .map(image -> {
          int candidate = number(image.revision());
          double bits = isHeard(image) ? 0 : bits(lookahead, candidate, boots(image));
          return new Choice(image, false, bits, bootSeconds());
        })
        .max(Comparator.comparingDouble(Choice::bits).thenComparing(Chooser::byName));
  }

  /**
   * Whether boots of an image on this machine have said what they can. What is in doubt after so
   * many is then the machine itself (its level, or whether it shows the regression), which only
   * other images tell.
   */
  private boolean isHeard(Image image) {
    List<Integer> numbers = observations.imagesOf(image.revision());
    if (image.layout() >= numbers.size()) {
      return false;
    }
    int number = numbers.get(image.layout());
    int boots = 0;
    for (Observations.Boot boot : observations.boots()) {
      boots += boot.machine() == slot.machine() && boot.image() == number ? 1 : 0;
    }
    return boots >= LEAST_TO_BE_HEARD && channel.nats(boots) > HEARD_NATS;
  }

  private Stream<Image> readyImages() {
    return slot.images().stream()
        .filter(image -> isOfUse(image.revision()) && !observations.isUntestable(image.revision()));
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
    if (building.isEmpty()) {
      return 0;
    }
    var boots = new ArrayList<Lookahead.Coming>();
    for (Work work : inFlight) {
      if (work instanceof Work.Booting boot && isOfUse(boot.revision())) {
        boots.add(new Lookahead.Coming(number(boot.revision()), booted(boot.image())));
      }
    }
    var now = lookahead(boots);
    double best = 0;
    for (Work work : inFlight) {
      if (work instanceof Work.Building build && isOfUse(build.revision())) {
        best = Math.max(best, bits(now, number(build.revision()), boots(build.image())));
      }
    }
    return best;
  }

  private Optional<Choice> bestBuild(Lookahead lookahead) {
    return Stream.concat(
            shortList(lookahead, candidate -> bits(lookahead, candidate, 0)).stream(),
            goodEnd(candidate -> bits(lookahead, candidate, 0)).stream())
        .map(choice ->
            new Choice(
                choice.image(),
                true,
                choice.bits(),
                FIRST_BOOT * buildSeconds(choice.image().revision()) + bootSeconds()))
        .max(Comparator.comparingDouble(Choice::rate));
  }

  /** Another layout of an image that has been booted, where layouts are what blurs it. */
  private Optional<Choice> relayout(Lookahead lookahead) {
    if (!slot.mayRelayout()) {
      return Optional.empty();
    }
    return readyImages()
        .filter(image -> boots(image) > 0 && !building.contains(image.revision()))
        .map(Image::revision)
        .distinct()
        .map(revision -> {
          int candidate = number(revision);
          return new Choice(
              new Image(revision, observations.imagesOf(revision).size()),
              true,
              bits(lookahead, candidate, 0),
              buildSeconds(revision) + bootSeconds());
        })
        .filter(choice -> !slot.images().contains(choice.image()))
        .max(Comparator.comparingDouble(Choice::rate).thenComparing(Chooser::byName));
  }

  private interface Value {
    double of(int candidate);
  }

  /** The good end, to be built, where its boots tell anything. */
  private Optional<Choice> goodEnd(Value value) {
    var revision = new Revision.Good();
    var image = Image.of(revision);
    return isOfUse(revision)
            && !slot.images().contains(image)
            && !building.contains(revision)
            && !observations.isUntestable(revision)
        ? Optional.of(new Choice(image, true, value.of(Ancestry.GOOD), 1))
        : Optional.empty();
  }

  /**
   * The candidates to build that are worth most, by what their boot says, less what may not be
   * testable. Candidates with about the same probability of being bad are worth about the same, so
   * one of each class is evaluated first.
   */
  private List<Choice> shortList(Lookahead lookahead, Value value) {
    int size = posterior.ancestry().size();
    BitSet untestable = observations.untestableCandidates();
    BitSet built = builtOnes();
    int[] classOf = new int[size];
    int[] first = new int[CLASSES];
    int[] count = new int[CLASSES];
    Arrays.fill(first, -1);
    for (int candidate = 0; candidate < size; candidate++) {
      double p = lookahead.bad(candidate);
      classOf[candidate] = -1;
      if (p > CERTAIN
          && p < 1 - CERTAIN
          && !untestable.get(candidate)
          && !built.get(candidate)
          && isOfUse(new Revision.Candidate(candidate))) {
        int number = Math.min(CLASSES - 1, (int) (p * CLASSES));
        classOf[candidate] = number;
        count[number]++;
        if (first[number] < 0) {
          first[number] = candidate;
        }
      }
    }
    double[] worth = new double[CLASSES];
    int best = -1;
    for (int number = 0; number < CLASSES; number++) {
      if (count[number] > 0) {
        worth[number] = value.of(first[number]) * testable(first[number]);
        best = best < 0 || worth[number] > worth[best] ? number : best;
      }
    }
    var list = new ArrayList<Choice>();
    if (best < 0) {
      return list;
    }
    int near = 0;
    for (int number = 0; number < CLASSES; number++) {
      near += count[number] > 0 && worth[number] > 0.9 * worth[best] ? count[number] : 0;
    }
    int stride = Math.max(1, near / CLOSE_LOOKS);
    int index = 0;
    for (int candidate = 0; candidate < size; candidate++) {
      int number = classOf[candidate];
      if (number >= 0 && worth[number] > 0.9 * worth[best] && index++ % stride == 0) {
        list.add(
            new Choice(
                Image.of(new Revision.Candidate(candidate)),
                true,
                value.of(candidate) * testable(candidate),
                1));
      }
    }
    return list;
  }

  /** Chance that a candidate can be tested: broken stretches of history are seldom one commit. */
  private double testable(int candidate) {
    BitSet broken = observations.untestableCandidates();
    double chance = 1;
    int below = broken.previousSetBit(candidate);
    int above = broken.nextSetBit(candidate);
    for (int other : new int[] {below, above}) {
      if (other >= 0) {
        chance *= 1 - 0.5 / Math.abs(candidate - other);
      }
    }
    return chance;
  }

  /**
   * The image whose existence is worth most once all that is under way, and the boot that will come
   * next, are back: what it says more than the best image there is.
   */
  private Optional<Choice> buildAhead() {
    List<Lookahead.Coming> coming = coming();
    bestBoot(lookahead(coming))
        .ifPresent(
            choice -> coming.add(new Lookahead.Coming(choice.candidate(), boots(choice.image()))));
    var later = lookahead(coming);
    double[] have = new double[later.draws()];
    Stream.concat(
            readyImages(),
            inFlight.stream()
                .filter(work -> work instanceof Work.Building && isOfUse(work.revision()))
                .map(Work::image))
        .forEach(image -> {
          int candidate = number(image.revision());
          int before =
              boots(image)
                  + (coming.stream().anyMatch(each -> each.candidate() == candidate) ? 1 : 0);
          for (int draw = 0; draw < have.length; draw++) {
            have[draw] = Math.max(have[draw], later.bits(candidate, draw, before));
          }
        });
    double least = NOT_WORTH_BUILDING * channel.bits(0.5, 0);
    Value gain =
        candidate -> {
          double sum = 0;
          for (int draw = 0; draw < have.length; draw++) {
            sum += Math.max(0, later.bits(candidate, draw, 0) - have[draw]);
          }
          return sum / have.length;
        };
    return Stream.concat(shortList(later, gain).stream(), goodEnd(gain).stream())
        .filter(choice -> choice.bits() > least)
        .map(choice ->
            new Choice(
                choice.image(),
                true,
                choice.bits(),
                buildSeconds(choice.image().revision()) + bootSeconds()))
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
