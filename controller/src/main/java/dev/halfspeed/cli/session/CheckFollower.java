package dev.halfspeed.cli.session;

import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.terminal.MachineText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.machine.CheckView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Stays with checks of machines until they have ended, and tells what is new, a line each. */
public final class CheckFollower {
  private static final long POLL_MILLISECONDS = 1000;

  private final Invocation invocation;
  private final boolean aside;
  private final Map<String, Integer> told = new HashMap<>();
  private final Map<String, String> doing = new HashMap<>();

  /**
   * Nothing is told yet.
   *
   * @param aside whether to tell it on standard error
   */
  public CheckFollower(Invocation invocation, boolean aside) {
    this.invocation = invocation;
    this.aside = aside;
  }

  /** Follows them; how they ended. */
  public List<CheckView> toTheEnd(Connection connection, List<CheckView> started) throws Problem {
    for (CheckView check : started) {
      tell(
          check,
          "check "
              + check.id()
              + ": "
              + Words.count(check.boots(), "boot")
              + " of "
              + Words.shortId(check.commit())
              + " "
              + Printable.line(check.subject())
              + ", "
              + Words.count(check.runs(), "run")
              + " of "
              + check.recipe()
              + " each");
    }
    while (true) {
      var now = new ArrayList<CheckView>();
      for (CheckView check : started) {
        now.add(
            PatientLook.at(
                invocation, this::say, () -> connection.api().forMachines().check(check.id())));
      }
      now.forEach(this::news);
      if (now.stream().allMatch(check -> check.endedAt() != null)) {
        now.stream().flatMap(check -> MachineText.finding(check).stream()).forEach(this::say);
        return now;
      }
      invocation.interruption().pause(POLL_MILLISECONDS);
    }
  }

  private void news(CheckView check) {
    String does = check.doing();
    // Only what it does, not how far it is with that.
    String part = does == null ? "" : does.replaceFirst(",.*", "");
    if (!part.isEmpty() && !part.startsWith("boot ") && !part.equals(doing.get(check.id()))) {
      doing.put(check.id(), part);
      tell(check, part);
    }
    List<List<Double>> samples = check.samples();
    for (int boot = told.getOrDefault(check.id(), 0); boot < samples.size(); boot++) {
      tell(
          check,
          "boot "
              + (boot + 1)
              + ": "
              + samples.get(boot).stream()
                  .map(value -> Words.value(value, ""))
                  .collect(Collectors.joining(" "))
              + " "
              + (check.metricUnit().equals("1/s") ? check.metric() : check.metricUnit()));
    }
    told.put(check.id(), samples.size());
  }

  private void tell(CheckView check, String words) {
    say(
        Words.stamp(check.startedAt(), invocation.shell().clock().instant())
            + " "
            + check.machine()
            + ": "
            + words);
  }

  private void say(String line) {
    if (aside) {
      invocation.warn(line);
    } else {
      invocation.say(line);
    }
    invocation.shell().out().flush();
  }
}
