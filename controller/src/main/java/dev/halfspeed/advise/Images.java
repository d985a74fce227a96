package dev.halfspeed.advise;

import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which images are ready where, and what they are called. */
final class Images {
  private static final int EVERYWHERE = -1;

  private final boolean shared;
  private final Map<Integer, Set<Image>> ready = new HashMap<>();
  private final Map<Place, String> digests = new HashMap<>();

  private record Place(int machine, Image image) {}

  private Images(boolean shared) {
    this.shared = shared;
  }

  /** Nothing is built yet. */
  static Images none(boolean shared) {
    return new Images(shared);
  }

  /** Where building is no step of its own, everything can be tested at once. */
  static Images all(int candidates) {
    var images = new Images(true);
    var all = new HashSet<Image>();
    all.add(Image.of(new Revision.Good()));
    for (int candidate = 0; candidate < candidates; candidate++) {
      all.add(Image.of(new Revision.Candidate(candidate)));
    }
    images.ready.put(EVERYWHERE, Set.copyOf(all));
    return images;
  }

  private int place(int machine) {
    return shared ? EVERYWHERE : machine;
  }

  /** Those that a machine can boot. */
  Set<Image> on(int machine) {
    return ready.getOrDefault(place(machine), Set.of());
  }

  void add(int machine, Image image) {
    var more = new HashSet<>(on(machine));
    more.add(image);
    ready.put(place(machine), Set.copyOf(more));
  }

  /** It is not there any more. */
  void remove(int machine, Image image) {
    var less = new HashSet<>(on(machine));
    less.remove(image);
    ready.put(place(machine), Set.copyOf(less));
  }

  /** What the lab says that tells this image from others. */
  void digest(int machine, Image image, String digest) {
    digests.put(new Place(place(machine), image), digest);
  }

  /** Equal names are equal kernels; without a digest each image is one of its own. */
  String name(int machine, Image image) {
    String digest = digests.get(new Place(place(machine), image));
    if (digest != null) {
      return "digest " + digest;
    }
    String revision =
        switch (image.revision()) {
          case Revision.Good() -> "good";
          case Revision.Candidate(int index) -> "candidate " + index;
          case Revision.Revert(int culprit) -> "revert of " + culprit;
          case Revision.CounterVariant other -> throw other.notOfASearch();
        };
    return revision + ", layout " + image.layout();
  }
}
