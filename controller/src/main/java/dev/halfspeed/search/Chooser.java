package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the test that says most for its time. */
final class Chooser {
  /** Less than this part of what a boot can say is as good as nothing. */
  private static final double NOTHING = 0.002;

  /** So many candidates are all looked at as test points, suspect or not. */
  private static final int FEW = 4096;

  /** Part of a boot's capacity below which no image is built ahead for it. */
  private static final double NOT_WORTH_BUILDING = 0.1;

  /** Part of the best coming image's information below which waiting for it is better. */
  private static final double NOT_WORTH_BOOTING = 0.3;

  /** Candidates whose build time is asked for. */
  private static final int SHORT_LIST = 64;

  private final Posterior posterior;
  private final Observations observations;
  private final List<Work> inFlight;
  private final Slot slot;
  private final InformationYield yield;
  private final int runs;
  private final long seed;

  /** A test, what it says and what it costs. */
  record Choice(int candidate, boolean build, double bits, double seconds) {
    double rate() {
      return bits / seconds;
    }
  }

  Chooser(Posterior posterior, List<Work> inFlight, Slot slot, int runs, long seed) {
    this.posterior = posterior;
    this.inFlight = inFlight;
    this.slot = slot;
    this.runs = runs;
    this.seed = seed;
    observations = posterior.observations();
    yield = new InformationYield(posterior, slot.machine(), runs);
  }

  /** The best thing to do now, if anything is worth doing. */
  Optional<Choice> best() {
    var outlook = new Outlook(posterior, coming(), yield, seed);
    Optional<Choice> boot = slot.mayBoot() ? bestBoot(outlook) : Optional.empty();
    if (!slot.mayBuild()) {
      return boot.filter(choice -> choice.bits() >= NOT_WORTH_BOOTING * bestUnderWay(outlook));
    }
    Optional<Choice> build =
        slot.mayBoot() && inFlight.isEmpty() ? bestBuild(outlook) : buildAhead(boot);
    if (slot.mayBoot() && build.isEmpty()) {
      // Boots of one image say less and less; another image beside it may say more.
      build = bestBuild(outlook).filter(choice -> choice.bits() > leastForBoot());
    }
    if (boot.isEmpty() || build.isEmpty()) {
      return boot.isEmpty() ? build : boot;
    }
    return build.orElseThrow().rate() > boot.orElseThrow().rate() ? build : boot;
  }

  /** Candidates that are being booted, or built to be booted. */
  private List<Integer> coming() {
    var coming = new ArrayList<Integer>();
    for (Work work : inFlight) {
      if (work.revision() instanceof Revision.Candidate(int index)) {
        coming.add(index);
      }
    }
    return coming;
  }

  private int boots(int candidate) {
    return Outlook.bootsOf(posterior, candidate)
        + InFlight.boots(inFlight, new Revision.Candidate(candidate));
  }

  private double bits(Outlook outlook, int candidate, int bootsBefore) {
    double sum = 0;
    for (int draw = 0; draw < outlook.draws(); draw++) {
      sum += yield.bits(outlook.bad(candidate, draw), bootsBefore);
    }
    return sum / outlook.draws();
  }

  private double bootSeconds() {
    return Math.max(1e-3, slot.costs().bootSeconds() + runs * slot.costs().runSeconds());
  }

  /** With work under way a place may rest; otherwise anything is better than nothing. */
  private double leastForBoot() {
    return (inFlight.isEmpty() ? NOTHING : NOT_WORTH_BUILDING / 2) * yield.bits(0.5, 0);
  }

  private boolean ready(int candidate) {
    return slot.images().contains(Image.of(new Revision.Candidate(candidate)));
  }

  /** Candidates that can be tested, and might tell something. */
  private IntStream candidates(Outlook outlook) {
    var suspects = new BitSet();
    if (posterior.ancestry().size() <= FEW) {
      // Not only suspects: a branch that left between two of them tells them apart as well.
      suspects.set(0, posterior.ancestry().size());
    }
    for (int cell = 0; cell < posterior.cells().size(); cell++) {
      if (posterior.mass(cell) > 1e-5) {
        suspects.or(BitSet.valueOf(posterior.cells().list().get(cell).members()));
      }
    }
    for (Image image : slot.images()) {
      Revision revision = image.revision();
      if (revision instanceof Revision.Candidate(int index)) {
        suspects.set(index);
      }
    }
    suspects.andNot(observations.untestableCandidates());
    return suspects.stream()
        .filter(candidate -> {
          for (int draw = 0; draw < outlook.draws(); draw++) {
            double p = outlook.bad(candidate, draw);
            if (p > 1e-5 && p < 1 - 1e-5) {
              return true;
            }
          }
          return false;
        });
  }

