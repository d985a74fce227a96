package dev.halfspeed.cli.client;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The token that a controller's API wants, in a file that only its user reads: one that the user
 * names, or {@code token} in the state directory, made at the first start.
 */
public final class TokenFile {
  private static final int BYTES = 32;
  private static final int LARGEST_FILE = 4096;

  /** Fit for a header, and too long to be guessed. */
  private static final Pattern STRONG = Pattern.compile("[\\x21-\\x7e]{20,1000}");

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private TokenFile() {}

  /** A token that nobody guesses: 256 bits. */
  public static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Where a state directory has its token. */
  public static Path in(Path state) {
    return state.resolve("token");
  }

  /**
   * The token of a state directory, made now where there is none. One that others could have read
   * is replaced. Only for who holds the right to the directory.
   */
  public static String madeIn(Path state) throws Problem {
    Path file = in(state);
    try {
      if (isPrivate(file) && Files.size(file) <= LARGEST_FILE) {
        String token = Files.readString(file).strip();
        if (STRONG.matcher(token).matches()) {
          return token;
        }
      }
      String token = random();
      write(file, token);
      return token;
    } catch (IOException e) {
      throw new Problem(
          "The token file " + file + " can't be made: " + IoReason.of(e),
          "Make its directory writable, or choose another: --state DIR",
          e);
    }
  }

  /**
   * The token that a controller is to want, in a file that its user names.
   *
   * @throws Problem when others may read it, or it is too short
   */
  public static String named(Path file) throws Problem {
    String token = read(file);
    try {
      if (!isPrivate(file)) {
        throw new Problem(
            "The token file " + file + " may be read by others.",
            "Make a new token for yourself alone: (umask 077; openssl rand -hex 32 > "
                + file
                + ".new); mv "
                + file
                + ".new "
                + file);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (!STRONG.matcher(token).matches()) {
      throw new Problem(
          "The token in " + file + " is not 20 to 1000 letters, digits and signs without spaces.",
          "Make one: (umask 077; openssl rand -hex 32 > " + file + ")");
    }
    return token;
  }

  /** What a token file holds. */
  public static String read(Path file) throws Problem {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
        throw new IOException("no file, or too large");
      }
      String token = Files.readString(file).strip();
      if (!token.isEmpty()) {
        return token;
      }
      throw new Problem(
          "The token file " + file + " is empty.", "Fill it: openssl rand -hex 32 > " + file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Problem unreadable(Path file, IOException e) {
    return new Problem(
        "The token file " + file + " can't be read.",
        "Make one: (umask 077; openssl rand -hex 32 > " + file + ")",
        e);
  }

  private static boolean isPrivate(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    var attributes = Files.readAttributes(file, PosixFileAttributes.class);
    var open = EnumSet.copyOf(attributes.permissions());
    open.removeAll(
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE));
    return open.isEmpty();
  }

  private static void write(Path file, String token) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PRIVATE));
      Files.write(fresh, (token + "\n").getBytes(StandardCharsets.UTF_8));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? "a folder has its name" : "in use",
          e);
    }
  }
}
