package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders as a whole. */
public final class Folders {
  private static final String LEAVING = "old-";

  private Folders() {}

  /** Removes a folder and all that is in it; does nothing where there is none. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** What lies in a folder, by name; nothing where there is none. */
  public static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /**
   * Removes a folder so that nobody ever finds half of it, whenever this is interrupted; does
   * nothing where there is none.
   *
   * @param temporary a folder on the same file system; what is left there after a crash is rubbish
   */
  public static void takeAway(Path folder, Path temporary) throws IOException {
    Path leaving = temporary.resolve(LEAVING + folder.getFileName());
    delete(leaving);
    try {
      Files.move(folder, leaving, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // Somebody else was faster.
    }
    delete(leaving);
  }

  /** Has the disk know the names in a folder: a crash takes back what was made there otherwise. */
  public static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whether it is what a {@link #takeAway} left that was interrupted. */
  public static boolean isRubbish(Path path) {
    return path.getFileName().toString().startsWith(LEAVING);
  }

  /** When a file or folder was last written or marked; long ago where it is gone. */
  public static FileTime lastChange(Path path) throws IOException {
    try {
      return Files.getLastModifiedTime(path);
    } catch (NoSuchFileException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** Files or folders in the order of their {@link #lastChange}, the youngest first. */
  public static List<Path> youngestFirst(List<Path> paths) throws IOException {
    record Changed(Path path, FileTime at) {}
    var changed = new ArrayList<Changed>();
    for (Path path : paths) {
      changed.add(new Changed(path, lastChange(path)));
    }
    return changed.stream()
        .sorted(Comparator.comparing(Changed::at).reversed())
        .map(Changed::path)
        .toList();
  }
}
