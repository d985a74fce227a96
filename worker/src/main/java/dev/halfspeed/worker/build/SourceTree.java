package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bare repository that controllers push to, and the one tree of files that is checked out from
 * it. Files that two commits share keep their times, so that make compiles only what changed.
 */
public final class SourceTree {
  /**
   * Files are checked out as they were committed, whatever .gitattributes says: git would not write
   * a file again that only other attributes apply to than in the commit before, and a filter may be
   * on one machine and not on another.
   */
  private static final String ATTRIBUTES = "* -text -ident !filter !working-tree-encoding\n";

  private final Home home;
  private final Git git;

  public SourceTree(Home home, Tools tools) {
    this.home = home;
    this.git = new Git(tools);
  }

  /** Where the files lie: always the same place, since compilers write paths into objects. */
  Path files() {
    return home.work().resolve("tree");
  }

  /** Makes the repository where it is missing, ready for pushes. */
  public void createRepository() throws IOException, InterruptedException, DeadlineException {
    if (Files.exists(home.source().resolve("HEAD"))) {
      return;
    }
    Deadline deadline = Deadline.after(Duration.ofSeconds(30));
    Path fresh = Files.createTempDirectory(home.temporary(), "source-");
    git(fresh, "init", "--quiet", "--bare", "--template=", ".").capture(deadline);
    List<List<String>> settings =
        List.of(
            // Objects that are pushed stay packs; nothing is repacked under a build.
            List.of("receive.unpackLimit", "1"),
            List.of("gc.auto", "0"),
            List.of("receive.autogc", "false"),
            List.of("core.autocrlf", "false"),
            List.of("index.threads", "true"),
            List.of("advice.detachedHead", "false"));
    for (List<String> setting : settings) {
      git(fresh, "config", setting.getFirst(), setting.getLast()).capture(deadline);
    }
    try {
      Files.move(fresh, home.source(), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(home.source().resolve("HEAD"))) {
        throw e;
      }
      Folders.delete(fresh); // Another connection was faster.
    }
  }

  /**
   * Brings the files to a commit. The caller holds the right to the tree.
   *
   * @param log git's words are appended here
   * @throws InfrastructureException when the commit's tree was not pushed
   */
  void checkOut(String commit, Path log, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    String present = checkedOut();
    if (present.equals(commit)) {
      return;
    }
    removeStaleLocks();
    writeAttributes();
    Files.deleteIfExists(state());
    if (present.isEmpty() || !isKnown()) {
      require(commit, deadline);
      prune(deadline);
    }
    int code;
    if (Files.exists(files().resolve(".git"))) {
      if (present.isEmpty()) {
        // A checkout was interrupted: files that it made are unknown to the index.
        git(files(), "clean", "-q", "-f", "-d", "-x").run(log, line -> {}, deadline);
      }
      code =
          git(files(), "checkout", "--quiet", "--force", "--detach", commit)
              .run(log, line -> {}, deadline);
    } else {
      code =
          git(
                  home.source(),
                  "worktree",
                  "add",
                  "--quiet",
                  "--force",
                  "--detach",
                  files().toString(),
                  commit)
              .run(log, line -> {}, deadline);
    }
    if (code != 0) {
      require(commit, deadline);
      throw failed(commit, LogTail.of(log));
    }
    AtomicFile.write(state(), commit);
  }

  /** Whether two commits differ only in files that no configuration is computed from. */
  boolean sameConfiguration(String one, String other, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    if (one.equals(other)) {
      return true;
    }
    var same = new boolean[] {true};
    int code =
        git(home.source(), "diff-tree", "-r", "--name-only", "--no-renames", one, other)
            .run(
                path -> {
                  if (!isPlainSource(path)) {
                    same[0] = false;
                  }
                },
                deadline);
    return code == 0 && same[0];
  }

  /** Kconfig reads its own files and runs scripts; it never looks into sources outside scripts. */
  private static boolean isPlainSource(String path) {
    return !path.startsWith("scripts/")
        && !path.startsWith("tools/")
        && path.matches(".*\\.(c|h|S|rst|txt|yaml|dts|dtsi)");
  }

  private void require(String commit, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var words = new ArrayList<String>();
    if (git(home.source(), "cat-file", "-e", commit + "^{tree}").run(words::add, deadline) != 0) {
      throw new InfrastructureException(
          Result.Fault.TREE_MISSING,
          "the tree of commit " + commit + " was not pushed to this machine",
          String.join("\n", words));
    }
  }

  private static InfrastructureException failed(String commit, String log) {
    if (log.contains("No space left on device")) {
      return new InfrastructureException(Result.Fault.DISK_FULL, "the disk is full", log);
    }
    boolean incomplete = log.contains("unable to read") || log.contains("missing ");
    return new InfrastructureException(
        incomplete ? Result.Fault.TREE_MISSING : Result.Fault.UNEXPECTED,
        incomplete
            ? "the tree of commit " + commit + " was pushed only in part"
            : "checking out commit " + commit + " failed",
        log);
  }

  /** The commit that the files are at; empty in the middle of a change. */
  private String checkedOut() throws IOException {
    return Files.exists(state()) ? Files.readString(state()).strip() : "";
  }

  private Path state() {
    return home.work().resolve("checked-out");
  }

  /** A git that was killed leaves its locks; we hold the right to the tree, so nobody has them. */
  private void removeStaleLocks() throws IOException {
    Path administration = home.source().resolve("worktrees/tree");
    if (Files.isDirectory(administration)) {
      try (Stream<Path> entries = Files.list(administration)) {
        for (Path lock : entries.filter(file -> file.toString().endsWith(".lock")).toList()) {
          Files.delete(lock);
        }
      }
    }
  }

  /**
   * Forgets a tree whose files are gone, which would keep its name taken, and one that the
   * repository knows nothing of: git removes its own part first when it is killed as it makes one.
   */
  private void prune(Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    if (!Files.exists(files().resolve("Makefile")) || !isKnown()) {
      Folders.delete(files());
      git(home.source(), "worktree", "prune").capture(deadline);
    }
  }

  private boolean isKnown() throws IOException {
    Path link = files().resolve(".git");
    if (!Files.isRegularFile(link)) {
      return false;
    }
    String administration = Files.readString(link).strip().replaceFirst("^gitdir: ", "");
    return Files.exists(files().resolve(administration).resolve("HEAD"));
  }

  private void writeAttributes() throws IOException {
    Path attributes = home.source().resolve("info/attributes");
    boolean repository = Files.exists(home.source().resolve("HEAD"));
    boolean written = Files.exists(attributes) && Files.readString(attributes).equals(ATTRIBUTES);
    if (repository && !written) {
      Files.createDirectories(attributes.getParent());
      AtomicFile.write(attributes, ATTRIBUTES);
    }
  }

  private Command git(Path folder, String... words) {
    return git.command(folder, List.of(words));
  }
}
