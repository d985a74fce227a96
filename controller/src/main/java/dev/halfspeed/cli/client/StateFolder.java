package dev.halfspeed.cli.client;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** The state directory, which is for its user alone: evidence, keys, sources, the token. */
public final class StateFolder {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");
  private static final int STICKY = 01000;

  private StateFolder() {}

  /**
   * Makes it, or takes others' rights to it away.
   *
   * @param note is told when others had rights
   * @throws Problem when it is another user's, or one that users share, or can't be used
   */
  public static void prepare(Path state, Consumer<String> note) throws Problem {
    try {
      if (!Files.exists(state)) {
        Path parent = state.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(state, PosixFilePermissions.asFileAttribute(OWNERS));
        return;
      }
      Path folder = state.toRealPath();
      if (!Files.isDirectory(folder)) {
        throw new Problem(
            "The state directory " + state + " is a file.", "Choose another: --state DIR");
      }
      int mode = (int) Files.getAttribute(folder, "unix:mode");
      if ((mode & STICKY) != 0 || isHome(folder)) {
        throw new Problem(
            "The state directory " + state + " is not for Halfspeed alone.",
            "Choose another, such as one in it: --state " + state.resolve("halfspeed"));
      }
      if ((int) Files.getAttribute(folder, "unix:uid") != user()) {
        throw new Problem(
            "The state directory "
                + state
                + " belongs to another user, "
                + Files.getOwner(folder).getName()
                + ".",
            "Start Halfspeed as that user, or choose another directory: --state DIR");
      }
      if ((mode & 077) != 0) {
        Files.walkFileTree(folder, new Tightening());
        note.accept(
            "The state directory " + state + " could be read by others; now it is for you alone.");
      }
    } catch (IOException e) {
      throw new Problem(
          "The state directory " + state + " can't be used: " + IoReason.of(e),
          "Make it writable, or choose another: --state DIR",
          e);
    }
  }

  private static boolean isHome(Path folder) throws IOException {
    Path home = Path.of(System.getProperty("user.home", "/"));
    return folder.getParent() == null || (Files.exists(home) && Files.isSameFile(folder, home));
  }

  /** The numeric id of the user that this process runs as. */
  private static int user() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** The folder itself first: from then on nobody gets into it. */
  private static final class Tightening extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      tighten(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        tighten(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      // Gone meanwhile; the folder around it is closed.
      return FileVisitResult.CONTINUE;
    }

    private static void tighten(Path path) throws IOException {
      var permissions =
          EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
      if (permissions.retainAll(OWNERS)) {
        Files.setPosixFilePermissions(path, permissions);
      }
    }
  }
}
