package dev.halfspeed.report.bisection;

import dev.halfspeed.core.ShellWord;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The command line that asks for a bisection again. */
public final class BisectionCommand {
  private final List<String> words = new ArrayList<>(List.of("halfspeed", "bisect"));

  private BisectionCommand() {}

  /** The command, a word that needs it quoted for a POSIX shell; empty where it is not known. */
  public static String of(BisectionView view) {
    BisectionView.Setup setup = view.request().setup();
    return setup == null ? "" : new BisectionCommand().write(view, setup);
  }

  private String write(BisectionView view, BisectionView.Setup setup) {
    BisectionView.Request request = view.request();
    option("--repo", request.repository());
    // The commits, not the names: a branch may have moved.
    option("--good", request.good().id());
    option("--bad", request.bad().id());
    option("--recipe", setup.recipe());
    if (setup.profile() != null) {
      option("--profile", setup.profile());
    }
    new TreeMap<>(setup.parameters())
        .forEach((name, value) -> option("--param", name + "=" + value));
    List<String> config = new ArrayList<>(List.of(setup.configBase()));
    config.addAll(setup.configFragments());
    option("--config", String.join("+", config));
    if (setup.lab() != null) {
      option("--lab", setup.lab());
    }
    option("--metric", request.metric());
    if (request.seeksImprovement()) {
      option("--find", request.find());
    }
    if (setup.firstParent()) {
      words.add("--first-parent");
    }
    setup.paths().forEach(path -> option("--path", path));
    if (setup.runs() > 0) {
      option("--runs", Integer.toString(setup.runs()));
    }
    if (Boolean.FALSE.equals(setup.perf())) {
      words.add("--no-perf");
    }
    option("--confidence", Double.toString(request.confidence()));
    option("--max-boots", Integer.toString(request.maximumBoots()));
    Long seconds = view.origin().machineSeconds();
    if (seconds != null) {
      option("--max-machine-hours", Double.toString(seconds / 3600.0));
    }
    if (view.origin().askedPriority() != 0) {
      words.add("--priority=" + view.origin().askedPriority());
    }
    option("--seed", Long.toString(setup.seed()));
    return String.join(" ", words);
  }

  private void option(String name, String value) {
    // With "=" so that a value that begins with a dash stays a value.
    words.add(value.startsWith("-") ? ShellWord.of(name + "=" + value) : name);
    if (!value.startsWith("-")) {
      words.add(ShellWord.of(Printable.line(value)));
    }
  }
}
