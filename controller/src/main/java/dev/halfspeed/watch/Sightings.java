package dev.halfspeed.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which commits a watch's refs came to, and which line each continues. */
final class Sightings {
  /** v6.12.3 and v6.12.4-rc1 belong to the stable branch 6.12, which never meets v6.13. */
  private static final Pattern STABLE =
      Pattern.compile("(?<prefix>.*?)(?<version>\\d+\\.\\d+)\\.\\d+(-rc\\d+)?");

  private Sightings() {}

  /**
   * A commit that a ref came to.
   *
   * @param line the branch, or the series of tags, that it continues
   * @param mainline the branch that it is to be compared with the base of; empty: with the pinned
   *     reference
   */
  record Sighting(String line, Tip tip, String mainline) {
    boolean isRebuilt() {
      return !mainline.isEmpty();
    }
  }

  /**
   * The commits to measure, in the order of their lines: branches at once, tags by the date of
   * their commits. A tag belongs to the first ref that it fits.
   *
   * @param known names of tags that are no points
   */
  static List<Sighting> of(List<WatchRequest.Ref> refs, Set<String> known, List<Tip> tips) {
    var all = new ArrayList<Sighting>();
    var taken = new HashSet<String>();
    for (WatchRequest.Ref ref : refs) {
      var pattern = new NamePattern(ref.pattern());
      String mainline = ref.mainline() == null ? "" : ref.mainline();
      tips.stream()
          .filter(tip -> tip.isTag() == (ref.kind() == WatchRequest.Kind.TAGS))
          .filter(tip -> pattern.fits(tip.name()))
          .filter(tip -> !tip.isTag() || !known.contains(tip.name()))
          .sorted(Comparator.comparing(Tip::committedAt).thenComparing(Tip::name))
          .filter(tip -> taken.add((tip.isTag() ? "tag " : "branch ") + tip.name()))
          .forEach(tip -> all.add(new Sighting(line(ref, tip), tip, mainline)));
    }
    return List.copyOf(all);
  }

  /** What can be compared over time: a branch, or the tags of one. */
  static String line(WatchRequest.Ref ref, Tip tip) {
    if (!tip.isTag()) {
      return tip.name();
    }
    Matcher stable = STABLE.matcher(tip.name());
    return stable.matches()
        ? stable.group("prefix") + stable.group("version") + ".y"
        : ref.pattern();
  }

  /**
   * The tags that are there when a watch is added and shall not be measured: all that fit but the
   * newest few.
   *
   * @param backfill how many of the newest are measured
   */
  static List<String> known(List<WatchRequest.Ref> refs, int backfill, List<Tip> tips) {
    List<Sighting> tags =
        of(refs, Set.of(), tips).stream()
            .filter(sighting -> sighting.tip().isTag())
            .sorted(
                Comparator.comparing((Sighting sighting) -> sighting.tip().committedAt())
                    .thenComparing(sighting -> sighting.tip().name()))
            .toList();
    var known = new LinkedHashSet<String>();
    tags.subList(0, Math.max(0, tags.size() - backfill))
        .forEach(sighting -> known.add(sighting.tip().name()));
    return List.copyOf(known);
  }
}