  private Optional<Choice> bestBoot(Outlook outlook) {
    return candidates(outlook)
        .filter(this::ready)
        .mapToObj(candidate ->
            new Choice(candidate, false, bits(outlook, candidate, boots(candidate)), bootSeconds()))
        .filter(choice -> choice.bits() > leastForBoot())
        .max(Comparator.comparingDouble(Choice::bits));
  }

  /** What the best image that is being built will say when it is booted. */
  private double bestUnderWay(Outlook outlook) {
    var now = new Outlook(posterior, bootsUnderWay(), yield, seed);
    double best = 0;
    for (Work work : inFlight) {
      if (work instanceof Work.Building building
          && building.revision() instanceof Revision.Candidate(int index)
          && outlook.draws() > 0) {
        best = Math.max(best, bits(now, index, boots(index)));
      }
    }
    return best;
  }

  private List<Integer> bootsUnderWay() {
    var coming = new ArrayList<Integer>();
    for (Work work : inFlight) {
      if (work instanceof Work.Booting
          && work.revision() instanceof Revision.Candidate(int index)) {
        coming.add(index);
      }
    }
    return coming;
  }

  /** Nothing else is under way: what to build and boot at once. */
  private Optional<Choice> bestBuild(Outlook outlook) {
    return shortList(outlook)
        .map(choice ->
            new Choice(
                choice.candidate(),
                true,
                choice.bits(),
                buildSeconds(choice.candidate()) + bootSeconds()))
        .max(Comparator.comparingDouble(Choice::rate));
  }

  private double buildSeconds(int candidate) {
    return Math.max(0, slot.costs().buildSeconds(new Revision.Candidate(candidate)));
  }

  /** The candidates to build that say most, and a few spread over the rest. */
  private Stream<Choice> shortList(Outlook outlook) {
    List<Choice> all =
        candidates(outlook)
            .filter(candidate ->
                !ready(candidate)
                    && !InFlight.building(inFlight, new Revision.Candidate(candidate)))
            .mapToObj(candidate ->
                new Choice(
                    candidate,
                    true,
                    bits(outlook, candidate, boots(candidate)) * testable(candidate),
                    1))
            .filter(choice -> choice.bits() > NOTHING * yield.bits(0.5, 0))
            .sorted(Comparator.comparingDouble((Choice choice) -> -choice.bits()))
            .toList();
    int stride = Math.max(1, all.size() / SHORT_LIST);
    return IntStream.range(0, all.size())
        .filter(index -> index < SHORT_LIST || index % stride == 0)
        .mapToObj(all::get);
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
  private Optional<Choice> buildAhead(Optional<Choice> nextBoot) {
    List<Integer> coming = coming();
    nextBoot.ifPresent(choice -> coming.add(choice.candidate()));
    var later = new Outlook(posterior, coming, yield, seed);
    List<Integer> images = candidates(later).filter(this::obtainable).boxed().toList();
    double[] have = new double[later.draws()];
    for (int image : images) {
      int before = boots(image) + (coming.contains(image) ? 1 : 0);
      for (int draw = 0; draw < have.length; draw++) {
        have[draw] = Math.max(have[draw], yield.bits(later.bad(image, draw), before));
      }
    }
    double least = NOT_WORTH_BUILDING * yield.bits(0.5, 0);
    return shortList(later)
        .map(choice -> {
          double gain = 0;
          for (int draw = 0; draw < have.length; draw++) {
            double bits = yield.bits(later.bad(choice.candidate(), draw), 0);
            gain += Math.max(0, bits - have[draw]);
          }
          return new Choice(
              choice.candidate(),
              true,
              gain / have.length * testable(choice.candidate()),
              buildSeconds(choice.candidate()) + bootSeconds());
        })
        .filter(choice -> choice.bits() > least)
        .max(Comparator.comparingDouble(Choice::rate));
  }

  private boolean obtainable(int candidate) {
    return ready(candidate) || InFlight.building(inFlight, new Revision.Candidate(candidate));
  }

  /** In words, for the log. */
  String why(Choice choice) {
    var now = new Outlook(posterior, List.of(), yield, seed);
    double p = now.bad(choice.candidate(), 0);
    String split =
        Math.abs(p - 0.5) < 0.15
            ? "halves"
            : String.format(Locale.ROOT, "splits %.0f:%.0f", 100 * p, 100 * (1 - p));
    return String.format(
        Locale.ROOT,
        "%s %d suspects; %.2f bits for %.0f s",
        split,
        suspects(posterior),
        choice.bits(),
        choice.seconds());
  }

  /** Size of the smallest set that holds 99 % of the candidates' probability. */
  static int suspects(Posterior posterior) {
    double left = 0.99 * (1 - posterior.none());
    int count = 0;
    double[] sorted = posterior.probabilities();
    Arrays.sort(sorted);
    for (int index = sorted.length - 1; index >= 0 && left > 1e-9; index--) {
      left -= sorted[index];
      count++;
    }
    return count;
  }
}
