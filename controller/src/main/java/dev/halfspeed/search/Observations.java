package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The evidence, sorted by what the model asks of it. Never changed once made. */
final class Observations {
  /** Stands for the good end where a candidate's number is expected. */
  static final int GOOD = -1;

  /**
   * One measured boot of an end or a candidate.
   *
   * @param image number of its image
   * @param value mean over its runs, less the machine's mean over all its boots
   * @param scatter sum over the runs of the squared distance from {@code value}
   */
  record Boot(
      Revision revision,
      int image,
      int machine,
      Purpose purpose,
      int runs,
      double value,
      double scatter) {}

  private final CandidateDag dag;
  private final List<Boot> boots = new ArrayList<>();
  private final List<Evidence.Measured> reverts = new ArrayList<>();
  private final List<Integer> imageStands = new ArrayList<>();
  private final Map<String, Integer> images = new HashMap<>();
  private final Map<Revision, Integer> imageOf = new HashMap<>();
  private final Map<Revision, Evidence.Cause> untestable = new HashMap<>();
  private final BitSet untestableCandidates = new BitSet();
  private final long[] excluded;
  private final double[] centres;
  private final int measured;
  private final int[] bootsOfImage;

  Observations(CandidateDag dag, Ancestry ancestry, List<Evidence> evidence) {
    this.dag = dag;
    excluded = new long[ancestry.words()];
    centres = centres(evidence);
    int count = 0;
    for (Evidence item : evidence) {
      switch (item) {
        case Evidence.Measured boot -> {
          count++;
          if (boot.revision() instanceof Revision.Revert) {
            reverts.add(boot);
          } else {
            add(boot, ancestry);
          }
        }
        case Evidence.Judged ignored -> {}
        case Evidence.Earlier ignored -> {}
        case Evidence.Built built -> {
          if (!(built.revision() instanceof Revision.Revert)) {
            image(built.revision(), built.image(), ancestry);
          }
        }
        case Evidence.Untestable skip -> {
          untestable.put(skip.revision(), skip.cause());
          if (skip.revision() instanceof Revision.Candidate(int index)) {
            untestableCandidates.set(index);
          }
        }
      }
    }
    measured = count;
    bootsOfImage = new int[imageStands.size()];
    for (Boot boot : boots) {
      bootsOfImage[boot.image()]++;
    }
  }

  private static double[] centres(List<Evidence> evidence) {
    double[] sums = new double[0];
    int[] counts = new int[0];
    for (Evidence item : evidence) {
      if (item instanceof Evidence.Measured boot) {
        if (boot.machine() >= sums.length) {
          sums = Arrays.copyOf(sums, boot.machine() + 1);
          counts = Arrays.copyOf(counts, boot.machine() + 1);
        }
        sums[boot.machine()] += mean(boot.values());
        counts[boot.machine()]++;
      }
    }
    for (int machine = 0; machine < sums.length; machine++) {
      sums[machine] /= Math.max(1, counts[machine]);
    }
    return sums;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private void add(Evidence.Measured boot, Ancestry ancestry) {
    double mean = mean(boot.values());
    double scatter =
        boot.values().stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    boots.add(
        new Boot(
            boot.revision(),
            image(boot.revision(), boot.image(), ancestry),
            boot.machine(),
            boot.purpose(),
            boot.values().size(),
            mean - centres[boot.machine()],
            scatter));
  }

  /** Numbers an image, and draws the conclusion when two revisions turn out to be one kernel. */
  private int image(Revision revision, String name, Ancestry ancestry) {
    int stand = revision instanceof Revision.Candidate(int index) ? index : GOOD;
    Integer known = images.putIfAbsent(name, imageStands.size());
    if (known == null) {
      imageStands.add(stand);
    } else {
      excludeDifference(imageStands.get(known), stand, ancestry);
      if (stand == GOOD) {
        imageStands.set(known, GOOD);
      }
    }
    int number = images.get(name);
    imageOf.put(revision, number);
    return number;
  }

  /** What only one of two equal kernels contains is not the culprit. */
  private void excludeDifference(int one, int other, Ancestry ancestry) {
    long[] left = one == GOOD ? new long[0] : ancestry.row(one);
    long[] right = other == GOOD ? new long[0] : ancestry.row(other);
    for (int word = 0; word < Math.max(left.length, right.length); word++) {
      excluded[word] |=
          (word < left.length ? left[word] : 0) ^ (word < right.length ? right[word] : 0);
    }
  }

  /** Measured boots of the ends and the candidates, in the order in which they came. */
  List<Boot> boots() {
    return boots;
  }

  /** Boots that gave numbers, those of reverts included. */
  int measured() {
    return measured;
  }

  /** How many machines are known to have measured. */
  int machines() {
    return centres.length;
  }

  int images() {
    return imageStands.size();
  }

  /** The candidate that an image was made of, or {@link #GOOD}. */
  int standOf(int image) {
    return imageStands.get(image);
  }

  /** The number of the image of a revision, where it is known. */
  Optional<Integer> imageOf(Revision revision) {
    return Optional.ofNullable(imageOf.get(revision));
  }

  /**
   * Whether the runs of one boot have been told apart, so that {@link #runNoise} means anything.
   */
  boolean severalRuns() {
    return boots.stream().anyMatch(boot -> boot.runs() > 1);
  }

  /**
   * Standard deviation between the runs of a boot, pooled over all boots; 0 where no boot has
   * several, for then it is part of the noise between boots.
   */
  double runNoise() {
    double squares = 0;
    int freedom = 0;
    for (Boot boot : boots) {
      squares += boot.scatter();
      freedom += boot.runs() - 1;
    }
    return freedom == 0 ? 0 : Math.sqrt(squares / freedom);
  }

  /** Candidates that can't be the culprit, since kernels with and without them are equal. */
  boolean isExcluded(int candidate) {
    return (excluded[candidate >>> 6] & (1L << candidate)) != 0;
  }

  boolean isUntestable(Revision revision) {
    return untestable.containsKey(revision);
  }

  /** Why a revision can't be tested, where it can't. */
  Optional<Evidence.Cause> untestable(Revision revision) {
    return Optional.ofNullable(untestable.get(revision));
  }

  BitSet untestableCandidates() {
    return (BitSet) untestableCandidates.clone();
  }

  Revision bad() {
    return new Revision.Candidate(dag.bad());
  }

  /** Boots of a revision. */
  int bootsOf(Revision revision) {
    return (int) boots.stream().filter(boot -> boot.revision().equals(revision)).count();
  }

  /** Boots of a revision on one machine. */
  int bootsOf(Revision revision, int machine) {
    return (int)
        boots.stream()
            .filter(boot -> boot.revision().equals(revision) && boot.machine() == machine)
            .count();
  }

  /** Boots of an image. */
  int bootsOfImage(int image) {
    return bootsOfImage[image];
  }

  /** Boots of the bad end with this candidate taken back: mean values, centred like the others. */
  List<Revertion> revertsOf(int candidate) {
    return reverts.stream()
        .filter(boot -> boot.revision().equals(new Revision.Revert(candidate)))
        .map(boot -> new Revertion(boot.machine(), mean(boot.values()) - centres[boot.machine()]))
        .toList();
  }

  /** A measured revert. */
  record Revertion(int machine, double value) {}
}
