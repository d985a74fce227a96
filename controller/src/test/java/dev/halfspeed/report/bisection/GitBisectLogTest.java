package dev.halfspeed.report.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock git replays the log of a history with merges:
 *
 * <pre>
 * good - 0 - 1 - 4 - 5 - 6 - 7 bad
 *          \         /
 *           2 ----- 3
 * </pre>
 */
final class GitBisectLogTest {
  private static final int CANDIDATES = 8;
  private static final List<List<Integer>> PARENTS =
      List.of(
          List.of(-1),
          List.of(0),
          List.of(0),
          List.of(2),
          List.of(1),
          List.of(4, 3),
          List.of(5),
          List.of(6));

  @TempDir private Path folder;
  private List<String> ids = List.of();

  @BeforeEach
  void history() throws Exception {
    git("init", "-q", "-b", "main");
    var stream = new StringBuilder();
    for (int index = -1; index < CANDIDATES; index++) {
      stream.append(
          "commit refs/heads/main\nmark :%d\ncommitter t <t@example.org> %d +0000\ndata 1\n%d\n"
              .formatted(index + 2, 1_700_000_000 + index, Math.abs(index)));
      if (index >= 0) {
        stream.append("from :%d\n".formatted(PARENTS.get(index).getFirst() + 2));
        PARENTS.get(index).stream()
            .skip(1)
            .forEach(parent -> stream.append("merge :%d\n".formatted(parent + 2)));
      }
      stream.append("M 100644 inline \"a part/file%d\"\ndata 1\nx\n".formatted(index + 1));
    }
    Path marks = folder.resolve(".git/marks");
    Path input = Files.writeString(folder.resolve(".git/stream"), stream);
    run(input, "git", "fast-import", "--quiet", "--export-marks=" + marks);
    var all = new ArrayList<String>();
    for (int index = -1; index < CANDIDATES; index++) {
      String mark = ":" + (index + 2) + " ";
      all.add(
          Files.readAllLines(marks).stream()
              .filter(line -> line.startsWith(mark))
              .findFirst()
              .orElseThrow()
              .substring(mark.length()));
    }
    ids = List.copyOf(all);
    git("reset", "-q", "--hard");
  }

  private String id(int index) {
    return ids.get(index + 1);
  }

  private MeasuredView bisection() {
    return new MeasuredView(CANDIDATES, this::id)
        .noise(0.01)
        .boot(-1, 1000)
        .boot(CANDIDATES - 1, 900);
  }

  private String replay(MeasuredView bisection) throws Exception {
    String log = GitBisectLog.of(bisection.view());
    return git("bisect", "replay", Files.writeString(folder.resolve(".git/log"), log).toString());
  }

  /** Of which git would ask to test the merge base with the culprit, and whether it is bad. */
  @Test
  void goodCommitsOnBranchesAndBehindTheCulpritAreComments() throws Exception {
    MeasuredView bisection =
        bisection().boot(3, 1000).boot(1, 1000).boot(5, 900).boot(6, 1000).boot(4, 900);
    assertThat(replay(bisection.suspect(4).culprit(4, 1)))
        .contains(id(4) + " is the first bad commit");
    assertThat(GitBisectLog.of(bisection.view()))
        .contains("# good, but after the last bad one: [" + id(6), "# good: [" + id(1))
        .contains("# good, as the parents of the culprit: [" + id(3));
  }

  /** Whatever its own boots say alone, and those of its parents: the proof weighs all of them. */
  @Test
  void aProvedCulpritIsBadAndItsParentsAreGood() throws Exception {
    assertThat(replay(bisection().boot(4, 1000).boot(3, 950).boot(5, 1000).culprit(5, 4, 3)))
        .contains(id(5) + " is the first bad commit");
  }

  @Test
  void theFirstCommitAndTheLastOneCanBeTheCulprit() throws Exception {
    assertThat(replay(bisection().boot(0, 900).culprit(0))).contains(id(0) + " is the first bad");
    assertThat(replay(bisection().boot(6, 1000).culprit(7, 6)))
        .contains(id(7) + " is the first bad");
  }

  /** Git can go on by hand from a bisection that was broken off. */
  @Test
  void anOutlierDoesNotStopASearch() throws Exception {
    MeasuredView bisection = bisection().boot(1, 1000).boot(5, 900).boot(6, 1000).suspect(4);
    assertThat(replay(bisection)).contains("Bisecting: ");
    assertThat(git("bisect", "log"))
        .contains("git bisect bad " + id(5), "git bisect good " + id(1))
        .doesNotContain("git bisect good " + id(6));
    // What is bad before the most probable commit is one, too.
    assertThat(replay(bisection().boot(0, 900).boot(1, 1000).boot(5, 900).suspect(4)))
        .contains("Bisecting: ");
    assertThat(git("bisect", "log"))
        .contains("git bisect bad " + id(5))
        .doesNotContain("git bisect bad " + id(0));
  }

  @Test
  void pathsTermsAndSkipsAreThoseOfTheBisection() throws Exception {
    MeasuredView bisection =
        bisection().improvement().paths("a part").boot(1, 1000).failed(6, "unbuildable");
    assertThat(replay(bisection.culprit(4, 1))).contains(id(4) + " is the first new commit");
    assertThat(git("bisect", "log"))
        .contains("git bisect start '--' 'a part'", "git bisect skip " + id(6));
  }

  @Test
  void theGoodEndIsTheMergeBase() throws Exception {
    assertThat(replay(bisection().good("0123456789012345678901234567890123456789").culprit(0)))
        .contains(id(0) + " is the first bad");
  }

  private String git(String... words) throws Exception {
    var all = new ArrayList<String>(List.of("git"));
    all.addAll(List.of(words));
    return run(null, all.toArray(String[]::new));
  }

  private String run(@Nullable Path input, String... words)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
