package dev.halfspeed.cli.command.controller;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.TimeWords;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.access.AuditView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who has sent which writes. */
@Command(
    name = "audit",
    description = "List every write that was sent to the controller, the newest first.",
    footer = {"", "Example: halfspeed audit --since 7d --by \"token nightly\""})
public final class AuditCommand implements Callable<Integer> {
  private static final int PATH = 80;

  private final Invocation invocation;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Not older than this: 30m, 6h, 7d, or a date and a time in UTC.")
  @Nullable String since;

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "Of one user or token, such as ada or \"token nightly\".")
  @Nullable String by;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 1000)
  int limit;

  @Mixin JsonOption json = new JsonOption();

  public AuditCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    Instant from = from();
    return invocation.ask(api -> {
      AuditView audit = api.forAccess().audit(from, by, limit);
      if (json.wanted()) {
        invocation.say(ApiClient.json(audit));
      } else if (audit.entries().isEmpty()) {
        invocation.say("Nothing was written.");
      } else {
        Text.table(rows(audit)).forEach(invocation::say);
        if (audit.next() != null) {
          invocation.warn("There are more: narrow it with --since and --by, or raise --limit.");
        }
      }
      return 0;
    });
  }

  private @Nullable Instant from() throws Problem {
    if (since == null) {
      return null;
    }
    return since.matches("[0-9]+[mhd]")
        ? invocation.shell().clock().instant().minus(TimeWords.span("--since", since))
        : TimeWords.instant("--since", since);
  }

  private static List<List<String>> rows(AuditView audit) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TIME", "WHO", "ROLE", "FROM", "OUTCOME", "WHAT"));
    for (AuditView.Entry entry : audit.entries()) {
      rows.add(
          List.of(
              Text.moment(entry.at()),
              entry.principal(),
              entry.role(),
              entry.address(),
              Integer.toString(entry.status()),
              entry.method() + " " + Text.fit(entry.path(), PATH)));
    }
    return rows;
  }
}
