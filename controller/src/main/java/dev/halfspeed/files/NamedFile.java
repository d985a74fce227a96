package dev.halfspeed.files;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder that somebody names, be it in a request: read only when it is an ordinary one of
 * a user whom this process trusts anyway, not too large, and within some seconds. What is in a file
 * that is refused is never told.
 */
public final class NamedFile {
  /** The most that a kernel configuration or a fragment of one may have. */
  public static final long CONFIG_BYTES = 4 << 20;

  /** The most that a lab file or a recipe's description may have. */
  public static final long DESCRIPTION_BYTES = 1 << 20;

  /** A file system that has gone away, or a device, must not hold up whoever asks. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Threads that a read may keep for ever. */
  static final int MOST_READERS = 16;

  private static final Semaphore READERS = new Semaphore(MOST_READERS);

  private static final Set<Path> NO_FILES =
      Set.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));
  private static final String TRUST =
      "copy it to a file of your own, or change its owner: only files of the controller's user and of"
          + " root are read";

  private NamedFile() {}

  /**
   * A path as it was written.
   *
   * @param what such as config, for messages
   * @throws Problem when no file can have that name
   */
  public static Path path(String written, String what) throws Problem {
    try {
      if (!written.isBlank()) {
        return Path.of(written);
      }
    } catch (InvalidPathException e) {
      // Said below, without what may be a control character.
    }
    throw new Problem(
        "the path of the " + what + " is " + (written.isBlank() ? "empty" : "no path"),
        "give the path of a file or folder that is there");
  }

  /**
   * The text of a file, which is UTF-8.
   *
   * @param what such as config, for messages
   * @throws Problem when it is not there, may not be read, or is no text
   */
  public static String text(Path file, String what, long mostBytes) throws Problem {
    return Utf8Text.of(within(file, what, () -> bytes(file, what, mostBytes)), file, what);
  }

  /**
   * Requires a folder of a user whom this process trusts.
   *
   * @throws Problem when it is not there, or another user's
   */
  public static void requireFolder(Path folder, String what) throws Problem {
    within(
        folder,
        what,
        () -> {
          Path real = folder.toRealPath();
          requireOwner(real, what);
          if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new Problem("the " + what + " " + folder + " is no folder", "name a folder");
          }
          return real;
        });
  }

  private static byte[] bytes(Path file, String what, long mostBytes) throws IOException, Problem {
    Path real = file.toRealPath();
    if (NO_FILES.stream().anyMatch(real::startsWith)
        || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new Problem(
          "the "
              + what
              + " "
              + file
              + (Files.isDirectory(real) ? " is a folder" : " is no ordinary file"),
          "name an ordinary file");
    }
    requireOwner(real, what);
    if (Files.size(real) > mostBytes) {
      throw tooLarge(file, what, mostBytes);
    }
    try (InputStream input = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = input.readNBytes(Math.toIntExact(mostBytes + 1));
      if (bytes.length > mostBytes) {
        throw tooLarge(file, what, mostBytes);
      }
      return bytes;
    }
  }

  private static Problem tooLarge(Path file, String what, long mostBytes) {
    return new Problem(
        "the " + what + " " + file + " is larger than " + (mostBytes >> 20) + " MiB",
        "see whether it is the file that you mean");
  }

  private static void requireOwner(Path real, String what) throws IOException, Problem {
    if (!trusted().contains(owner(real))) {
      throw new Problem(
          "the "
              + what
              + " "
              + real
              + " belongs to another user, "
              + Files.getOwner(real).getName(),
          TRUST);
    }
  }

  /**
   * Root, this process's user, who became root by sudo, and whose files this program is run from.
   */
  private static Set<Integer> trusted() throws IOException {
    var trusted = new HashSet<Integer>();
    trusted.add(0);
    int user = owner(Path.of("/proc/self"));
    trusted.add(user);
    String before = System.getenv("SUDO_UID");
    if (user == 0 && before != null && before.matches("\\d{1,9}")) {
      trusted.add(Integer.valueOf(before));
    }
    trusted.add(owner(Path.of(System.getProperty("halfspeed.home", "")).toAbsolutePath()));
    return trusted;
  }

  private static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid");
  }

  /** Does something with files on a thread of its own, and does not wait for it for ever. */
  private static <T> T within(Path file, String what, Callable<T> task) throws Problem {
    return within(DEADLINE, file, what, task);
  }

  /** The same with another patience. */
  static <T> T within(Duration deadline, Path file, String what, Callable<T> task) throws Problem {
    if (!READERS.tryAcquire()) {
      throw late(file, what);
    }
    var result =
        new FutureTask<T>(() -> {
          try {
            return task.call();
          } finally {
            READERS.release();
          }
        });
    Thread.ofPlatform().daemon().name("named-file").start(result);
    try {
      return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw late(file, what);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem("interrupted while the " + what + " " + file + " was read", "try again", e);
    } catch (ExecutionException e) {
      throw told(e.getCause(), file, what);
    }
  }

  private static Problem told(@Nullable Throwable cause, Path file, String what) {
    return switch (cause) {
      case Problem problem -> problem;
      case NoSuchFileException e ->
          new Problem("there is no " + what + " " + file, "name one that is there", e);
      case AccessDeniedException e ->
          new Problem(
              "the " + what + " " + file + " may not be read by the controller's user",
              "see its permissions, and those of the folders that it lies in",
              e);
      case IOException e ->
          new Problem(
              "the " + what + " " + file + " can't be read", "see whether its disk is in order", e);
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  private static Problem late(Path file, String what) {
    return new Problem(
        "the " + what + " " + file + " can't be read: its file system does not answer",
        "see whether its disk or server is up, or name another");
  }
}
