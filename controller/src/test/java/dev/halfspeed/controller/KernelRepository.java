package dev.halfspeed.controller;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real git repository with a tree that looks like a kernel's, and a file {@code speed}. */
final class KernelRepository {
  private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{40}(?=\\])");

  private final Path folder;
  private boolean hasAll;

  private KernelRepository(Path folder) {
    this.folder = folder;
  }

  static KernelRepository create(Path folder) throws IOException {
    Files.createDirectories(folder);
    var repository = new KernelRepository(folder);
    repository.git("init", "-q", "-b", "main");
    for (String directory : List.of("arch", "init", "kernel", "mm", "fs")) {
      Files.createDirectories(folder.resolve(directory));
      Files.writeString(folder.resolve(directory).resolve("Makefile"), "\n");
    }
    Files.writeString(folder.resolve("Kconfig"), "\n");
    Files.writeString(folder.resolve("Makefile"), "VERSION = 6\nPATCHLEVEL = 12\n");
    repository.git("add", "-A");
    return repository;
  }

  Path folder() {
    return folder;
  }

  /**
   * Commits a speed, or one of the words that {@link FakeMachine} knows; returns the commit's id.
   */
  String commit(String subject, String speed) throws IOException {
    Files.writeString(folder.resolve("speed"), speed + "\n");
    Files.writeString(folder.resolve("kernel/change"), subject + "\n");
    if (!hasAll) {
      git("add", "-A");
      hasAll = true;
    }
    // One program a commit: it says the whole id, and looks after nothing else.
    String said = git("-c", "core.abbrev=40", "-c", "gc.auto=0", "commit", "-a", "-m", subject);
    Matcher id = ID.matcher(said);
    if (!id.find()) {
      throw new IllegalStateException(said);
    }
    return id.group();
  }

  String git(String... arguments) {
    return run(folder, List.of(arguments));
  }

  static String show(Path repository, String commit, String file) {
    return run(repository, List.of("show", commit + ":" + file));
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
