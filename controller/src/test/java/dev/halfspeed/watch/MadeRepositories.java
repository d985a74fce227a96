package dev.halfspeed.watch;

import dev.halfspeed.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Repositories whose refs move with the hours: a branch by a commit every so many hours, a tree
 * that is rebuilt every day, a tag every so many days. They can be out of reach for a while.
 */
final class MadeRepositories implements WatchedRepositories {
  private static final long HOUR = 3_600_000_000_000L;

  private final LongSupplier now;
  private final int hoursACommit;
  private final int hoursATag;
  private long goneFrom = Long.MAX_VALUE;
  private long goneTo = Long.MAX_VALUE;
  private int fetches;

  /**
   * Repositories that begin with one commit and one tag.
   *
   * @param now nanoseconds since the beginning
   */
  MadeRepositories(LongSupplier now, int hoursACommit, int hoursATag) {
    this.now = now;
    this.hoursACommit = hoursACommit;
    this.hoursATag = hoursATag;
  }

  /** Nobody can read or fetch them between these hours. */
  void isGone(int fromHour, int toHour) {
    goneFrom = fromHour * HOUR;
    goneTo = toHour * HOUR;
  }

  int fetches() {
    return fetches;
  }

  /** The id of the so-manieth commit of a branch. */
  static String id(String branch, long number) {
    return "%040x".formatted(Math.floorMod(branch.hashCode(), 4096) * 1_000_000L + number);
  }

  /** The names of the tags so far, the first one too. */
  List<String> tags() {
    var tags = new ArrayList<String>();
    for (long number = 0; number <= now.getAsLong() / HOUR / hoursATag; number++) {
      tags.add("v6." + number);
    }
    return tags;
  }

  private void require(String path) throws Problem {
    long at = now.getAsLong();
    if (at >= goneFrom && at < goneTo) {
      throw new Problem("there is no folder " + path, "mount it");
    }
  }

  @Override
  public Reading open(String path) throws Problem {
    require(path);
    return new Now(path);
  }

  @Override
  public void probe(String path, String remote) throws Problem {
    require(path);
  }

  @Override
  public void fetch(String path, String remote) throws Problem {
    require(path);
    fetches++;
  }

  private static Tip tip(String name, boolean isTag, String commit, long hour) {
    return new Tip(name, isTag, commit, "change " + name, Instant.EPOCH.plusSeconds(3600 * hour));
  }

  private final class Now implements Reading {
    private final String path;

    Now(String path) {
      this.path = path;
    }

    @Override
    public List<Tip> tips() {
      long hours = now.getAsLong() / HOUR;
      var tips = new ArrayList<Tip>();
      tips.add(tip("master", false, id(path, hours / hoursACommit), hours));
      tips.add(tip("next", false, id(path + "next", hours / 24), hours));
      for (String tag : tags()) {
        long number = Long.parseLong(tag.substring(3));
        tips.add(tip(tag, true, id(path + "tag", number), number * hoursATag));
      }
      return tips;
    }

    @Override
    public Tip kernel(String revision) {
      return tip(revision, false, revision.equals("v6.0") ? id(path + "tag", 0) : revision, 0);
    }

    @Override
    public Optional<String> base(String mainline, String commit) {
      return Optional.of(id(path, now.getAsLong() / HOUR / hoursACommit));
    }

    @Override
    public boolean has(String commit) {
      return true;
    }

    @Override
    public void close() {}
  }
}
