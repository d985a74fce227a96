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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The ledger of notices. */
@Command(name = "notice", description = "Look at who was told what, and what was not sent and why.")
public final class NoticeCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Lists them. */
  @Command(name = "list", description = "List the notices, the newest first.")
  public static final class ListNotices implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin JsonOption json = new JsonOption();

    public ListNotices(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        List<RegressionView.Notice> notices = api.forRegressions().notices();
        if (json.wanted()) {
          invocation.say(ApiClient.json(notices));
        } else if (notices.isEmpty()) {
          invocation.say("Nobody was told anything.");
        } else {
          RegressionText.notices(notices).forEach(invocation::say);
        }
        return 0;
      });
    }
  }

  /** Prints one. */
  @Command(name = "show", description = "Print a notice as it was sent, or would be.")
  public static final class ShowNotice implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "KEY", description = "The notice's key, or the beginning of it.")
    String key = "";

    public ShowNotice(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        RegressionView.Notice notice =
            api.forRegressions().notices().stream()
                .filter(each -> each.key().startsWith(key))
                .findFirst()
                .orElseThrow(() ->
                    new Problem(
                        "There is no notice \"" + key + "\".", "List them: halfspeed notice list"));
        invocation.say("To: " + notice.recipient());
        invocation.say("Subject: " + notice.subject());
        invocation.say("");
        invocation.show(notice.body());
        return 0;
      });
    }
  }
}
