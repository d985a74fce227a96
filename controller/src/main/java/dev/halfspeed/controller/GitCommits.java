package dev.halfspeed.controller;

import dev.halfspeed.history.CommitDetail;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.Maintainers;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.Audience;
import dev.halfspeed.regression.CommitBook;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commits and whom they concern, by git.
 *
 * @param upstream repositories of the kernel's people
 */
record GitCommits(Supplier<List<String>> upstream) implements CommitBook {
  private static final Pattern SIGNER =
      Pattern.compile("(?m)^(?:Signed-off-by|Reviewed-by|Acked-by|Reported-by): *(.+@.+)$");

  /** The whole message of a commit; empty where it can't be read. */
  static Optional<String> message(String repository, String commit) {
    try (KernelHistory history = KernelHistory.open(Path.of(repository))) {
      return Optional.of(history.detail(commit).message());
    } catch (Problem | IllegalArgumentException | UncheckedIOException unknown) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Facts> of(String repository, String commit) {
    try (KernelHistory history = KernelHistory.open(Path.of(repository))) {
      CommitDetail detail = history.detail(commit);
      Set<String> others =
          new LinkedHashSet<>(new Maintainers(detail.maintainers()).of(detail.paths()));
      Matcher signers = SIGNER.matcher(detail.message());
      while (signers.find()) {
        others.add(signers.group(1).strip());
      }
      others.remove(detail.author());
      return Optional.of(
          new Facts(
              commit,
              detail.commit().subject(),
              upstream.get().contains(repository),
              new Audience.People(detail.author(), List.copyOf(others))));
    } catch (Problem | IllegalArgumentException | UncheckedIOException unknown) {
      return Optional.empty();
    }
  }
}
