package dev.halfspeed.web.site;

import dev.halfspeed.history.CommitText;
import dev.halfspeed.web.page.CommitBook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Authors and messages of commits, each read once: a commit does not change. One that can't be read
 * is not asked for again for a minute. Safe for use by several threads.
 */
final class CommitTexts {
  private static final int KEPT = 4_000;
  private static final CommitText UNKNOWN = new CommitText("", "");

  /** A repository may be away, or have the commit only after it was fetched. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final BiFunction<String, Collection<String>, Map<String, CommitText>> read;
  private final InstantSource clock;
  private final Map<String, CommitText> known = new Few<>();

  /** When those were asked for that can't be read, by repository and commit; with known's lock. */
  private final Map<String, Instant> missed = new Few<>();

  /**
   * Knows none yet.
   *
   * @param read asks a repository, by its path, for commits; without those that can't be read
   */
  CommitTexts(
      BiFunction<String, Collection<String>, Map<String, CommitText>> read, InstantSource clock) {
    this.read = read;
    this.clock = clock;
  }

  /** Keeps what was used last. */
  private static final class Few<T> extends LinkedHashMap<String, T> {
    private static final long serialVersionUID = 1;

    Few() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
      return size() > KEPT;
    }
  }

  /**
   * Makes something that names commits: once to hear which, and again where some were not known.
   *
   * @param repository path of the repository that has them
   */
  <T> T with(String repository, Function<CommitBook, T> make) {
    var book = new Asked();
    T made = make.apply(book);
    Set<String> wanted = wanted(repository, book.missing);
    if (wanted.isEmpty()) {
      return made;
    }
    Map<String, CommitText> found = read.apply(repository, wanted);
    Instant now = clock.instant();
    synchronized (known) {
      known.putAll(found);
      wanted.stream()
          .filter(commit -> !found.containsKey(commit))
          .forEach(commit -> missed.put(repository + " " + commit, now));
    }
    return found.isEmpty() ? made : make.apply(new Asked());
  }

  /** Without those that could not be read a moment ago. */
  private Set<String> wanted(String repository, Set<String> commits) {
    Instant oldest = clock.instant().minus(RETRY);
    synchronized (known) {
      return commits.stream()
          .filter(commit -> {
            Instant at = missed.get(repository + " " + commit);
            return at == null || !at.isAfter(oldest);
          })
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
  }

  private @Nullable CommitText find(String commit) {
    synchronized (known) {
      return known.get(commit);
    }
  }

  /** Notes which commits are not known. */
  private final class Asked implements CommitBook {
    private final Set<String> missing = new LinkedHashSet<>();

    @Override
    public String author(String commit) {
      return text(commit).author();
    }

    @Override
    public String message(String commit) {
      return text(commit).message();
    }

    private CommitText text(String commit) {
      CommitText text = find(commit);
      if (text == null) {
        missing.add(commit);
        return UNKNOWN;
      }
      return text;
    }
  }
}
