package dev.halfspeed.controller;

import dev.halfspeed.history.CommitDetail;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitText;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.Maintainers;
import dev.halfspeed.history.RangeOptions;
import dev.halfspeed.history.RefTip;
import dev.halfspeed.notify.MailAddress;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.EndsLookup;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.notice.Audience;
import dev.halfspeed.regression.notice.CommitLookup;
import dev.halfspeed.report.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits and whom they concern, by git.
 *
 * @param upstream repositories of the kernel's people
 */
record GitCommits(Supplier<List<String>> upstream) implements CommitLookup, EndsLookup {
  private static final Logger LOG = LoggerFactory.getLogger(GitCommits.class);
  private static final int SHOWN = 120;

  /** Any other can be typed in. */
  private static final int MOST_REVISIONS = 400;

  private static final Pattern SIGNER =
      Pattern.compile("(?m)^(?:Signed-off-by|Reviewed-by|Acked-by|Reported-by): *(.+)$");

  /** Authors and messages by ids, of those that can be read. */
  static Map<String, CommitText> texts(String repository, Collection<String> ids) {
    var texts = new HashMap<String, CommitText>();
    try (KernelHistory history = KernelHistory.open(Path.of(repository))) {
      for (String id : ids) {
        text(history, id).ifPresent(text -> texts.put(id, text));
      }
    } catch (Problem | UncheckedIOException unreadable) {
      LOG.debug("commits of {} can't be read", repository, unreadable);
    }
    return texts;
  }

  /** Branches and tags, those of the newest commits first; none where they can't be read. */
  static List<String> revisions(String repository) {
    try (KernelHistory history = KernelHistory.open(Path.of(repository))) {
      return history.tips().stream()
          .sorted(Comparator.comparing((RefTip tip) -> tip.commit().committedAt()).reversed())
          .map(RefTip::name)
          .distinct()
          .limit(MOST_REVISIONS)
          .toList();
    } catch (Problem | UncheckedIOException unreadable) {
      LOG.debug("revisions of {} can't be read", repository, unreadable);
      return List.of();
    }
  }

  private static Optional<CommitText> text(KernelHistory history, String id) {
    try {
      return Optional.of(history.text(id));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Facts> of(String repository, String commit) {
    try (KernelHistory history = KernelHistory.open(Path.of(repository))) {
      CommitDetail detail = history.detail(commit);
      Map<String, String> people = new LinkedHashMap<>();
      String author = add(people, detail.author());
      new Maintainers(detail.maintainers())
          .of(detail.paths())
          .forEach(maintainer -> add(people, maintainer));
      Matcher signers = SIGNER.matcher(detail.message());
      while (signers.find()) {
        add(people, signers.group(1));
      }
      List<String> others =
          people.values().stream().filter(person -> !person.equals(author)).toList();
      return Optional.of(
          new Facts(
              commit,
              detail.commit().subject(),
              isUpstream(Path.of(repository)),
              new Audience.People(author, others)));
    } catch (Problem | IllegalArgumentException | UncheckedIOException unreadable) {
      LOG.warn("commit {} of {} can't be read", commit, repository, unreadable);
      return Optional.empty();
    }
  }

  @Override
  public Ends ends(String repository, String good, String bad) throws Problem {
    try (KernelHistory history = KernelHistory.open(Path.of(repository))) {
      CommitInfo first = history.resolve(good);
      CommitInfo last = history.resolve(bad);
      history.range(first, last, RangeOptions.everything());
      return new Ends(
          new EventDetail.Commit(first.id(), first.subject()),
          new EventDetail.Commit(last.id(), last.subject()));
    }
  }

  /**
   * Adds one who is not among them yet.
   *
   * @param people as headers have them, by their addresses
   * @return how headers have him; empty for what is not exactly one address
   */
  private static String add(Map<String, String> people, String written) {
    Optional<MailAddress> address = MailAddress.of(written);
    if (address.isEmpty()) {
      LOG.info("\"{}\" is no address of one person", Printable.line(written, SHOWN));
      return "";
    }
    people.putIfAbsent(address.get().address(), address.get().written());
    return address.get().written();
  }

  /** However the settings write the path of a tree: links are followed. */
  private boolean isUpstream(Path repository) {
    Path real = real(repository);
    return upstream.get().stream().anyMatch(tree -> real(Path.of(tree)).equals(real));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      // A tree that is not there is none that an alarm is of.
      return path.toAbsolutePath().normalize();
    }
  }
}
