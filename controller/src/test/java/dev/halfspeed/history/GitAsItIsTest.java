package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that are not whole, not the user's, or not what they seem: with real git. */
final class GitAsItIsTest {
  @TempDir private static Path shared;
  private static Git kernel;

  @TempDir Path folder;
  private Git user;

  @BeforeAll
  static void createKernel() {
    kernel = Git.init(shared.resolve("kernel"));
    kernel
        .write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n")
        .write("Kconfig", "config A\n")
        .write("arch/x86/a", "x")
        .write("init/main.c", "x");
    for (int number = 0; number < 6; number++) {
      kernel.commit("mm/a.c", "int a = " + number + ";\n");
    }
  }

  @BeforeEach
  void copyKernel() {
    user = kernel.copy(folder.resolve("user"));
  }

  // What is lost

  @Test
  void anEndThatLacksAFileIsRefusedWithTheFileAndTheRemedy() throws Exception {
    lose(user, "HEAD:mm/a.c");
    String blob = user.run("rev-parse", "HEAD:mm/a.c");
    try (var history = KernelHistory.open(user.folder())) {
      history.requireKernel(history.resolve("HEAD~1"));
      CommitInfo bad = history.resolve("HEAD");
      Problem problem = problem(() -> history.requireKernel(bad));
      assertThat(problem.what())
          .isEqualTo(
              "commit %s is not whole: object %s, the content of mm/a.c, is missing from %s"
                  .formatted(bad.shortId(), blob, user.folder()));
      assertThat(problem.nextStep())
          .startsWith("see what else is missing: git -C " + user.folder() + " fsck");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD^{tree}", "HEAD:mm", "HEAD:Makefile"})
  void aLostDirectoryIsNamedToo(String object) throws Exception {
    String id = user.run("rev-parse", object);
    lose(user, object);
    try (var history = KernelHistory.open(user.folder())) {
      Problem problem = problem(() -> history.requireKernel(history.resolve("HEAD")));
      assertThat(problem.what()).contains(id).contains("is missing from " + user.folder());
    }
  }

  @Test
  void aLostCommitIsNotLookedForElsewhere() throws Exception {
    String lost = user.run("rev-parse", "HEAD~2");
    lose(user, "HEAD~2");
    try (var history = KernelHistory.open(user.folder())) {
      assertThat(problem(() -> history.resolve("main~2")).what()).contains(lost);
      CommitInfo bad = history.resolve("main");
      CommitInfo good = history.resolve("main~1");
      assertThat(problem(() -> history.range(good, bad, RangeOptions.everything())).what())
          .isEqualTo("object " + lost + " is missing from " + user.folder());
    }
  }

  @Test
  void anAlternateThatIsAwayIsNamed() throws Exception {
    user.run("clone", "-q", "--shared", ".", "../borrowing");
    Path borrowing = folder.resolve("borrowing");
    Files.move(user.folder(), folder.resolve("away"));
    String id = Git.at(folder.resolve("away")).run("rev-parse", "HEAD");
    try (var history = KernelHistory.open(borrowing)) {
      for (String revision : new String[] {"HEAD", id, "main"}) {
        Problem problem = problem(() -> history.resolve(revision));
        assertThat(problem.what())
            .contains(id)
            .endsWith(
                "borrows objects from " + user.folder().resolve(".git/objects") + "; that is away");
        assertThat(problem.nextStep())
            .contains("bring that folder back")
            .contains(borrowing.resolve(".git/objects/info/alternates").toString());
      }
    }
  }

  /** Our own advice, done to the letter. */
  @ParameterizedTest
  @CsvSource({"blob:none", "tree:0", "blob:limit=1"})
  void aPartialCloneIsCompleteAfterWhatIsAdvised(String filter) throws Exception {
    user.run("config", "uploadpack.allowFilter", "true");
    Path partial = folder.resolve("partial");
    user.run(
        "clone",
        "-q",
        "--no-checkout",
        "--filter=" + filter,
        "file://" + user.folder(),
        partial.toString());
    Problem problem = problem(() -> KernelHistory.open(partial));
    assertThat(problem.what()).contains("is a partial clone (--filter=" + filter + ")");
    String advice = problem.nextStep();
    assertThat(advice).startsWith("make it complete: git -C " + partial + " fetch --refetch");
    for (String command : advice.substring(advice.indexOf(": ") + 2).split(" && ")) {
      Git.at(folder).run(command.substring("git ".length()).split(" "));
    }
    try (var history = KernelHistory.open(partial)) {
      for (int number = 0; number < 6; number++) {
        history.requireKernel(history.resolve("origin/main~" + number));
      }
    }
  }

  @Test
  void aPartialCloneThatOnlyNoLongerSaysSoIsFoundOut() throws Exception {
    user.run("config", "uploadpack.allowFilter", "true");
    Path partial = folder.resolve("partial");
    user.run("clone", "-q", "--filter=blob:none", "file://" + user.folder(), partial.toString());
    Git clone = Git.at(partial);
    clone.run("config", "--unset-all", "remote.origin.promisor");
    clone.run("config", "--unset-all", "remote.origin.partialclonefilter");
    try (var history = KernelHistory.open(partial);
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      history.requireKernel(history.resolve("HEAD"));
      Problem end = problem(() -> history.requireKernel(history.resolve("HEAD~3")));
      assertThat(end.what()).contains("mm/a.c").endsWith(partial + ", a partial clone");
      assertThat(end.nextStep())
          .startsWith("fetch all files: git -C " + partial + " fetch --refetch --no-filter origin");
      assertThat(snapshots.snapshot(history.resolve("HEAD~3").id())).isNotEmpty();
    }
    clone.run("fetch", "-q", "--refetch", "--no-filter", "origin");
    try (var history = KernelHistory.open(partial)) {
      history.requireKernel(history.resolve("HEAD~3"));
    }
  }

  @Test
  void aShallowCloneThatEndsAtGoodIsEnough() throws Exception {
    // As of commits by a script: all of one second.
    Git quick = Git.init(folder.resolve("quick"));
    var stream = new StringBuilder();
    for (int number = 0; number < 6; number++) {
      stream.append("commit refs/heads/main\ncommitter C <c@example.com> 1600000000 +0000\n");
      stream.append("data 1\n" + number + "\n");
    }
    quick.run(stream.toString().getBytes(StandardCharsets.UTF_8), "fast-import", "--quiet");
    quick.run("clone", "-q", "--depth=3", "file://" + quick.folder(), "../shallow");
    Path shallow = folder.resolve("shallow");
    try (var history = KernelHistory.open(shallow)) {
      CommitInfo bad = history.resolve("@");
      CommitRange range = history.range(history.resolve("@~2"), bad, RangeOptions.everything());
      assertThat(range.size()).isEqualTo(2);
      Problem beyond = problem(() -> history.resolve("HEAD~3"));
      assertThat(beyond.nextStep()).contains("git -C " + shallow + " fetch --unshallow");
    }
  }

  // What is elsewhere, or somebody else's

  @ParameterizedTest
  @CsvSource({
    "/w/https:/git.kernel.org/linux.git, https://git.kernel.org/linux.git",
    "https:/git.kernel.org/linux.git, https://git.kernel.org/linux.git",
    "/w/ssh:/me@host/linux, ssh://me@host/linux",
    "/w/git@example.org:torvalds/linux.git, git@example.org:torvalds/linux.git"
  })
  void anAddressIsNoRepositoryOnThisMachine(String path, String address) {
    Problem problem = problem(() -> KernelHistory.open(Path.of(path)));
    assertThat(problem.what()).contains("'" + address + "'").contains("on this machine");
    assertThat(problem.nextStep()).contains("git clone " + address);
  }

  @Test
  void aFileAddressIsAPath() {
    assertThat(problem(() -> KernelHistory.open(Path.of("/w/file:/srv/linux"))).nextStep())
        .isEqualTo("name it without file://: --repo /srv/linux");
  }

  @Test
  void aRepositoryOfAnotherUserIsRefusedAsGitDoes() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path git = user.folder().resolve(".git");
    int owner = (Integer) Files.getAttribute(git, "unix:uid");
    var environment =
        Map.of(
            "HOME", home.toString(),
            "PATH", System.getenv("PATH"),
            "GIT_CONFIG_NOSYSTEM", "1");
    new RepositoryOwner(owner, environment).check(user.folder(), user.folder(), null, git);
    var other = new RepositoryOwner(owner + 1000, environment);
    ThrowingCallable check = () -> other.check(user.folder(), user.folder(), null, git);
    Problem refused = problem(check);
    assertThat(refused.what())
        .startsWith(user.folder() + " belongs to another user: ")
        .contains("owned by user " + owner + ", and this is user " + (owner + 1000));
    String advice = "git config --global --add safe.directory " + user.folder().toRealPath();
    assertThat(refused.nextStep()).endsWith(advice);
    // A repository can't vouch for itself.
    user.run("config", "safe.directory", "*");
    assertThat(problem(check)).isNotNull();
    Path settings = home.resolve(".gitconfig");
    for (String entry : new String[] {user.folder().toString(), "*", folder.toRealPath() + "/*"}) {
      Files.writeString(settings, "[safe]\n  directory = " + entry + "\n");
      other.check(user.folder(), user.folder(), null, git);
    }
    Files.writeString(settings, "[safe]\n  directory = *\n  directory =\n");
    assertThat(problem(check)).isNotNull();
    Files.writeString(settings, "[safe]\n  directory = /elsewhere\n");
    assertThat(problem(check)).isNotNull();
  }

  @Test
  void rootOpensWhatBelongsToTheUserWhoBecameRoot() throws Exception {
    int root = (Integer) Files.getAttribute(Path.of("/"), "unix:uid");
    int owner = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeTrue(root == 0 && owner == 0);
    Path git = user.folder().resolve(".git");
    Files.setAttribute(git, "unix:uid", 4242);
    var path = Map.of("PATH", System.getenv("PATH"), "GIT_CONFIG_NOSYSTEM", "1");
    var sudo =
        Map.of("PATH", System.getenv("PATH"), "GIT_CONFIG_NOSYSTEM", "1", "SUDO_UID", "4242");
    assertThat(
            problem(
                () -> new RepositoryOwner(0, path).check(user.folder(), user.folder(), null, git)))
        .isNotNull();
    new RepositoryOwner(0, sudo).check(user.folder(), user.folder(), null, git);
    assertThat(problem(() -> KernelHistory.open(user.folder())).what())
        .contains("owned by user 4242");
  }

  // What is shown in the place of something else

  @Test
  void aReplacedCommitInTheRangeIsRefused() throws Exception {
    String replaced = user.run("rev-parse", "HEAD~2");
    user.run("replace", "--graft", "HEAD~2", "HEAD~4");
    try (var history = KernelHistory.open(user.folder())) {
      CommitInfo bad = history.resolve("HEAD");
      Problem problem =
          problem(() -> history.range(history.resolve("HEAD~3"), bad, RangeOptions.everything()));
      assertThat(problem.what())
          .startsWith("commit " + replaced.substring(0, 12) + " of the range is replaced");
      assertThat(problem.nextStep()).contains("git clone --no-local");
      // Elsewhere it makes no difference.
      assertThat(history.range(history.resolve("HEAD~1"), bad, RangeOptions.everything()).size())
          .isEqualTo(1);
    }
    Git.at(folder).run("clone", "-q", "--no-local", "--no-checkout", "user", "clone");
    try (var history = KernelHistory.open(folder.resolve("clone"))) {
      CommitInfo good = history.resolve("HEAD~3");
      assertThat(history.range(good, history.resolve("HEAD"), RangeOptions.everything()).size())
          .isEqualTo(3);
    }
  }

  @Test
  void aGraftIsSaidToo() throws Exception {
    String grafted = user.run("rev-parse", "HEAD~1");
    Files.writeString(
        Files.createDirectories(user.folder().resolve(".git/info")).resolve("grafts"),
        "# by hand\n" + grafted + "\n");
    try (var history = KernelHistory.open(user.folder())) {
      CommitInfo good = history.resolve("HEAD~3");
      CommitInfo bad = history.resolve("HEAD");
      assertThat(problem(() -> history.range(good, bad, RangeOptions.everything())).what())
          .contains(grafted.substring(0, 12))
          .contains("info/grafts");
    }
  }

  // Words for commits

  @ParameterizedTest
  @CsvSource({"@", "@~2", "@^", "HEAD^{}", "main^{commit}", "HEAD@{0}", "heads/main"})
  void gitsShortNamesAreKnown(String revision) throws Exception {
    try (var history = KernelHistory.open(user.folder())) {
      assertThat(history.resolve(revision).id())
          .isEqualTo(user.run("rev-parse", revision + "^{commit}"));
    }
  }

  @Test
  void whatIsNotLookedUpHereIsLeftToGit() throws Exception {
    user.run("tag", "-a", "-m", "x", "v2.6.11-tree", "HEAD^{tree}");
    user.run("tag", "content", "HEAD:Makefile");
    try (var history = KernelHistory.open(user.folder())) {
      for (String search : new String[] {":/commit 3", "HEAD^{/mm: }"}) {
        Problem problem = problem(() -> history.resolve(search));
        assertThat(problem.what())
            .isEqualTo(
                "'"
                    + search
                    + "' names a commit by words of its message, which is not looked up here");
        assertThat(problem.nextStep())
            .endsWith("git -C " + user.folder() + " rev-parse --verify '" + search + "'");
      }
      for (String other : new String[] {"@{u}", "main@{upstream}", "@{push}", "HEAD@{1.day.ago}"}) {
        assertThat(problem(() -> history.resolve(other)).nextStep())
            .endsWith("rev-parse --verify '" + other + "'");
      }
      assertThat(problem(() -> history.resolve("v2.6.11-tree")).what())
          .isEqualTo("'v2.6.11-tree' is a directory, not a commit");
      assertThat(problem(() -> history.resolve("content")).what())
          .isEqualTo("'content' is the content of a file, not a commit");
      assertThat(problem(() -> history.resolve("HEAD:mm")).what())
          .isEqualTo("'HEAD:mm' is a directory, not a commit");
    }
  }

  @Test
  void aTagAndABranchOfOneNameAreNotGuessedBetween() throws Exception {
    user.run("branch", "v6.12", "HEAD~1");
    user.run("tag", "v6.12", "HEAD~2");
    user.run("tag", "same", "HEAD");
    user.run("branch", "same", "HEAD");
    try (var history = KernelHistory.open(user.folder())) {
      for (String revision : new String[] {"v6.12", "v6.12~1", "v6.12^{}"}) {
        Problem problem = problem(() -> history.resolve(revision));
        assertThat(problem.what()).startsWith("'v6.12' is more than one thing");
        assertThat(problem.nextStep())
            .isEqualTo("say which you mean: refs/tags/v6.12 or refs/heads/v6.12");
      }
      assertThat(history.resolve("refs/heads/v6.12").id())
          .isEqualTo(user.run("rev-parse", "HEAD~1"));
      assertThat(history.resolve("same").id()).isEqualTo(user.run("rev-parse", "HEAD"));
    }
  }

  private static void lose(Git git, String object) throws Exception {
    String id = git.run("rev-parse", object);
    Files.delete(
        git.folder().resolve(".git/objects/" + id.substring(0, 2) + "/" + id.substring(2)));
  }

  private static Problem problem(ThrowingCallable call) {
    Problem problem = catchThrowableOfType(Problem.class, call);
    assertThat(problem).isNotNull();
    return problem;
  }
}
