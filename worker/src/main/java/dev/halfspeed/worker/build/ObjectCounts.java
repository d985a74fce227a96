package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many objects the builds in one folder compiled, so that the next one can say of how many it
 * is done with some: the first in an empty folder makes about what such a one made elsewhere on
 * this machine, another one about what the last few made there.
 */
final class ObjectCounts {
  private static final String NAME = ".halfspeed-objects";
  private static final int REMEMBERED = 9;

  private final Path folder;

  /** Those of a build folder that exists. */
  ObjectCounts(Path folder) {
    this.folder = folder;
  }

  /** What the next build will compile, about; absent where nothing tells. */
  @Nullable Long expected() throws IOException {
    List<Long> own = read(folder);
    if (own.size() > 1) {
      // The first was the cold one.
      return median(own.subList(1, own.size()));
    }
    if (own.size() == 1 || Files.exists(folder.resolve("vmlinux"))) {
      return null;
    }
    var first = new ArrayList<Long>();
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      for (Path other : Folders.list(parent)) {
        read(other).stream().findFirst().ifPresent(first::add);
      }
    }
    return first.isEmpty() ? null : median(first);
  }

  /** A build has compiled so many. */
  void add(long objects) throws IOException {
    var all = new ArrayList<>(read(folder));
    all.add(objects);
    while (all.size() > REMEMBERED) {
      all.remove(1);
    }
    Files.write(folder.resolve(NAME), all.stream().map(String::valueOf).toList());
  }

  /** The first build's count, then those of the last few; empty where none was written. */
  private static List<Long> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream().map(Long::valueOf).toList();
    } catch (NumberFormatException e) {
      // Cut off by a power cut: it is only about how many.
      return List.of();
    }
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
