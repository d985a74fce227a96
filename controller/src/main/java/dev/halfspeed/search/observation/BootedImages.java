package dev.halfspeed.search.observation;

import dev.halfspeed.search.Revision;
import dev.halfspeed.search.graph.Ancestry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The images that evidence speaks of, numbered, and what they stand for. */
final class BootedImages {
  private final Ancestry ancestry;

  /** By number of the image: its candidate, or {@link Ancestry#GOOD}. */
  private final List<Integer> stands = new ArrayList<>();

  private final List<Integer> boots = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Revision, List<Integer>> byRevision = new HashMap<>();
  private final Map<Integer, Integer> takenBack = new HashMap<>();
  private final BitSet excluded = new BitSet();

  /** None yet. */
  BootedImages(Ancestry ancestry) {
    this.ancestry = ancestry;
  }

  /** Numbers an image, and draws the conclusion when two revisions turn out to be one kernel. */
  int of(Revision revision, String name) {
    int stand = revision instanceof Revision.Candidate(int index) ? index : Ancestry.GOOD;
    Integer known = numbers.putIfAbsent(name, stands.size());
    if (known == null) {
      add(stand);
    } else if (stands.get(known) != stand) {
      excludeDifference(stands.get(known), stand);
      if (stand == Ancestry.GOOD) {
        stands.set(known, Ancestry.GOOD);
      }
    }
    int number = numbers.get(name);
    List<Integer> all = byRevision.computeIfAbsent(revision, ignored -> new ArrayList<>());
    if (!all.contains(number)) {
      all.add(number);
    }
    return number;
  }

  private void add(int stand) {
    stands.add(stand);
    boots.add(0);
  }

  /** What only one of two equal kernels contains is not the culprit. */
  private void excludeDifference(int one, int other) {
    BitSet difference =
        one == Ancestry.GOOD ? new BitSet() : (BitSet) ancestry.ancestors(one).clone();
    if (other != Ancestry.GOOD) {
      difference.xor(ancestry.ancestors(other));
    }
    excluded.or(difference);
  }

  /**
   * Numbers an image of the bad end with a culprit taken back. It may be the same kernel as a
   * candidate, of which that says nothing.
   */
  int ofRevert(int culprit, String name) {
    return numbers.computeIfAbsent(
        "revert of " + culprit + " " + name,
        ignored -> {
          takenBack.put(stands.size(), culprit);
          add(ancestry.bad());
          return stands.size() - 1;
        });
  }

  /** An image was booted. */
  void booted(int image) {
    boots.set(image, boots.get(image) + 1);
  }

  int count() {
    return stands.size();
  }

  /** Boots of an image. */
  int boots(int image) {
    return boots.get(image);
  }

  /** The candidate that an image was made of, or {@link Ancestry#GOOD}. */
  int standOf(int image) {
    return stands.get(image);
  }

  /** Whether an image has a culprit that its stand has, but that was taken back in it. */
  boolean isTakenBack(int image, int culprit) {
    return takenBack.getOrDefault(image, Ancestry.GOOD) == culprit;
  }

  /** The numbers of a revision's images, one for each layout that was made; empty when none. */
  List<Integer> of(Revision revision) {
    return byRevision.getOrDefault(revision, List.of());
  }

  /** Whether some revision was built in more than one layout. */
  boolean severalLayouts() {
    return byRevision.values().stream().anyMatch(all -> all.size() > 1);
  }

  /** Those candidates with and without which kernels are equal. */
  BitSet excluded() {
    return (BitSet) excluded.clone();
  }

  /** Whether the images that were booted stand for the same revisions as those of others. */
  boolean hasBootedTheSame(BootedImages other) {
    for (int image = 0; image < stands.size(); image++) {
      if (boots.get(image) > 0
          && !(stands.get(image).equals(other.stands.get(image))
              && takenBack
                  .getOrDefault(image, Ancestry.GOOD)
                  .equals(other.takenBack.getOrDefault(image, Ancestry.GOOD)))) {
        return false;
      }
    }
    return true;
  }
}
