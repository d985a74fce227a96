package dev.halfspeed.cli.option;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.history.SourceArchive;
import dev.halfspeed.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of variants, each another one: as given, or else the revisions as they were typed, or
 * what an archive of sources is called.
 */
public final class VariantNames {
  private VariantNames() {}

  /**
   * A name for each. A revision that is a name already has a number after it, as in v6.12-2.
   *
   * @throws Problem when two were given the same name
   */
  public static List<String> of(List<VariantWord> variants) throws Problem {
    var taken = new HashSet<String>();
    for (VariantWord variant : variants) {
      String given = variant.name();
      if (given != null && !taken.add(given)) {
        throw new Problem(
            "Two variants are called " + Text.fit(given, 60) + ".", "Give each another name.");
      }
    }
    var names = new ArrayList<String>();
    for (VariantWord variant : variants) {
      String given = variant.name();
      names.add(given == null ? free(SourceArchive.nameOf(variant.revision()), taken) : given);
    }
    return names;
  }

  private static String free(String revision, Set<String> taken) {
    String name = revision;
    for (int number = 2; !taken.add(name); number++) {
      name = revision + "-" + number;
    }
    return name;
  }
}
