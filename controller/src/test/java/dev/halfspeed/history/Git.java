package dev.halfspeed.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real git repository, made and asked with git itself, away from the user's configuration. */
final class Git {
  private final Path folder;
  private int commits;

  private Git(Path folder) {
    this.folder = folder;
  }

  /** Makes an empty repository. */
  static Git init(Path folder, String... options) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    var git = new Git(folder);
    List<String> command = new ArrayList<>(List.of("init", "-q", "-b", "main"));
    command.addAll(List.of(options));
    git.run(command.toArray(String[]::new));
    return git;
  }

  /** A copy of this one with all that it has, which no program has to make. */
  Git copy(Path target) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        Files.copy(
            path,
            target.resolve(folder.relativize(path)),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    var copy = new Git(target);
    copy.commits = commits;
    return copy;
  }

  /** One that is there already. */
  static Git at(Path folder) {
    return new Git(folder);
  }

  Path folder() {
    return folder;
  }

  /** Runs a git command that has to succeed; its output without the last line end. */
  String run(String... command) {
    return run(new byte[0], command);
  }

  /** The same, with an input. */
  String run(byte[] input, String... command) {
    // git fetch --refetch, for one, starts a gc that goes on after it, in a folder that the test
    // wants to delete.
    List<String> line =
        new ArrayList<>(List.of("git", "-c", "gc.auto=0", "-c", "maintenance.auto=false"));
    line.addAll(List.of(command));
    try {
      Path errors = Files.createTempFile("git", ".err");
      var builder = new ProcessBuilder(line).directory(folder.toFile());
      builder.redirectError(errors.toFile());
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("GIT_"));
      environment.putAll(
          Map.of(
              "GIT_CONFIG_GLOBAL", "/dev/null",
              "GIT_CONFIG_NOSYSTEM", "1",
              "GIT_AUTHOR_NAME", "A U Thor",
              "GIT_AUTHOR_EMAIL", "author@example.com",
              "GIT_COMMITTER_NAME", "C O Mitter",
              "GIT_COMMITTER_EMAIL", "committer@example.com",
              "LC_ALL", "C",
              "TZ", "UTC"));
      String date = (1_700_000_000 + 60 * commits) + " +0000";
      environment.put("GIT_AUTHOR_DATE", date);
      environment.put("GIT_COMMITTER_DATE", date);
      Process process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input);
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      String error = Files.readString(errors);
      Files.delete(errors);
      if (code != 0) {
        throw new IllegalStateException(line + " in " + folder + ": " + code + "\n" + error);
      }
      return output.stripTrailing();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The lines of a command's output. */
  List<String> lines(String... command) {
    return run(command).lines().toList();
  }

  /** Writes a file of the work tree. */
  Git write(String path, String content) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Commits the whole work tree, a minute after the commit before; its id. */
  String commit(String message) {
    commits++;
    run("add", "-A");
    run("commit", "-q", "--allow-empty", "-m", message);
    return run("rev-parse", "HEAD");
  }

  /** Writes a file and commits it. */
  String commit(String path, String content) {
    return write(path, content).commit("Change " + path);
  }
}
