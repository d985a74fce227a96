package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.RequestOptions;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.PlanView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forecasts a bisection. */
@Command(
    name = "plan",
    description = {
      "Say what a bisection would take: boots, builds, hours, and how small a change it can find.",
      "Takes the options of bisect, starts nothing, and connects to no machine. What it can't know"
          + " from earlier bisections it assumes, and says so."
    },
    footer = {"", "Example: halfspeed plan --repo ~/linux --good v6.12 --bad v6.13 --noise 1.5"})
public final class PlanCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin RequestOptions options = new RequestOptions();

  @Option(
      names = "--noise",
      paramLabel = "PERCENT",
      description =
          "Standard deviation between boots (default: from earlier bisections, else assumed).")
  @Bounds(least = 0, most = 100, between = true)
  @Nullable Double noise;

  @Option(
      names = "--effect",
      paramLabel = "PERCENT",
      description = "The change that is expected (default: a table of several).")
  @Bounds(least = 0, most = 1_000_000, between = true)
  @Nullable Double effect;

  @Mixin JsonOption json = new JsonOption();

  public PlanCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    var request =
        new PlanRequest(options.request(invocation.shell()), fraction(noise), fraction(effect));
    return invocation.ask(api -> {
      PlanView plan = api.plan(request);
      if (json.wanted()) {
        invocation.say(ApiClient.json(plan));
      } else {
        lines(plan).forEach(invocation::say);
      }
      return 0;
    });
  }

  private static @Nullable Double fraction(@Nullable Double percent) {
    return percent == null ? null : percent / 100;
  }

  private static List<String> lines(PlanView plan) {
    var lines = new ArrayList<String>();
    lines.add(
        Words.count(plan.candidates(), "candidate")
            + " from "
            + Text.commit(plan.good())
            + " (good) to "
            + Text.commit(plan.bad())
            + " (bad)");
    lines.add(
        "%s, metric %s, confidence %s, at most %s, %s"
            .formatted(
                plan.recipe(),
                plan.metric(),
                Words.level(plan.confidence()),
                Words.count(plan.maximumBoots(), "boot"),
                Words.count(plan.machines().size(), "machine")));
    lines.add("");
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("CHANGE", "BOOTS", "CALIBRATION+SEARCH+PROOF", "BUILDS", "TIME", "SUCCESS"));
    plan.forecasts().forEach(forecast -> rows.add(row(forecast)));
    lines.addAll(Text.table(rows));
    lines.add("");
    Double resolvable = plan.resolvable();
    lines.add(
        resolvable == null
            ? "That budget is too small for a change of any size."
            : "Within "
                + Words.count(plan.maximumBoots(), "boot")
                + " a change of "
                + percent(resolvable)
                + " or more is found in nine of ten bisections.");
    plan.known().forEach(words -> lines.add("known: " + words));
    plan.assumed().forEach(words -> lines.add("assumed: " + words));
    return lines;
  }

  private static List<String> row(PlanView.Forecast forecast) {
    return List.of(
        Words.change(forecast.change()),
        "%s (%s to %s)"
            .formatted(
                whole(forecast.boots().expected()),
                whole(forecast.boots().low()),
                whole(forecast.boots().high())),
        String.join(
            "+",
            whole(forecast.calibrationBoots()),
            whole(forecast.searchBoots()),
            whole(forecast.proofBoots())),
        whole(forecast.builds()),
        Words.roughly(forecast.seconds().expected())
            + " ("
            + Words.roughly(forecast.seconds().low())
            + " to "
            + Words.roughly(forecast.seconds().high())
            + ")",
        Words.probability(forecast.success()));
  }

  private static String whole(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2g %%", 100 * fraction);
  }
}
