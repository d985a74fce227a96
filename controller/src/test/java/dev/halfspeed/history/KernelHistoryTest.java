package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelHistoryTest {
  @TempDir private Path folder;

  // Opening

  @Test
  void everyKindOfRepositoryIsOpened() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    String first = user.commit("a", "1");
    user.commit("a", "2");
    user.run("worktree", "add", "-q", "--detach", "../linked", first);
    user.run("clone", "-q", "--bare", ".", "../bare.git");
    user.run("clone", "-q", "--shared", ".", "../borrowing");
    user.run("init", "-q", "--separate-git-dir", "../elsewhere", "../split");
    Git.at(folder.resolve("split")).run("pull", "-q", "../user", "main");
    for (String path :
        List.of("user", "user/.git", "bare.git", "borrowing", "split", "elsewhere", "linked")) {
      try (var history = KernelHistory.open(folder.resolve(path))) {
        assertThat(history.resolve(first).id()).as(path).isEqualTo(first);
        String head = Git.at(folder.resolve(path)).run("rev-parse", "HEAD");
        assertThat(history.resolve("HEAD").id()).as(path).isEqualTo(head);
      }
    }
  }

  @Test
  void whatIsNoRepositoryIsRefused() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    Files.createDirectories(folder.resolve("empty"));
    Files.createDirectories(user.folder().resolve("drivers/gpu"));
    Files.writeString(folder.resolve("file"), "");
    Files.createDirectories(folder.resolve("dangling"));
    Files.writeString(folder.resolve("dangling/.git"), "gitdir: /nonexistent/away\n");

    assertThat(problem(() -> KernelHistory.open(folder.resolve("none"))).what())
        .isEqualTo("there is no folder " + folder.resolve("none"));
    assertThat(problem(() -> KernelHistory.open(folder.resolve("empty"))).what())
        .endsWith("empty is not a git repository");
    assertThat(problem(() -> KernelHistory.open(folder.resolve("file"))).what())
        .endsWith("file is not a git repository");
    assertThat(problem(() -> KernelHistory.open(folder.resolve("dangling"))).what())
        .contains("dangling cannot be read as a git repository");
    Problem within = problem(() -> KernelHistory.open(user.folder().resolve("drivers/gpu")));
    assertThat(within.what()).contains("a folder within " + user.folder());
    assertThat(within.nextStep()).isEqualTo("name the repository itself: --repo " + user.folder());
  }

  @Test
  void aRepositoryThatLacksItsObjectsIsRefused() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    user.commit("a", "1");
    user.run("config", "uploadpack.allowFilter", "true");
    user.run(
        "clone", "-q", "--bare", "--filter=blob:none", "file://" + user.folder(), "../partial");
    Problem problem = problem(() -> KernelHistory.open(folder.resolve("partial")));
    assertThat(problem.what()).contains("is a partial clone");

    Git.init(folder.resolve("long"), "--object-format=sha256");
    assertThat(problem(() -> KernelHistory.open(folder.resolve("long"))).what()).contains("sha256");
  }

  @Test
  void nothingIsWrittenIntoTheUsersRepository() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    String first = user.commit("a", "1");
    String second = user.commit("a", "2");
    user.run("commit-graph", "write", "--reachable");
    user.run("gc", "-q");
    List<String> before = listing(user.folder());
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      try (Stream<Path> paths = Files.walk(user.folder())) {
        for (Path path : paths.filter(Files::isDirectory).toList()) {
          path.register(
              watch,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE,
              StandardWatchEventKinds.ENTRY_MODIFY);
        }
      }
      try (var history = KernelHistory.open(user.folder());
          var snapshots = Snapshots.open(folder.resolve("own"), history)) {
        CommitInfo good = history.resolve("HEAD~1");
        CommitInfo bad = history.resolve("main");
        history.range(good, bad, new RangeOptions(false, List.of("a")));
        snapshots.snapshot(bad.id());
        assertThat(snapshots.revert(second, second, 0)).contains(snapshots.snapshot(first));
      }
      assertThat(watch.poll()).isNull();
    }
    assertThat(listing(user.folder())).isEqualTo(before);
  }

  // Revisions

  @Test
  void aRevisionIsResolvedAsGitDoes() throws Exception {
    Git user = Git.init(folder);
    String first = user.commit("a", "1");
    String second = user.commit("a", "2");
    String third = user.commit("Fix the scheduler\n\nAt length.\n");
    user.run("tag", "v6.1", first);
    user.run("tag", "-a", "-m", "x", "v6.2", second);
    user.run("tag", "-a", "-m", "x", "again", "v6.2");
    user.run("update-ref", "refs/remotes/origin/next", third);
    try (var history = KernelHistory.open(folder)) {
      for (String revision :
          List.of(
              "main",
              "HEAD",
              "v6.1",
              "v6.2",
              "again",
              "HEAD~2",
              "main^",
              "v6.2^0",
              "origin/next",
              "refs/tags/v6.1",
              first,
              second.substring(0, 8),
              "v6.2~1",
              "HEAD^{commit}")) {
        assertThat(history.resolve(revision).id())
            .as(revision)
            .isEqualTo(user.run("rev-parse", revision + "^{commit}"));
      }
      CommitInfo commit = history.resolve("main");
      assertThat(commit)
          .isEqualTo(
              new CommitInfo(
                  third,
                  user.run("rev-parse", "main^{tree}"),
                  "Fix the scheduler",
                  "A U Thor",
                  Instant.ofEpochSecond(1_700_000_180)));
      assertThat(commit.shortId()).isEqualTo(third.substring(0, 12));
      assertThat(history.commit(third)).isEqualTo(commit);
      assertThatIllegalArgumentException().isThrownBy(() -> history.commit("0".repeat(40)));
    }
  }

  @Test
  void anUnknownRevisionIsNamedWithTheOneThatWasMeant() throws Exception {
    Git user = Git.init(folder);
    String first = user.commit("a", "1");
    user.run("tag", "v6.12");
    user.run("tag", "v6.12-rc1");
    user.run("update-ref", "refs/remotes/origin/sched-core", first);
    try (var history = KernelHistory.open(folder)) {
      Problem mistyped = problem(() -> history.resolve("v6.21"));
      assertThat(mistyped.what()).isEqualTo("no branch, tag or commit 'v6.21' in " + folder);
      assertThat(problem(() -> history.resolve("v6.13")).nextStep())
          .isEqualTo("did you mean v6.12?");
      assertThat(problem(() -> history.resolve("6.12")).nextStep())
          .isEqualTo("did you mean v6.12?");
      assertThat(problem(() -> history.resolve("sched-core")).nextStep())
          .isEqualTo("did you mean origin/sched-core?");
      assertThat(problem(() -> history.resolve("utterly-different")).nextStep()).contains("tag");
      assertThat(problem(() -> history.resolve("v6.12~5")).what()).contains("v6.12~5");
      assertThat(problem(() -> history.resolve("1".repeat(40))).nextStep()).contains("fetch");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "v1..v2", "HEAD:a", "HEAD^{tree}", "HEAD^{nonsense}", "a b", "-x", "HEAD@{1.day}",
        "HEAD@{upstream}", "~3", "^", ":/x", "@{-1}", "HEAD~x", "HEAD^^^^", "v1^{blob}", "\u0000"
      })
  void whatNamesNoCommitIsRefused(String revision) throws Exception {
    Git user = Git.init(folder);
    user.commit("a", "1");
    user.run("tag", "v1");
    try (var history = KernelHistory.open(folder)) {
      assertThat(problem(() -> history.resolve(revision)).nextStep()).isNotBlank();
    }
  }

  @Test
  void aRepositoryWithoutCommitsIsRefused() throws Exception {
    Git.init(folder);
    try (var history = KernelHistory.open(folder)) {
      assertThat(problem(() -> history.resolve("HEAD")).what()).contains("has no commits yet");
    }
  }

  @Test
  void anAmbiguousBeginningIsListed() throws Exception {
    Git user = Git.init(folder);
    List<String> ids = new ArrayList<>();
    String tree = user.run("mktree");
    for (int number = 0; number < 600; number++) {
      // 600 ids share 4 digits with another almost for certain; made without a process each.
      ids.add(String.valueOf(number));
    }
    var stream = new StringBuilder();
    for (String id : ids) {
      stream
          .append("commit refs/heads/b" + id + "\ncommitter C <c@example.com> 1600000000 +0000\n")
          .append("data <<E\n" + id + "\nE\n");
    }
    user.run(stream.toString().getBytes(StandardCharsets.UTF_8), "fast-import", "--quiet");
    List<String> commits =
        user.lines("for-each-ref", "--format=%(objectname)", "--sort=objectname");
    String shared = "";
    for (int number = 1; number < commits.size(); number++) {
      String beginning = commits.get(number).substring(0, 4);
      if (commits.get(number - 1).startsWith(beginning) && !tree.startsWith(beginning)) {
        shared = beginning;
      }
    }
    String ambiguous = shared;
    try (var history = KernelHistory.open(folder)) {
      Problem problem = problem(() -> history.resolve(ambiguous));
      assertThat(problem.what()).startsWith("'" + ambiguous + "' is the beginning of ");
      for (String commit : commits) {
        if (commit.startsWith(ambiguous)) {
          assertThat(problem.what()).contains(commit.substring(0, 12));
        }
      }
      assertThat(problem.nextStep()).contains("more digits");
    }
  }

  // Kernel trees

  @Test
  void aKernelTreeIsKnownByItsFiles() throws Exception {
    Git user = Git.init(folder);
    user.write("Makefile", "# SPDX\nVERSION = 6\nPATCHLEVEL = 12\n")
        .write("Kconfig", "source\n")
        .write("arch/x86/Makefile", "")
        .write("init/main.c", "");
    user.commit("Linux 6.12");
    try (var history = KernelHistory.open(folder)) {
      history.requireKernel(history.resolve("HEAD"));
    }
  }

  @Test
  void anotherTreeIsRefused() throws Exception {
    Git user = Git.init(folder);
    user.write("Makefile", "all:\n").write("arch", "").write("init/main.c", "").commit("Other");
    try (var history = KernelHistory.open(folder)) {
      assertThat(problem(() -> history.requireKernel(history.resolve("HEAD"))).what())
          .contains("is not a Linux kernel tree")
          .endsWith("it lacks a Makefile with VERSION and PATCHLEVEL, Kconfig, arch/");
    }
  }

  // Ranges that are none

  @Test
  void goodEqualToBadIsRefused() throws Exception {
    Git user = Git.init(folder);
    user.commit("a", "1");
    assertThat(rangeProblem("HEAD", "main").what()).contains("the same commit");
  }

  @Test
  void badBeforeGoodIsRefused() throws Exception {
    Git user = Git.init(folder);
    user.commit("a", "1");
    user.commit("a", "2");
    user.commit("a", "3");
    Problem problem = rangeProblem("HEAD", "HEAD~2");
    assertThat(problem.what()).contains("is an ancestor of the good one");
    assertThat(problem.nextStep()).contains("swap");
  }

  @Test
  void unrelatedHistoriesAreRefused() throws Exception {
    Git user = Git.init(folder);
    user.commit("a", "1");
    user.run("checkout", "-q", "--orphan", "other");
    user.commit("a", "2");
    assertThat(rangeProblem("main", "other").what()).contains("no commit in common");
  }

  @Test
  void aShallowBoundaryWithinTheRangeIsRefused() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    for (int number = 0; number < 6; number++) {
      user.commit("a", String.valueOf(number));
    }
    user.run("branch", "side", "HEAD~4");
    String url = "file://" + user.folder();
    user.run("clone", "-q", "--depth=3", "--no-single-branch", url, "../shallow");
    try (var history = KernelHistory.open(folder.resolve("shallow"))) {
      CommitInfo bad = history.resolve("HEAD");
      assertThat(history.range(history.resolve("HEAD~1"), bad, RangeOptions.everything()).size())
          .isEqualTo(1);
      assertThat(history.range(history.resolve("HEAD~2"), bad, RangeOptions.everything()).size())
          .isEqualTo(2);
    }
    user.run("checkout", "-q", "-b", "far", "HEAD~5");
    user.commit("b", "1");
    user.run("clone", "-q", "--depth=1", "--no-single-branch", url, "../cut");
    try (var history = KernelHistory.open(folder.resolve("cut"))) {
      CommitInfo good = history.resolve("origin/far");
      CommitInfo bad = history.resolve("origin/main");
      Problem problem = problem(() -> history.range(good, bad, RangeOptions.everything()));
      assertThat(problem.what()).contains("shallow clone");
      assertThat(problem.nextStep()).contains("git fetch --unshallow");
    }
  }

  @Test
  void pathsThatLeaveNoCandidateAreRefused() throws Exception {
    Git user = Git.init(folder);
    user.commit("mm/vmscan.c", "1");
    user.commit("fs/inode.c", "1");
    user.commit("fs/inode.c", "2");
    assertThat(rangeProblem("HEAD~1", "HEAD", "mm").what())
        .isEqualTo("no commit between good and bad touches mm");
    assertThat(rangeProblem("HEAD~1", "HEAD", "kernel/sched").what())
        .isEqualTo("neither good nor bad has kernel/sched");
    for (String odd : List.of("", "/mm", "../mm", ":(top)mm", "mm//x", "./", ".")) {
      assertThat(rangeProblem("HEAD~1", "HEAD", odd).what()).contains("is no path");
    }
  }

  @Test
  void aPathMayBeWrittenAsTheShellCompletesIt() throws Exception {
    Git user = Git.init(folder);
    user.commit("mm/vmscan.c", "1");
    String touching = user.commit("mm/vmscan.c", "2");
    user.commit("fs/inode.c", "2");
    try (var history = KernelHistory.open(folder)) {
      CommitRange range =
          history.range(
              history.resolve("HEAD~2"),
              history.resolve("HEAD"),
              new RangeOptions(false, List.of("./mm/")));
      assertThat(range.size()).isEqualTo(2);
      assertThat(range.id(0)).isEqualTo(touching);
      assertThat(range.dag().parentsOf(1)).containsExactly(0);
      assertThat(range.indexOf("0".repeat(40))).isEmpty();
      assertThat(range.indexOf("main")).isEmpty();
    }
  }

  private Problem rangeProblem(String good, String bad, String... paths) throws Exception {
    try (var history = KernelHistory.open(folder)) {
      CommitInfo goodCommit = history.resolve(good);
      CommitInfo badCommit = history.resolve(bad);
      var options = new RangeOptions(false, List.of(paths));
      return problem(() -> history.range(goodCommit, badCommit, options));
    }
  }

  private static Problem problem(ThrowingCallable call) {
    Problem problem = catchThrowableOfType(Problem.class, call);
    assertThat(problem).isNotNull();
    return problem;
  }

  private static List<String> listing(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.map(path -> path + " " + path.toFile().lastModified()).sorted().toList();
    }
  }
}
