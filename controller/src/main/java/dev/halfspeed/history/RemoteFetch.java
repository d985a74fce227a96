package dev.halfspeed.history;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from a remote of a user's clone, by git itself: it has the user's configuration, keys and
 * credential helpers. It never asks: where a password would be typed, it fails.
 */
public final class RemoteFetch {
  private static final Duration PROBE_DEADLINE = Duration.ofMinutes(1);
  private static final Duration FETCH_DEADLINE = Duration.ofMinutes(30);
  private static final int MOST_WORDS = 300;

  private static final Pattern WANTS_PASSWORD =
      Pattern.compile(
          "could not read (Username|Password)|terminal prompts disabled|Authentication failed"
              + "|Permission denied \\(|Host key verification failed|HTTP 401|HTTP 403"
              + "|error: 40[13]",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern GONE =
      Pattern.compile(
          "does not appear to be a git repository|[Rr]epository .*not found|Could not resolve host"
              + "|not found: did you run|does not exist|No such device or address|error: 404");

  private RemoteFetch() {}

  /**
   * Asks a remote what it has, without fetching.
   *
   * @throws Problem when it is not known, gone, does not answer, or wants a password
   */
  public static void probe(Path repository, String remote) throws Problem {
    requireRemote(repository, remote);
    run(repository, remote, PROBE_DEADLINE, "ls-remote", "--quiet", "--", remote, "HEAD");
  }

  /**
   * Fetches all that the remote's configuration names. Takes minutes at worst.
   *
   * @throws Problem as {@link #probe}, or when nothing could be written
   */
  public static void fetch(Path repository, String remote) throws Problem {
    requireRemote(repository, remote);
    run(repository, remote, FETCH_DEADLINE, "fetch", "--quiet", "--", remote);
  }

  private static void requireRemote(Path repository, String remote) throws Problem {
    Done remotes = git(repository, PROBE_DEADLINE, List.of("remote"), "ssh");
    List<String> names = remotes.output().lines().map(String::strip).toList();
    if (!names.contains(remote)) {
      throw new Problem(
          repository + " has no remote '" + remote + "'",
          names.isEmpty()
              ? "leave --fetch out where others keep the repository up to date, or add one: git -C "
                  + repository
                  + " remote add "
                  + remote
                  + " URL"
              : "name one of: " + String.join(", ", names));
    }
  }

  private static void run(Path repository, String remote, Duration deadline, String... arguments)
      throws Problem {
    Done done = git(repository, deadline, List.of(arguments), ssh(repository));
    String manually = "git -C " + repository + " fetch " + remote;
    if (done.hung()) {
      throw new Problem(
          "the remote '%s' of %s has not answered within %d min"
              .formatted(remote, repository, deadline.toMinutes()),
          "see whether it can be reached: " + manually);
    }
    if (done.code() == 0) {
      return;
    }
    String words = words(done.errors());
    if (WANTS_PASSWORD.matcher(done.errors()).find()) {
      throw new Problem(
          "the remote '" + remote + "' of " + repository + " wants a password or key: " + words,
          "let git have it without asking (a credential helper, an SSH agent), until this works"
              + " alone: "
              + manually);
    }
    if (GONE.matcher(done.errors()).find()) {
      throw new Problem(
          "the remote '" + remote + "' of " + repository + " is gone: " + words,
          "see where it is now: git -C " + repository + " remote set-url " + remote + " URL");
    }
    throw new Problem(
        "the remote '" + remote + "' of " + repository + " can't be fetched: " + words,
        "see what git says: " + manually);
  }

  /** The line that says most, without git's own word for it. */
  private static String words(String errors) {
    String line =
        errors
            .lines()
            .filter(each -> each.startsWith("fatal: "))
            .findFirst()
            .or(() -> errors.lines().filter(each -> !each.isBlank()).reduce((one, last) -> last))
            .orElse("git said nothing");
    String plain = line.replaceFirst("^(fatal|error): ", "").strip();
    return plain.length() > MOST_WORDS ? plain.substring(0, MOST_WORDS) + "..." : plain;
  }

  /** The user's own way, told never to ask. */
  private static String ssh(Path repository) throws Problem {
    String own = System.getenv().getOrDefault("GIT_SSH_COMMAND", "");
    if (own.isBlank()) {
      own =
          git(repository, PROBE_DEADLINE, List.of("config", "--get", "core.sshCommand"), "ssh")
              .output()
              .strip();
    }
    return (own.isBlank() ? "ssh" : own) + " -o BatchMode=yes -o ConnectTimeout=30";
  }

  private record Done(int code, boolean hung, String output, String errors) {}

  private static Done git(Path repository, Duration deadline, List<String> arguments, String ssh)
      throws Problem {
    List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
    command.addAll(arguments);
    Path output = null;
    Path errors = null;
    try {
      // Files, not pipes: who is killed leaves nobody waiting for a child that keeps one open.
      output = Files.createTempFile("halfspeed-git", ".out");
      errors = Files.createTempFile("halfspeed-git", ".err");
      var builder = new ProcessBuilder(command);
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(output.toFile());
      builder.redirectError(errors.toFile());
      Map<String, String> environment = builder.environment();
      environment
          .keySet()
          .removeIf(name -> name.startsWith("GIT_") && !name.startsWith("GIT_CONFIG"));
      environment.put("GIT_TERMINAL_PROMPT", "0");
      environment.put("GIT_ASKPASS", "true");
      environment.put("SSH_ASKPASS", "true");
      environment.put("SSH_ASKPASS_REQUIRE", "never");
      environment.put("GIT_SSH_COMMAND", ssh);
      environment.put("LC_ALL", "C");
      Process git = builder.start();
      boolean ended = false;
      try {
        ended = git.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        if (!ended) {
          git.descendants().forEach(ProcessHandle::destroyForcibly);
          git.destroyForcibly();
        }
      }
      return new Done(ended ? git.exitValue() : -1, !ended, text(output), text(errors));
    } catch (IOException e) {
      throw new Problem(
          "git can't be run in " + repository + ": " + IoReason.of(e),
          "install git, or see PATH",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem("stopped while git worked in " + repository, "start again", e);
    } finally {
      delete(output);
      delete(errors);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The system tidies up its own folder.
    }
  }
}
