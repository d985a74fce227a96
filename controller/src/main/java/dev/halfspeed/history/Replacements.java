package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/**
 * Objects in whose place git shows others: by git replace, or by a line in info/grafts. They are
 * not followed here, and a range that would be another one with them is refused.
 */
final class Replacements {
  private static final String REFS = "refs/replace/";

  /** By the replaced object's id: what replaces it. */
  private final TreeMap<String, String> replaced = new TreeMap<>();

  private Replacements() {}

  static Replacements of(FileRepository repository) throws IOException {
    var replacements = new Replacements();
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(REFS)) {
      replacements.replaced.put(ref.getName().substring(REFS.length()), "git replace");
    }
    Path grafts = repository.getCommonDirectory().toPath().resolve("info/grafts");
    if (Files.isReadable(grafts)) {
      for (String line : Files.readAllLines(grafts)) {
        String id = line.strip().split(" ", 2)[0];
        if (ObjectId.isId(id)) {
          replacements.replaced.put(id, grafts.toString());
        }
      }
    }
    return replacements;
  }

  /** A sentence for a next step; empty where nothing is replaced. */
  String hint() {
    return replaced.isEmpty()
        ? ""
        : "; commits replaced by "
            + String.join(", ", new TreeSet<>(replaced.values()))
            + " are taken as they were made";
  }

  /**
   * Refuses a range with a replaced commit in it or at its ends.
   *
   * @param path of the repository
   */
  void requireNoneIn(CommitRange range, CommitInfo bad, Path path) throws Problem {
    List<String> met = new ArrayList<>();
    for (String id : replaced.keySet()) {
      boolean end = range.mergeBases().contains(id) || id.equals(bad.id());
      if (end || range.indexOf(id).isPresent()) {
        met.add(id);
      }
    }
    if (!met.isEmpty()) {
      String first = met.getFirst();
      throw new Problem(
          "commit %s of the range is replaced by %s in %s; replacements are not followed"
              .formatted(first.substring(0, 12), replaced.get(first), path),
          "name a clone, which has the commits as they were made: git clone --no-local --no-checkout "
              + path
              + " DIRECTORY");
    }
  }
}
