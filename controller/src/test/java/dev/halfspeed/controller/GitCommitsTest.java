package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.history.CommitText;
import dev.halfspeed.notify.NotifySettings;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.notice.Audience;
import dev.halfspeed.regression.notice.CommitLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a commit concerns, by real git. */
final class GitCommitsTest {
  @TempDir private Path directory;

  private static CommitLookup.Facts facts(List<String> upstream, Path repository, String commit) {
    return new GitCommits(() -> upstream).of(repository.toString(), commit).orElseThrow();
  }

  @Test
  void trailersThatAreNotExactlyOneAddressConcernNobody() throws Exception {
    KernelRepository repository = KernelRepository.create(directory.resolve("linux"));
    String commit =
        repository.commit(
            """
            mm: x

            Signed-off-by: Doe, John <john@example.org>
            Reviewed-by: Ada <ada@example.org>, Bob <bob@example.org>
            Acked-by: nobody@
            Reported-by: John Doe <JOHN@example.org>
            """,
            "1000");
    assertThat(facts(List.of(), repository.folder(), commit).people())
        .isEqualTo(
            new Audience.People("t <t@example.org>", List.of("\"Doe, John\" <john@example.org>")));
  }

  @Test
  void aTreeIsUpstreamByWhateverPath() throws Exception {
    KernelRepository repository = KernelRepository.create(directory.resolve("linux"));
    String commit = repository.commit("mm: x", "1000");
    Path link = Files.createSymbolicLink(directory.resolve("link"), repository.folder());
    for (String path :
        List.of(
            link.toString(),
            repository.folder() + "/",
            directory + "/./linux",
            link + "/../link")) {
      assertThat(facts(List.of(path), repository.folder(), commit).isUpstream()).as(path).isTrue();
    }
    assertThat(
            facts(List.of("/nowhere", directory.toString()), repository.folder(), commit)
                .isUpstream())
        .isFalse();
  }

  @Test
  void whereNobodyIsConcernedNobodyIsWrittenTo() {
    var audience = new NotifiedAudience(NotifySettings.NONE);
    assertThat(audience.of(NoticeKind.CULPRIT, Optional.of(new Audience.People("", List.of("")))))
        .isEmpty();
  }

  @Test
  void authorsAndMessagesAreReadTogetherAndWhatIsNotThereIsLeftOut() throws Exception {
    KernelRepository repository = KernelRepository.create(directory.resolve("linux"));
    String one = repository.commit("mm: x\n\nWhy it is so.\n", "1000");
    String two = repository.commit("mm: y", "900");
    String folder = repository.folder().toString();
    assertThat(GitCommits.texts(folder, List.of(one, "0".repeat(40), "no id", two)))
        .containsOnlyKeys(one, two)
        .containsEntry(one, new CommitText("t", "mm: x\n\nWhy it is so.\n"));
    assertThat(GitCommits.texts("/nowhere", List.of(one))).isEmpty();
  }
}
