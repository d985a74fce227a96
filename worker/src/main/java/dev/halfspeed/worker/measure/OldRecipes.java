package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.OldJobs;
import dev.halfspeed.worker.protocol.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Recipes and prepared data that were longest not used. Where they are wanted again, the recipe is
 * sent and its data prepared anew.
 */
public final class OldRecipes {
  /** So many folders of data stay: some gigabytes each, and costly to make. */
  static final int KEPT_DATA = 4;

  /** So many recipes stay: some kilobytes each. */
  static final int KEPT_RECIPES = 20;

  /** What was sent or made for a job that has yet to start. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** A preparation that was interrupted, and that nobody has taken up. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final String UNFINISHED = ".tmp";

  private final Home home;
  private final int keptData;
  private final int keptRecipes;
  private final Instant now;

  public OldRecipes(Home home) {
    this(home, KEPT_DATA, KEPT_RECIPES, Instant.now());
  }

  OldRecipes(Home home, int keptData, int keptRecipes, Instant now) {
    this.home = home;
    this.keptData = keptData;
    this.keptRecipes = keptRecipes;
    this.now = now;
  }

  /** Marks a folder as used now. */
  static void used(Path folder) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
  }

  /** Removes them, but for those that a job which has not ended is to use. */
  public void remove() throws IOException {
    remove(home.data(), keptData);
    remove(home.recipes(), keptRecipes);
  }

  private void remove(Path folders, int kept) throws IOException {
    int young = 0;
    for (Path folder : Folders.youngestFirst(Folders.list(folders))) {
      young++;
      if (young > kept
          && isOld(folder, isUnfinished(folder) ? ABANDONED : FRESH)
          && !wanted().contains(folder)) {
        Folders.takeAway(folder, home.temporary());
      }
    }
  }

  /** Asked for anew each time: a job may have come meanwhile, and takes a moment to start. */
  private Set<Path> wanted() throws IOException {
    var wanted = new HashSet<Path>();
    for (Job job : new OldJobs(home).unfinished()) {
      switch (job) {
        case Job.Measure measure -> {
          wanted.add(home.recipes().resolve(measure.recipe().digest()));
          wanted.add(
              home.data().resolve(RecipeEnvironment.digest(measure.recipe(), measure.boot())));
        }
        case Job.Switch ready -> {
          wanted.add(home.recipes().resolve(ready.recipe().digest()));
          wanted.add(home.data().resolve(RecipeEnvironment.digest(ready.recipe(), ready.boot())));
        }
        case Job.Facts _, Job.Build _, Job.Recover _ -> {}
      }
    }
    return wanted;
  }

  private static boolean isUnfinished(Path folder) {
    return folder.getFileName().toString().contains(UNFINISHED);
  }

  private boolean isOld(Path folder, Duration age) throws IOException {
    return Folders.lastChange(folder).toInstant().isBefore(now.minus(age));
  }
}
