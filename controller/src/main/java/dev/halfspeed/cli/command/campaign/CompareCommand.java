package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.option.BudgetOptions;
import dev.halfspeed.cli.option.ComparisonOptions;
import dev.halfspeed.cli.option.FollowOptions;
import dev.halfspeed.cli.option.VariantNames;
import dev.halfspeed.cli.option.VariantWord;
import dev.halfspeed.cli.option.WorkloadOptions;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.session.LastingWork;
import dev.halfspeed.cli.session.PollingFollower;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Starts a comparison and follows it. */
@Command(
    name = "compare",
    description = {
      "Tell how kernels differ in a recipe's metrics: revisions, configurations, arguments.",
      "Boots of all take turns until each pair is known to differ, or to be the same."
    },
    footer = {
      "",
      "A REVISION may be the path of an archive of sources, such as",
      "/usr/src/linux-source-6.12.tar.xz. After it may follow, each with a comma before it:",
      "  repo=PATH          another repository",
      "  config=BASE        another configuration, in place of --config",
      "  fragment=FILE      appended to the configuration; may come again",
      "  arg=ARGUMENT       for the kernel's command line; may come again",
      "  revert=COMMIT      with that commit's change taken back; may come again",
      "  sysctl.NAME=VALUE  a sysctl, set at boot by kernels from 5.8 on",
      "  /sys/PATH=VALUE    a value below /sys, written when the system is up",
      "  param.NAME=VALUE   a parameter of the recipe",
      "  postgresql=FOLDER  a PostgreSQL, with bin/postgres in the folder",
      "  pg.NAME=VALUE      a setting of PostgreSQL",
      "A comma inside a value is written twice.",
      "",
      "Example: halfspeed compare v6.12 v6.13 thp=v6.13,arg=transparent_hugepage=always"
    })
public final class CompareCommand implements Callable<Integer> {

  private final Invocation invocation;

  @Parameters(
      arity = "0..*",
      paramLabel = "[NAME=]REVISION[,KEY=VALUE...]",
      description = "What is compared: two or more. The others are told against the first.")
  List<String> variants = new ArrayList<>();

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Mixin ComparisonOptions options = new ComparisonOptions();

  @Mixin BudgetOptions budget = new BudgetOptions();

  @Mixin FollowOptions following = new FollowOptions();

  public CompareCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    following.check();
    ComparisonRequest request = request(invocation.shell());
    return LastingWork.start(invocation, following, connection -> with(connection, request));
  }

  private int with(Connection connection, ComparisonRequest request) throws Problem {
    var follow = PollingFollower.ofComparison(invocation, connection, following.json());
    follow.stopOnInterrupt("halfspeed compare with the same arguments");
    String id = follow.foreground().start(() -> connection.api().compare(request));
    if (!following.detach) {
      return follow.toTheEnd(id);
    }
    follow.foreground().detached(id);
    return 0;
  }

  /** What was asked, with absolute paths. */
  private ComparisonRequest request(Shell shell) throws Problem {
    if (variants.size() < 2) {
      throw new Problem(
          "halfspeed compare needs two variants or more, and has "
              + (variants.isEmpty() ? "none." : "only " + Text.fit(variants.getFirst(), 60) + "."),
          "Write them before all options, some of which take every word that follows: "
              + "halfspeed compare REVISION REVISION");
    }
    var words = new ArrayList<VariantWord>();
    for (String variant : variants) {
      words.add(VariantWord.parse(variant));
    }
    List<String> names = VariantNames.of(words);
    var all = new ArrayList<ComparisonRequest.Variant>();
    for (int i = 0; i < words.size(); i++) {
      all.add(words.get(i).named(names.get(i), shell, workload));
    }
    return new ComparisonRequest(
        all,
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
        null,
        options.reuse ? true : null);
  }
}
