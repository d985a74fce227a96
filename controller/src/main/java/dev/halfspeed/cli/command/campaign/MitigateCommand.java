package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.option.BudgetOptions;
import dev.halfspeed.cli.option.ComparisonOptions;
import dev.halfspeed.cli.option.FollowOptions;
import dev.halfspeed.cli.option.VariantWord;
import dev.halfspeed.cli.option.WorkloadOptions;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.session.LastingWork;
import dev.halfspeed.cli.session.PollingFollower;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.RecipeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a comparison of a loss with what may give it back, and follows it. */
@Command(
    name = "mitigate",
    description = {
      "Tell what gives a loss back: the mitigations that the recipe knows, and reverts.",
      "Each is tried on BAD; boots of all take turns, as in a comparison."
    },
    footer = {
      "",
      "GOOD and BAD may have more behind a comma, as in halfspeed compare.",
      "",
      "Example: halfspeed mitigate v6.19 v7.0 --revert 7dadeaa6e851 --mitigation huge_pages"
    })
public final class MitigateCommand implements Callable<Integer> {
  private static final String GOOD = "good";
  private static final String BAD = "bad";

  /** As many as a comparison takes, without the two ends. */
  private static final int MOST = ComparisonRequest.MOST_VARIANTS - 2;

  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "GOOD", description = "The kernel that is well.")
  String good = "";

  @Parameters(index = "1", paramLabel = "BAD", description = "The kernel that has the loss.")
  String bad = "";

  @Option(
      names = "--mitigation",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Only these of the recipe's mitigations (default: all).")
  List<String> mitigations = new ArrayList<>();

  @Option(
      names = "--revert",
      arity = "1..*",
      paramLabel = "COMMIT",
      description = "Also BAD with the change of this commit taken back.")
  List<String> reverts = new ArrayList<>();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Mixin ComparisonOptions options = new ComparisonOptions();

  @Mixin BudgetOptions budget = new BudgetOptions();

  @Mixin FollowOptions following = new FollowOptions();

  public MitigateCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    following.check();
    return LastingWork.start(invocation, following, this::with);
  }

  private int with(Connection connection) throws Problem {
    Shell shell = invocation.shell();
    ComparisonRequest request = request(shell, connection.api().recipe(workload.recipe(shell)));
    var follow = PollingFollower.ofComparison(invocation, connection, following.json());
    follow.stopOnInterrupt("halfspeed mitigate with the same arguments");
    String id = follow.foreground().start(() -> connection.api().compare(request));
    if (!following.detach) {
      return follow.toTheEnd(id);
    }
    follow.foreground().detached(id);
    return 0;
  }

  /** The bad kernel first, since all others are told against the first. */
  private ComparisonRequest request(Shell shell, RecipeView recipe) throws Problem {
    var ways = new LinkedHashMap<String, List<String>>();
    for (RecipeView.Mitigation mitigation : chosen(recipe)) {
      add(ways, mitigation.name(), mitigation.variant());
    }
    for (String revert : reverts) {
      add(ways, "revert-" + revert, List.of("revert=" + revert.replace(",", ",,")));
    }
    if (ways.isEmpty()) {
      throw new Problem(
          "The recipe " + recipe.name() + " knows no mitigation, and there is no revert.",
          "Name one: --revert COMMIT; or compare kernels by hand: halfspeed compare");
    }
    if (ways.size() > MOST) {
      throw new Problem(
          ways.size() + " ways out are more than can be compared at once.",
          "Choose at most " + MOST + ": --mitigation NAME, --revert COMMIT");
    }
    var variants = new ArrayList<ComparisonRequest.Variant>();
    variants.add(VariantWord.parse(bad).named(BAD, shell, workload));
    variants.add(VariantWord.parse(good).named(GOOD, shell, workload));
    for (Map.Entry<String, List<String>> way : ways.entrySet()) {
      variants.add(VariantWord.parse(bad, way.getValue()).named(way.getKey(), shell, workload));
    }
    return new ComparisonRequest(
        variants,
        workload.recipe(shell),
        workload.profile,
        workload.parameters(),
        workload.lab(shell),
        workload.metric,
        budget.confidence,
        options.smallest(),
        options.runs,
        budget.maximumBoots,
        workload.seed,
        budget.priority,
        budget.maximumMachineHours,
        GOOD,
        options.reuse ? true : null);
  }

  private static void add(Map<String, List<String>> ways, String name, List<String> parts)
      throws Problem {
    if (name.equals(BAD) || name.equals(GOOD)) {
      throw new Problem(
          "The recipe calls a mitigation \"" + name + "\", which here is the name of a kernel.",
          "Give it another name in recipe.yaml.");
    }
    if (ways.put(name, parts) != null) {
      throw new Problem(
          "\"" + Text.fit(name, 60) + "\" is tried twice.", "Name each way out once.");
    }
  }

  private List<RecipeView.Mitigation> chosen(RecipeView recipe) throws Problem {
    if (mitigations.isEmpty()) {
      return recipe.mitigations();
    }
    var chosen = new ArrayList<RecipeView.Mitigation>();
    for (String name : mitigations) {
      chosen.add(
          recipe.mitigations().stream()
              .filter(mitigation -> mitigation.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new Problem(
                      "The recipe "
                          + recipe.name()
                          + " has no mitigation \""
                          + Text.fit(name, 60)
                          + "\".",
                      NearestName.suggest(
                          name,
                          recipe.mitigations().stream()
                              .map(RecipeView.Mitigation::name)
                              .toList()))));
    }
    return chosen;
  }
}
