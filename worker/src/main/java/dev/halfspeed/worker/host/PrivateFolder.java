package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Folders that no other user of this machine can enter. */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolder() {}

  /** Makes a folder, or takes others' rights to it away. */
  public static void make(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNERS));
    }
    close(folder);
  }

  /**
   * Takes others' rights away, unless the folder is one that users share, such as /tmp, or the
   * user's home.
   */
  public static void closeUnlessShared(Path folder) throws IOException {
    boolean isSticky = ((int) Files.getAttribute(folder, "unix:mode") & 01000) != 0;
    Path home = Path.of(System.getProperty("user.home", "/"));
    boolean isHome = Files.exists(home) && Files.isSameFile(folder, home);
    if (!isSticky && !isHome && folder.getParent() != null) {
      close(folder);
    }
  }

  private static void close(Path folder) throws IOException {
    try {
      var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
      if (permissions.retainAll(OWNERS)) {
        Files.setPosixFilePermissions(folder, permissions);
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      // Another user's folder, which this user may use: that user says who else may.
    }
  }
}
