package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.RegressionText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.view.RegressionView;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What alarms were taken for. */
@Command(
    name = "regression",
    description = "Look at regressions that were detected, and correct what was said of them.")
public final class RegressionCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Lists them. */
  @Command(name = "list", description = "List the regressions, the newest first.")
  public static final class ListRegressions implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--open", description = "Only those about which something is to be done.")
    boolean open;

    @Mixin JsonOption json = new JsonOption();

    public ListRegressions(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        List<RegressionView> all =
            api.forRegressions().regressions().stream()
                .filter(regression -> !open || RegressionText.isOpen(regression))
                .toList();
        if (json.wanted()) {
          invocation.say(ApiClient.json(all));
        } else if (all.isEmpty()) {
          invocation.say(open ? "No regression is open." : "There is no regression.");
        } else {
          RegressionText.list(all).forEach(invocation::say);
        }
        return 0;
      });
    }
  }

  /** Shows one. */
  @Command(
      name = "show",
      description = "Show a regression: its alarms, what happened to it, and who was told.")
  public static final class ShowRegression implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "The regression, or the beginning of its id.")
    String id = "";

    @Mixin JsonOption json = new JsonOption();

    public ShowRegression(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        RegressionView view = api.forRegressions().regression(id);
        if (json.wanted()) {
          invocation.say(ApiClient.json(view));
        } else {
          RegressionText.show(view).forEach(invocation::say);
        }
        return 0;
      });
    }
  }

  /** What a person who decides says. */
  static final class Decision {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; it is kept, and told to whoever gets the correction.")
    String reason = "";

    @Option(
        names = "--by",
        paramLabel = "NAME",
        description = "Who says so (default: whoever the controller knows you as).")
    @Nullable String by;

    @Mixin JsonOption json = new JsonOption();

    void answer(Invocation invocation, RegressionView view) {
      invocation.say(
          json.wanted()
              ? ApiClient.json(view)
              : "Regression " + view.id() + " is " + view.state() + ".");
    }
  }

  /** Says that one does not matter. */
  @Command(name = "ignore", description = "Say that a regression does not matter.")
  public static final class IgnoreRegression implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "The regression, or the beginning of its id.")
    String id = "";

    @Mixin Decision decision = new Decision();

    public IgnoreRegression(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        decision.answer(
            invocation,
            api.forRegressions().decide(id, "ignore", decision.by, decision.reason, null));
        return 0;
      });
    }
  }

  /** Withdraws what was said. */
  @Command(
      name = "retract",
      description = "Withdraw what was said of a regression. Whoever was told is told.")
  public static final class RetractRegression implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "The regression, or the beginning of its id.")
    String id = "";

    @Mixin Decision decision = new Decision();

    public RetractRegression(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        decision.answer(
            invocation,
            api.forRegressions().decide(id, "retract", decision.by, decision.reason, null));
        return 0;
      });
    }
  }

  /** Says where the change lies. */
  @Command(
      name = "move",
      description =
          "Say between which commits a regression lies. It is confirmed and bisected there.")
  public static final class MoveRegression implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "The regression, or the beginning of its id.")
    String id = "";

    @Option(
        names = "--good",
        paramLabel = "REVISION",
        description = "A commit that is certainly before the change (default: it stays).")
    @Nullable String good;

    @Option(
        names = "--bad",
        paramLabel = "REVISION",
        description = "A commit that is certainly after it (default: it stays).")
    @Nullable String bad;

    @Mixin Decision decision = new Decision();

    public MoveRegression(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        decision.answer(
            invocation, api.forRegressions().move(id, good, bad, decision.by, decision.reason));
        return 0;
      });
    }
  }

  /** Names another culprit. */
  @Command(
      name = "blame",
      description = "Name another culprit of a regression. Whoever was told is told.")
  public static final class BlameCommit implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "The regression, or the beginning of its id.")
    String id = "";

    @Parameters(index = "1", paramLabel = "COMMIT", description = "The commit's full id.")
    String commit = "";

    @Mixin Decision decision = new Decision();

    public BlameCommit(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        decision.answer(
            invocation,
            api.forRegressions().decide(id, "blame", decision.by, decision.reason, commit));
        return 0;
      });
    }
  }
}
