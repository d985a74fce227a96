package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotsTest {
  private static final String BASE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n";

  @TempDir private Path folder;

  @Test
  void aSnapshotDependsOnTheTreeOnly() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    String first = user.commit("a", "1");
    String other = user.commit("a", "2");
    String back = user.commit("a", "1");
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history);
        var elsewhere = Snapshots.open(folder.resolve("elsewhere"), history)) {
      String snapshot = snapshots.snapshot(first);
      assertThat(snapshots.snapshot(first)).isEqualTo(snapshot);
      assertThat(snapshots.snapshot(back)).isEqualTo(snapshot);
      assertThat(elsewhere.snapshot(back)).isEqualTo(snapshot);
      assertThat(snapshots.snapshot(other)).isNotEqualTo(snapshot);
      Git own = Git.at(snapshots.repository());
      assertThat(own.run("rev-parse", snapshot + "^{tree}"))
          .isEqualTo(user.run("rev-parse", first + "^{tree}"));
      assertThat(own.run("rev-list", "--count", snapshot)).isEqualTo("1");
      assertThat(own.run("show", snapshot + ":a")).isEqualTo("1");
      assertThatIllegalArgumentException().isThrownBy(() -> snapshots.snapshot("0".repeat(40)));
    }
  }

  /** The id is part of what a machine has stored: a change of it costs every image. */
  @Test
  void aSnapshotsIdIsTheSameForEver() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    String first = user.commit("a", "1");
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      assertThat(snapshots.snapshot(first)).isEqualTo("e3ae4d807581e16d88cf66e7371c720c2825aebe");
    }
  }

  @Test
  void ourRepositoryBorrowsFromAllThatTheUsersBorrowsFrom() throws Exception {
    Git user = Git.init(folder.resolve("0"));
    String first = user.commit("a", "1");
    for (int number = 1; number <= 5; number++) {
      user.run("clone", "-q", "--shared", "../" + (number - 1), "../" + number);
    }
    Git last = Git.at(folder.resolve("5"));
    last.run("worktree", "add", "-q", "--detach", "../linked");
    for (String path : List.of("5", "linked", "0")) {
      try (var history = KernelHistory.open(folder.resolve(path));
          var snapshots = Snapshots.open(folder.resolve("own"), history)) {
        String snapshot = snapshots.snapshot(first);
        Git own = Git.at(snapshots.repository());
        assertThat(own.run("show", snapshot + ":a")).isEqualTo("1");
        own.run("fsck", "--strict");
        own.run("push", "-q", "../0", snapshot + ":refs/heads/pushed");
      }
    }
  }

  @Test
  void whatWasBorrowedIsClosedSoonAfterwards() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    String first = user.commit("a", "1");
    user.run("repack", "-q", "-a", "-d");
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      snapshots.snapshot(first);
      assertThat(openFiles()).isNotEmpty();
    }
    Awaitility.await().untilAsserted(() -> assertThat(openFiles()).isEmpty());
  }

  /** Of this process, in the repositories. */
  private List<String> openFiles() throws IOException {
    var open = new ArrayList<String>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String file = Files.readSymbolicLink(descriptor).toString();
          if (file.startsWith(folder.toRealPath().toString())) {
            open.add(file);
          }
        } catch (NoSuchFileException closed) {
          // It was open when the names were read.
        }
      }
    }
    return open;
  }

  @Test
  void oneRepositoryOfOursServesSeveralOfTheUsers() throws Exception {
    Git one = Git.init(folder.resolve("one"));
    String first = one.commit("a", "1");
    Git two = Git.init(folder.resolve("two"));
    String second = two.commit("a", "2");
    try (var ofOne = KernelHistory.open(one.folder());
        var ofTwo = KernelHistory.open(two.folder())) {
      Snapshots.open(folder.resolve("own"), ofOne).close();
      try (var snapshots = Snapshots.open(folder.resolve("own"), ofTwo)) {
        assertThat(snapshots.snapshot(first)).isNotEqualTo(snapshots.snapshot(second));
      }
    }
  }

  @Test
  void aChangeIsTakenBackUnderLaterOnes() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    user.commit("a", BASE);
    String culprit = user.commit("a", BASE.replace("two", "TWO"));
    String bad = user.commit("a", BASE.replace("two", "TWO").replace("eight", "EIGHT"));
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      String reverted = snapshots.revert(bad, culprit, 0).orElseThrow();
      user.run("revert", "--no-edit", culprit);
      assertThat(reverted).isEqualTo(snapshots.snapshot(user.run("rev-parse", "HEAD")));
    }
  }

  @Test
  void aChangeThatLaterOnesBuildUponIsNotTakenBack() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    user.commit("a", BASE);
    String culprit = user.commit("a", BASE.replace("two", "TWO"));
    String bad = user.commit("a", BASE.replace("two", "2"));
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      assertThat(snapshots.revert(bad, culprit, 0)).isEmpty();
    }
  }

  @Test
  void aFileThatWasAddedAndChangedSinceIsAConflict() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    user.commit("a", BASE);
    String culprit = user.commit("b", "1");
    String bad = user.commit("b", "2");
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      assertThat(snapshots.revert(bad, culprit, 0)).isEmpty();
      assertThat(snapshots.revert(culprit, culprit, 0))
          .contains(snapshots.snapshot(user.run("rev-parse", "HEAD~2")));
    }
  }

  @Test
  void aMergeIsTakenBackToTheParentThatIsNamed() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    String root = user.commit("a", BASE);
    user.run("checkout", "-q", "-b", "topic");
    String topic = user.commit("topic", "1");
    user.run("checkout", "-q", "main");
    String mainline = user.commit("main", "1");
    user.run("merge", "-q", "--no-ff", "--no-edit", "topic");
    String merge = user.run("rev-parse", "HEAD");
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      assertThat(snapshots.revert(merge, merge, 0)).contains(snapshots.snapshot(mainline));
      assertThat(snapshots.revert(merge, merge, 1)).contains(snapshots.snapshot(mainline));
      assertThat(snapshots.revert(merge, merge, 2)).contains(snapshots.snapshot(topic));
      assertThatIllegalArgumentException().isThrownBy(() -> snapshots.revert(merge, merge, 3));
      Git.at(snapshots.repository())
          .run("fsck", "--strict", snapshots.revert(merge, root, 0).orElseThrow());
    }
  }

  @Test
  void theKconfigFilesOfAnotherCommitAreTaken() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    user.write("mm/Kconfig", "config A\n");
    user.write("init/Kconfig.more", "config B\n");
    user.write("scripts/kconfig/conf.c", "1");
    String before = user.commit("mm/a.c", "1");
    user.write("mm/Kconfig", "config C\n");
    user.write("fs/Kconfig", "config D\n");
    user.write("scripts/kconfig/conf.c", "2");
    user.run("rm", "-q", "init/Kconfig.more");
    String after = user.commit("mm/a.c", "2");
    String code = user.commit("mm/a.c", "3");
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history)) {
      Git own = Git.at(snapshots.repository());
      String made = snapshots.withKconfigOf(after, before).orElseThrow();
      assertThat(own.run("show", made + ":mm/Kconfig")).isEqualTo("config A");
      assertThat(own.run("show", made + ":init/Kconfig.more")).isEqualTo("config B");
      assertThat(own.run("ls-tree", "-r", "--name-only", made)).doesNotContain("fs/Kconfig");
      assertThat(own.run("show", made + ":mm/a.c")).isEqualTo("2");
      assertThat(own.run("show", made + ":scripts/kconfig/conf.c")).isEqualTo("2");
      own.run("fsck", "--strict", made);
      assertThat(snapshots.withKconfigOf(code, after)).isEmpty();
    }
  }

  @Test
  void snapshotsAreMadeByManyThreads() throws Exception {
    Git user = Git.init(folder.resolve("user"));
    List<String> commits = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      commits.add(user.commit("a", BASE + number));
    }
    try (var history = KernelHistory.open(user.folder());
        var snapshots = Snapshots.open(folder.resolve("own"), history);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> made = new ArrayList<>();
      for (int number = 0; number < 200; number++) {
        String commit = commits.get(number % commits.size());
        made.add(threads.submit(() -> snapshots.snapshot(commit)));
        made.add(threads.submit(() -> snapshots.revert(commit, commits.get(1), 0).orElse("")));
      }
      for (int number = 0; number < made.size(); number += 2) {
        String commit = commits.get(number / 2 % commits.size());
        assertThat(made.get(number).get()).isEqualTo(snapshots.snapshot(commit));
        made.get(number + 1).get();
      }
    }
  }
}
