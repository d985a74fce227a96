package dev.halfspeed.benchmark.world;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The scenarios that come with the program, and those in files. */
public final class ScenarioBook {
  private static final String SUFFIX = ".yaml";

  /** More than 100,000 commits with their parents. */
  private static final long LARGEST_FILE = 4 << 20;

  /** In the order in which they are listed; each is a resource beside this class. */
  private static final List<String> NAMES =
      List.of(
          "d4-w1",
          "d4-w8",
          "d2-w1",
          "d2-w4",
          "d2-w16",
          "d1-w4",
          "d2-w4-broken",
          "d2-w4-broken-near",
          "d2-w4-layout",
          "none-d2-w4",
          "none-layout",
          "drift-none-step",
          "drift-none-walk",
          "drift-d2-w4",
          "two-culprits",
          "gradual-d8-w1",
          "unequal",
          "faults",
          "heavy-tails",
          "rounded-d2-w1",
          "slow-side-d2-w1",
          "slow-side-d2-w4",
          "correlated-d2-w1",
          "bursts-d2-w1",
          "bursts-d4-w4",
          "bursts-none-w1",
          "slow-runs-d2-w1",
          "slow-runs-d4-w4",
          "regime-d2-w1",
          "regime-d4-w4",
          "regime-none-w1",
          "boolean-git",
          "boolean-often-wrong",
          "boolean-first",
          "boolean-last",
          "boolean-none",
          "boolean-all-fail",
          "dag-20000",
          "dag-kernel",
          "dag-100000");

  private ScenarioBook() {}

  /** One of this program's own. */
  public static Scenario named(String name) throws Problem {
    if (!NAMES.contains(name)) {
      throw new Problem("There is no scenario " + name + ".", NearestName.suggest(name, NAMES));
    }
    try (InputStream in = ScenarioBook.class.getResourceAsStream(name + SUFFIX)) {
      if (in == null) {
        throw new IllegalStateException("no resource for the scenario " + name);
      }
      return ScenarioReader.read(
          name, name + SUFFIX, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Scenario> all() throws Problem {
    var all = new ArrayList<Scenario>();
    for (String name : NAMES) {
      all.add(named(name));
    }
    return all;
  }

  /** One in a file, called as the file is. */
  public static Scenario in(Path file) throws Problem {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(SUFFIX)) {
      name = name.substring(0, name.length() - SUFFIX.length());
    }
    return ScenarioReader.read(
        name, file.toString(), NamedFile.text(file, "world file", LARGEST_FILE));
  }
}
