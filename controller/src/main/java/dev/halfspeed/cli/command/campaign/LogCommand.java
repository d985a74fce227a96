package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the log of a job, or which jobs there are. */
@Command(
    name = "log",
    description = "Show the log of one job of a bisection; without a job, list them.")
public final class LogCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ID",
      description = "The bisection (default: the newest).")
  @Nullable String id;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JOB",
      description = "The job, or the beginning of its id.")
  @Nullable String job;

  @Mixin JsonOption json = new JsonOption();

  public LogCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    return invocation.ask(api -> {
      String bisection = api.resolve(id);
      List<BisectionView.Attempt> attempts = api.bisection(bisection).attempts();
      if (job == null) {
        list(bisection, attempts);
      } else {
        show(api.log(find(bisection, job, attempts)));
      }
      return 0;
    });
  }

  private void list(String bisection, List<BisectionView.Attempt> attempts) {
    if (json.wanted()) {
      invocation.say(ApiClient.json(attempts));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("JOB", "KIND", "MACHINE", "TOOK", "OUTCOME", "COMMIT"));
    for (BisectionView.Attempt attempt : attempts) {
      Instant endedAt = attempt.endedAt();
      Instant until = endedAt == null ? invocation.shell().clock().instant() : endedAt;
      String outcome = attempt.outcome();
      BisectionView.Commit commit = attempt.commit();
      rows.add(
          List.of(
              attempt.job(),
              attempt.kind(),
              attempt.machine(),
              Words.between(attempt.startedAt(), until),
              outcome == null ? "running" : outcome,
              commit == null ? "" : Text.fit(Text.commit(commit), 70)));
    }
    Text.table(rows).forEach(invocation::say);
    invocation.say("Show one with: halfspeed log " + bisection + " JOB");
  }

  private void show(String log) {
    if (json.wanted()) {
      invocation.say(ApiClient.json(java.util.Map.of("log", log)));
    } else {
      invocation.show(log.endsWith("\n") || log.isEmpty() ? log : log + "\n");
    }
  }

  private static String find(String bisection, String prefix, List<BisectionView.Attempt> attempts)
      throws Problem {
    List<String> jobs =
        attempts.stream()
            .map(BisectionView.Attempt::job)
            .distinct()
            .filter(name -> name.startsWith(prefix))
            .toList();
    if (jobs.contains(prefix)) {
      return prefix;
    }
    if (jobs.size() == 1) {
      return jobs.getFirst();
    }
    throw new Problem(
        jobs.isEmpty()
            ? "Bisection " + bisection + " has no job " + prefix + "."
            : jobs.size() + " jobs begin with " + prefix + ".",
        "List them with: halfspeed log " + bisection);
  }
}
