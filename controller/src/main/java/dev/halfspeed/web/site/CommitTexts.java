package dev.halfspeed.web.site;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.history.CommitText;
import dev.halfspeed.web.page.bisection.CommitBook;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Authors and messages of commits, each read once: a commit does not change. Safe for use by
 * several threads.
 */
final class CommitTexts {
  private static final int KEPT = 4_000;
  private static final CommitText UNKNOWN = new CommitText("", "");

  private final Controller controller;
  private final Map<String, CommitText> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CommitText> eldest) {
          return size() > KEPT;
        }
      };

  CommitTexts(Controller controller) {
    this.controller = controller;
  }

  /**
   * Makes something that names commits: once to hear which, and again where some were not known.
   *
   * @param repository path of the repository that has them
   */
  <T> T with(String repository, Function<CommitBook, T> make) {
    var book = new Asked();
    T made = make.apply(book);
    if (book.missing.isEmpty()) {
      return made;
    }
    Map<String, CommitText> read = controller.commits(repository, book.missing);
    if (read.isEmpty()) {
      return made;
    }
    synchronized (known) {
      known.putAll(read);
    }
    return make.apply(new Asked());
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
