package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.configs.ConfigArchitecture;
import dev.halfspeed.configs.ConfigDifference;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.Printable;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks a request whole, before anything is started: what can be known from the texts first, since
 * that is quick, then the machines.
 */
public final class ConfigBisectionCheck {
  private static final int SHOWN = 80;

  private final RecipeBook recipes;
  private final MachineRegistry stations;

  public ConfigBisectionCheck(RecipeBook recipes, MachineRegistry stations) {
    this.recipes = recipes;
    this.stations = stations;
  }

  /**
   * Checks.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedConfigBisection check(ConfigBisectionRequest request) throws Problem {
    return check(request, recipe -> stations.open(request.lab(), RequestParts.tools(recipe)));
  }

  /**
   * Checks what was checked before, but not whether its machines are up: they may come back.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedConfigBisection checkAgain(ConfigBisectionRequest request) throws Problem {
    return check(request, recipe -> stations.known(request.lab()));
  }

  private interface Machines {
    List<ConnectedMachine> of(Recipe recipe) throws Problem;
  }

  private CheckedConfigBisection check(ConfigBisectionRequest request, Machines machines)
      throws Problem {
    RequestParts.checkConfidence(request.confidence());
    RequestParts.checkPriority(request.priority());
    RequestParts.checkBoots(request.maximumBoots());
    RequestParts.checkMachineHours(request.maximumMachineHours());
    RequestParts.checkRuns(request.runs(), 0);
    ConfigFile good = config(request.good(), request.goodConfig());
    ConfigFile bad = config(request.bad(), request.badConfig());
    checkArchitectures(request, good, bad);
    List<String> guest = RequestParts.fragments(List.of());
    ConfigDifference difference = difference(request, good, bad, guest);
    Recipe recipe = recipes.find(request.recipe());
    recipe.requireNumbers("a config bisection");
    Map<String, String> parameters = recipe.resolve(request.profile(), request.parameters());
    RecipePlan plan = recipe.plan(parameters);
    Recipe.Metric metric = RequestParts.metric(recipe, request.metric());
    KernelHistory history = KernelHistory.open(NamedFile.path(request.repository(), "repository"));
    try {
      CommitInfo commit = history.resolve(request.revision());
      history.requireKernel(commit);
      List<ConnectedMachine> found = machines.of(recipe);
      checkMachines(request, good, found);
      return new CheckedConfigBisection(
          request,
          history,
          commit,
          recipe,
          plan,
          guest,
          found,
          new ConfigBisectionDetail(
              ConfigBisectionDetail.VERSION,
              new CommitLine(commit.id(), commit.subject()),
              difference,
              notes(request, good, bad),
              recipe.name(),
              parameters,
              metric.name(),
              metric.unit(),
              metric.higherIsBetter(),
              metric.resolution(),
              "options between %s and %s"
                  .formatted(
                      ContentDigest.of(List.of(request.goodConfig())).substring(0, 12),
                      ContentDigest.of(List.of(request.badConfig())).substring(0, 12)),
              settings(request, plan, guest, found),
              found.stream().map(ConnectedMachine::name).toList(),
              Map.of()));
    } catch (Problem | RuntimeException refused) {
      history.close();
      throw refused;
    }
  }

  /**
   * Reads a configuration.
   *
   * @param name what people call it, such as its file's name
   * @throws Problem when it is no whole .config
   */
  public static ConfigFile config(String name, String text) throws Problem {
    String shown = Printable.line(name, SHOWN);
    OptionalInt stray = ConfigFile.strayLine(text);
    if (stray.isPresent()) {
      throw new Problem(
          "line "
              + stray.getAsInt()
              + " of "
              + shown
              + " neither sets a CONFIG_ symbol nor is a comment",
          "give a kernel's whole .config: lines such as CONFIG_X=y with nothing before them, or"
              + " comments with #");
    }
    ConfigFile config = ConfigFile.parse(text);
    if (config.title().isEmpty()) {
      // In a fragment, or what savedefconfig leaves, a symbol that is not there may be on.
      throw new Problem(
          shown + " is no whole .config: it does not say which kernel it is for",
          "give one as `make olddefconfig` writes it, with a line such as"
              + " \"# Linux/x86 6.12.0 Kernel Configuration\", not a fragment or a defconfig");
    }
    return config;
  }

  private static void checkArchitectures(
      ConfigBisectionRequest request, ConfigFile good, ConfigFile bad) throws Problem {
    ConfigArchitecture one = ConfigArchitecture.of(good);
    ConfigArchitecture other = ConfigArchitecture.of(bad);
    if (!one.equals(other)) {
      throw new Problem(
          "%s is for %s, and %s for %s"
              .formatted(
                  Printable.line(request.good(), SHOWN),
                  Printable.line(one.name(), SHOWN),
                  Printable.line(request.bad(), SHOWN),
                  Printable.line(other.name(), SHOWN)),
          "give two for one architecture: a machine can't boot both");
    }
  }

  /** A kernel for another architecture would be built for hours, and boot nowhere. */
  private static void checkMachines(
      ConfigBisectionRequest request, ConfigFile good, List<ConnectedMachine> machines)
      throws Problem {
    ConfigArchitecture wanted = ConfigArchitecture.of(good);
    for (ConnectedMachine machine : machines) {
      String has = machine.facts().architecture();
      if (!wanted.fits(has)) {
        throw new Problem(
            "%s is for %s, and machine %s is %s"
                .formatted(
                    Printable.line(request.good(), SHOWN),
                    Printable.line(wanted.name(), SHOWN),
                    machine.name(),
                    Printable.line(has, SHOWN)),
            "give two configurations for %s, or a lab whose machines are all %s"
                .formatted(Printable.line(has, SHOWN), Printable.line(wanted.name(), SHOWN)));
      }
    }
  }

  private static ConfigDifference difference(
      ConfigBisectionRequest request, ConfigFile good, ConfigFile bad, List<String> guest)
      throws Problem {
    Set<String> settled = new HashSet<>();
    guest.forEach(fragment -> settled.addAll(ConfigFile.parse(fragment).values().keySet()));
    ConfigDifference difference = ConfigDifference.of(good, bad, settled);
    if (difference.groups().isEmpty()) {
      throw new Problem(
          "%s and %s are equal%s"
              .formatted(
                  Printable.line(request.good(), SHOWN),
                  Printable.line(request.bad(), SHOWN),
                  difference.fixed().isEmpty()
                      ? ""
                      : " but for what the compiler or the guest decides"),
          "give two that differ: the good one first");
    }
    return difference;
  }

  /** What may surprise, and does not stand in the way. */
  private static List<String> notes(
      ConfigBisectionRequest request, ConfigFile good, ConfigFile bad) {
    var notes = new ArrayList<String>();
    if (!good.version().equals(bad.version())) {
      notes.add(
          "%s is of Linux %s, and %s of Linux %s: what the kernel that is built does not know drops out"
              .formatted(request.good(), good.version(), request.bad(), bad.version()));
    }
    return List.copyOf(notes);
  }

  private static String settings(
      ConfigBisectionRequest request,
      RecipePlan plan,
      List<String> guest,
      List<ConnectedMachine> stations) {
    var parts = new ArrayList<String>();
    parts.add(plan.digest());
    new TreeMap<>(plan.parameters()).forEach((name, value) -> parts.add(name + "=" + value));
    parts.add(request.goodConfig());
    parts.add(request.badConfig());
    parts.addAll(guest);
    stations.forEach(station -> parts.add(station.name() + ": " + station.toolchain()));
    return ContentDigest.of(parts);
  }
}
