package dev.halfspeed.history;

import java.time.Duration;
import org.eclipse.jgit.lib.RepositoryCacheConfig;

/**
 * Has JGit close a repository that another one borrows from soon after that one was closed. It
 * keeps them open for an hour as a rule, each with its packs, and bisections may borrow from many.
 */
final class BorrowedRepositories {
  private static final Duration KEPT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  static {
    var cache = new RepositoryCacheConfig();
    cache.setExpireAfter(KEPT.toMillis());
    cache.setCleanupDelay(BETWEEN_LOOKS.toMillis());
    cache.install();
  }

  private BorrowedRepositories() {}

  /** Takes effect for the whole process, once. */
  static void closeSoon() {
    // Loading this class is what does it.
  }
}
