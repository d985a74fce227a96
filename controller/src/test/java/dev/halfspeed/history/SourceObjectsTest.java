package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several repositories of our own borrow from one of a user, and what they have alone. */
final class SourceObjectsTest {
  @TempDir private Path folder;
  private Git user;
  private String first;

  @BeforeEach
  void setUp() {
    user = Git.init(folder.resolve("user"));
    first = user.commit("a", "1");
  }

  /** A repository of ours. */
  private Git borrowing(String name) {
    user.run("clone", "-q", "--shared", user.folder().toString(), folder.resolve(name).toString());
    return Git.at(folder.resolve(name));
  }

  private static void requireReadable(Git git, String commit) throws IOException, Problem {
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(git.folder().resolve(".git").toFile()).build()) {
      SourceObjects.borrowedBy(repository).requireReadable(ObjectId.fromString(commit));
    }
  }

  /** A commit that is taken back makes a tree that lies in one of them. */
  @Test
  void whatOneHasAloneIsExpectedOfNoOther() throws Exception {
    Git one = borrowing("one");
    Git other = borrowing("other");
    requireReadable(one, one.commit("b", "2"));
    requireReadable(other, first);
    requireReadable(other, other.commit("b", "3"));
    requireReadable(one, first);
  }

  @Test
  void whatTheUserHasLostSinceIsNamed() throws Exception {
    requireReadable(borrowing("one"), first);
    String second = user.commit("b", "2");
    Git other = borrowing("other");
    String lost = user.run("rev-parse", second + ":b");
    Files.delete(
        user.folder()
            .resolve(".git/objects")
            .resolve(lost.substring(0, 2))
            .resolve(lost.substring(2)));
    assertThat(catchThrowableOfType(Problem.class, () -> requireReadable(other, second)))
        .hasMessageContaining(lost);
  }
}
