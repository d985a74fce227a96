package dev.halfspeed.controller;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FS;

/**
 * A repository that git made, with a tree that looks like a kernel's, and a file {@code speed}.
 * Commits are written here as git writes them: a program each took most of the time of many tests.
 */
final class KernelRepository {
  private final Path folder;
  private String kconfig = "\n";

  /** Whether git's index and the files are older than the last commit. */
  private boolean isBehind;

  private KernelRepository(Path folder) {
    this.folder = folder;
  }

  static KernelRepository create(Path folder) throws IOException {
    Files.createDirectories(folder);
    var repository = new KernelRepository(folder);
    repository.git("init", "-q", "-b", "main");
    return repository;
  }

  Path folder() {
    return folder;
  }

  /** The next commits have this in their file Kconfig. */
  void hasKconfig(String text) {
    kconfig = text;
  }

  /**
   * Commits a speed, or one of the words that {@link FakeMachine} knows; returns the commit's id.
   */
  String commit(String subject, String speed) throws IOException {
    ObjectId empty = write(Constants.OBJ_BLOB, "\n");
    var directory = new TreeFormatter();
    directory.append("Makefile", FileMode.REGULAR_FILE, empty);
    ObjectId plain = write(directory);
    var tree = new TreeFormatter();
    // In git's order.
    tree.append("Kconfig", FileMode.REGULAR_FILE, write(Constants.OBJ_BLOB, kconfig));
    tree.append(
        "Makefile",
        FileMode.REGULAR_FILE,
        write(Constants.OBJ_BLOB, "VERSION = 6\nPATCHLEVEL = 12\n"));
    for (String name : List.of("arch", "fs", "init")) {
      tree.append(name, FileMode.TREE, plain);
    }
    var kernel = new TreeFormatter();
    kernel.append("Makefile", FileMode.REGULAR_FILE, empty);
    kernel.append("change", FileMode.REGULAR_FILE, write(Constants.OBJ_BLOB, subject + "\n"));
    tree.append("kernel", FileMode.TREE, write(kernel));
    tree.append("mm", FileMode.TREE, plain);
    tree.append("speed", FileMode.REGULAR_FILE, write(Constants.OBJ_BLOB, speed + "\n"));

    var commit = new CommitBuilder();
    commit.setTreeId(write(tree));
    Path branch = branch();
    if (Files.exists(branch)) {
      commit.setParentId(ObjectId.fromString(Files.readString(branch).strip()));
    }
    var person = new PersonIdent("t", "t@example.org", Instant.now(), ZoneOffset.UTC);
    commit.setAuthor(person);
    commit.setCommitter(person);
    commit.setMessage(subject.strip() + "\n");
    ObjectId id = write(Constants.OBJ_COMMIT, commit.build());
    // Another file each time: who has read it sees that it has changed.
    Path next = Files.writeString(folder.resolve(".git/next"), id.name() + "\n");
    Files.move(next, branch, StandardCopyOption.ATOMIC_MOVE);
    isBehind = true;
    return id.name();
  }

  /** The file of the branch on which the next commit comes. */
  private Path branch() throws IOException {
    String head = Files.readString(folder.resolve(".git/HEAD")).strip();
    return folder.resolve(".git").resolve(head.replaceFirst("^ref: ", ""));
  }

  private ObjectId write(TreeFormatter tree) throws IOException {
    return write(Constants.OBJ_TREE, tree.toByteArray());
  }

  private ObjectId write(int type, String text) throws IOException {
    return write(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a loose object. */
  private ObjectId write(int type, byte[] content) throws IOException {
    ObjectId id;
    try (var formatter = new ObjectInserter.Formatter()) {
      id = formatter.idFor(type, content);
    }
    String name = id.name();
    Path parent = folder.resolve(".git/objects").resolve(name.substring(0, 2));
    Path file = parent.resolve(name.substring(2));
    if (!Files.exists(file)) {
      var packed = new ByteArrayOutputStream();
      try (OutputStream out = new DeflaterOutputStream(packed)) {
        out.write(Constants.encodedTypeString(type));
        out.write((" " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
        out.write(content);
      }
      Files.createDirectories(parent);
      Files.write(file, packed.toByteArray());
    }
    return id;
  }

  /** Runs git there, with index and files as of the last commit. */
  String git(String... arguments) {
    if (isBehind) {
      isBehind = false;
      run(folder, List.of("reset", "-q", "--hard"));
    }
    return run(folder, List.of(arguments));
  }

  /**
   * What a file has in a commit.
   *
   * @throws IllegalStateException when it is lost
   */
  static String show(Path repository, String commit, String file) {
    try (Repository read =
            new FileRepositoryBuilder()
                .setGitDir(FileKey.resolve(repository.toFile(), FS.DETECTED))
                .build();
        var walk = new RevWalk(read);
        TreeWalk found =
            TreeWalk.forPath(
                walk.getObjectReader(),
                file,
                walk.parseCommit(ObjectId.fromString(commit)).getTree())) {
      return new String(
          walk.getObjectReader().open(found.getObjectId(0)).getBytes(), StandardCharsets.UTF_8);
    } catch (MissingObjectException lost) {
      throw new IllegalStateException(lost);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String run(Path folder, List<String> arguments) {
    var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(arguments);
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder
          .environment()
          .putAll(
              Map.of(
                  "GIT_AUTHOR_NAME", "t",
                  "GIT_AUTHOR_EMAIL", "t@example.org",
                  "GIT_COMMITTER_NAME", "t",
                  "GIT_COMMITTER_EMAIL", "t@example.org",
                  "GIT_CONFIG_NOSYSTEM", "1",
                  "GIT_CONFIG_GLOBAL", "/dev/null"));
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
      return output;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
