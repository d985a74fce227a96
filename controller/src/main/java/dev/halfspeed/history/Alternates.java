package dev.halfspeed.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The object folders that a repository borrows from, in its objects/info/alternates. All of them
 * are named at once, because git follows a chain of borrowers only five deep.
 */
final class Alternates {
  private Alternates() {}

  /** Lets an object folder borrow from another, and from all that the other one borrows from. */
  static void add(Path objects, Path lender) throws IOException {
    Set<Path> wanted = new LinkedHashSet<>();
    Deque<Path> open = new ArrayDeque<>(read(objects));
    open.addFirst(lender);
    while (!open.isEmpty()) {
      Path next = open.remove();
      if (Files.isDirectory(next) && wanted.add(next)) {
        open.addAll(read(next));
      }
    }
    wanted.remove(objects);
    List<String> lines = wanted.stream().map(Path::toString).toList();
    Path file = file(objects);
    if (Files.exists(file) && Files.readAllLines(file).equals(lines)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path fresh = Files.createTempFile(file.getParent(), "alternates", ".new");
    Files.write(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What an object folder borrows from directly; empty where that can't be read. */
  static List<Path> of(Path objects) {
    try {
      return read(objects);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The folders that an object folder borrows from, also by way of others, and that are away. */
  static List<Path> away(Path objects) {
    Set<Path> known = new LinkedHashSet<>();
    Deque<Path> open = new ArrayDeque<>(of(objects));
    while (!open.isEmpty()) {
      Path next = open.remove();
      if (known.add(next)) {
        open.addAll(of(next));
      }
    }
    return known.stream()
        .filter(folder -> !Files.isDirectory(folder) || !Files.isReadable(folder))
        .toList();
  }

  private static List<Path> read(Path objects) throws IOException {
    Path file = file(objects);
    List<Path> alternates = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          alternates.add(objects.resolve(line).normalize());
        }
      }
    }
    return alternates;
  }

  private static Path file(Path objects) {
    return objects.resolve("info").resolve("alternates");
  }
}
