package dev.halfspeed.search.policy;

import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.Channel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The images that a slot can boot, those under way, and how often each was booted. */
final class SlotImages {
  /**
   * Expected log odds of an image's boots on one machine, in nats, after which no more of them are
   * made: chance gets in the way of so many less than once in 1,000 times.
   */
  private static final double HEARD_NATS = 24;

  /** Fewer boots may all be outliers. */
  private static final int LEAST_TO_BE_HEARD = 3;

  private final Slot slot;
  private final Observations observations;
  private final boolean isCounted;
  private final List<Work> underWay;
  private final Map<Image, Integer> bootsUnderWay = new HashMap<>();
  private final Set<Revision> building = new HashSet<>();

  /** Candidates that are built, or being built. */
  private final BitSet built = new BitSet();

  /**
   * Counts them.
   *
   * @param isCounted whether outcomes are counted: the metric is no number
   */
  SlotImages(Slot slot, Observations observations, List<Work> inFlight, boolean isCounted) {
    this.slot = slot;
    this.observations = observations;
    this.isCounted = isCounted;
    for (Image image : slot.images()) {
      if (image.layout() == 0 && image.revision() instanceof Revision.Candidate(int candidate)) {
        built.set(candidate);
      }
    }
    for (Work work : inFlight) {
      switch (work) {
        case Work.Booting boot -> bootsUnderWay.merge(boot.image(), 1, Integer::sum);
        case Work.Building build -> {
          building.add(build.revision());
          if (build.revision() instanceof Revision.Candidate(int candidate)) {
            built.set(candidate);
          }
        }
      }
    }
    underWay = inFlight.stream().filter(work -> isOfUse(work.revision())).toList();
  }

  /**
   * Whether boots of a revision may tell hypotheses apart. Those of the good end do where each
   * hypothesis expects another part of its runs to fail; where the metric is a number, ends are the
   * calibration's to measure. Those of a candidate that somebody has marked don't count.
   */
  private boolean isOfUse(Revision revision) {
    return switch (revision) {
      case Revision.Candidate _ -> !observations.isMarked(revision);
      case Revision.Good() -> isCounted;
      case Revision.Revert ignored -> false;
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  /** Images to boot now. */
  Stream<Image> ready() {
    return slot.images().stream()
        .filter(image -> isOfUse(image.revision()) && !observations.isUntestable(image.revision()));
  }

  /** Whether an image can be booted here. */
  boolean contains(Image image) {
    return slot.images().contains(image);
  }

  boolean isBuilding(Revision revision) {
    return building.contains(revision);
  }

  /** Builds and boots under way that may tell hypotheses apart. */
  List<Work> underWay() {
    return underWay;
  }

  /** What is being booted, or built to be booted. */
  List<Lookahead.Coming> coming() {
    var coming = new ArrayList<Lookahead.Coming>();
    var seen = new HashMap<Image, Integer>();
    for (Work work : underWay) {
      int before = booted(work.image()) + seen.merge(work.image(), 1, Integer::sum) - 1;
      coming.add(new Lookahead.Coming(Lookahead.number(work.revision()), before));
    }
    return coming;
  }

  /** Whether a build of a candidate is of use: there is none, and its boots may tell anything. */
  boolean mayBuild(int candidate) {
    return !built.get(candidate)
        && !observations.untestableCandidates().get(candidate)
        && isOfUse(new Revision.Candidate(candidate));
  }

  /** The same for the good end. */
  boolean mayBuildGoodEnd() {
    Revision good = observations.good();
    return isOfUse(good)
        && !contains(Image.of(good))
        && !isBuilding(good)
        && !observations.isUntestable(good);
  }

  /** Measured boots of an image; which of a revision's images it is follows from their order. */
  int booted(Image image) {
    List<Integer> numbers = observations.imagesOf(image.revision());
    return image.layout() < numbers.size()
        ? observations.bootsOfImage(numbers.get(image.layout()))
        : 0;
  }

  /** Boots of an image, measured or under way. */
  int boots(Image image) {
    return booted(image) + bootsUnderWay.getOrDefault(image, 0);
  }

  /**
   * Whether boots of an image on this machine have said what they can. What is in doubt after so
   * many is then the machine itself (its level, or whether it shows the regression), which only
   * other images tell.
   *
   * @param channel what boots on this machine say
   */
  boolean isHeard(Image image, Channel channel) {
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
}
