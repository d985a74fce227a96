package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that is wrong with a recipe: its parts are read one by one, though others are wrong. */
final class RecipeFaults {
  private final Path folder;

  /** In the order in which they were found; a field may be missed by several readers. */
  private final Map<String, Problem> problems = new LinkedHashMap<>();

  RecipeFaults(Path folder) {
    this.folder = folder;
  }

  /** All that was found. */
  List<Problem> all() {
    return List.copyOf(problems.values());
  }

  /** Reads a part of the recipe, so that others are checked though this one is wrong. */
  interface Part<T> {
    T read() throws IOException, Problem;
  }

  /** Reads a part that gives nothing by itself. */
  interface Check {
    void read() throws IOException, Problem;
  }

  /** Reads a part of which only the faults count. */
  void check(Check part) {
    part(
        true,
        () -> {
          part.read();
          return true;
        });
  }

  /** What a part gives, or something that stands for it where the part is wrong. */
  <T> T part(T otherwise, Part<T> part) {
    try {
      return part.read();
    } catch (Problem e) {
      problems.putIfAbsent(e.what(), e);
    } catch (IOException e) {
      String what = "the recipe in " + folder + " cannot be read: " + e.getMessage();
      problems.putIfAbsent(what, new Problem(what, "make its files readable for this user", e));
    }
    return otherwise;
  }

  /** Requires that all fields were asked for. */
  void end(YamlFields fields) {
    check(fields::end);
  }
}
