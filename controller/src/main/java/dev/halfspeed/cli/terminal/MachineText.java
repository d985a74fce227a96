package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machines and what their checks found, as lines of text. */
public final class MachineText {
  private MachineText() {}

  /** Whether a machine gets no new work. */
  public static boolean isBarred(MachineView machine) {
    String state = machine.standing().state();
    return state.equals("quarantined") || state.equals("drained");
  }

  /** Such as: drained by ann: a new disk. */
  public static String standing(MachineView.Standing standing) {
    String reason = standing.reason();
    String by = "person".equals(standing.cause()) ? standing.by() : null;
    return standing.state()
        + (by == null ? "" : " by " + by)
        + (reason == null ? "" : ": " + Printable.line(reason));
  }

  /** All machines with their standings, and what is not as it should be below. */
  public static List<String> standings(List<MachineView> machines, Instant now) {
    if (machines.isEmpty()) {
      return List.of("No machine is known yet. Look at the one at hand: halfspeed machine check");
    }
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "NAME", "STANDING", "SINCE", "NOW", "NOISE", "FINDS", "CHECKED", "MEMORY", "ADDRESS"));
    for (MachineView machine : machines) {
      CheckView check = machine.lastCheck();
      CheckView.@Nullable Deviation noise = check == null ? null : check.noise();
      Double finds = check == null ? null : check.resolvable();
      Instant checked = check == null ? null : check.endedAt();
      Long memory = machine.memoryBytes();
      rows.add(
          List.of(
              machine.name(),
              machine.standing().state(),
              ago(machine.standing().since(), now),
              machine.state(),
              noise == null ? "?" : Words.smallest(noise.fraction()),
              finds == null ? "?" : Words.smallest(finds),
              ago(checked, now),
              memory == null ? "?" : Words.bytes(memory),
              machine.address()));
    }
    List<String> lines = new ArrayList<>(Text.table(rows));
    for (MachineView machine : machines) {
      String problem = machine.problem();
      if (problem != null) {
        lines.add(machine.name() + ": " + problem);
      }
      if (machine.standing().reason() != null) {
        lines.add(machine.name() + " is " + standing(machine.standing()));
      }
      if (isBarred(machine)) {
        lines.add("  to use it again: halfspeed machine admit " + machine.name());
      }
    }
    return lines;
  }

  private static String ago(@Nullable Instant at, Instant now) {
    return at == null ? "-" : Words.between(at, now) + " ago";
  }

  /** What a check found. */
  public static List<String> finding(CheckView check) {
    var lines = new ArrayList<String>();
    Instant end = check.endedAt();
    lines.add(
        check.machine()
            + ": "
            + check.state()
            + (end == null ? "" : " after " + Words.between(check.startedAt(), end))
            + ", check "
            + check.id());
    String message = check.message();
    if (message != null) {
      lines.add("  " + Printable.line(message));
    }
    CheckView.Deviation noise = check.noise();
    if (noise != null) {
      lines.add(
          "  between boots  "
              + deviation(noise)
              + ": standard deviation of "
              + Words.count(check.samples().size(), "boot")
              + (check.runs() == 1 ? "" : ", each the mean of " + check.runs() + " runs"));
    }
    CheckView.Deviation within = check.within();
    if (within != null) {
      lines.add("  within a boot  " + deviation(within) + ": of a run from the mean of its boot");
    }
    for (CheckView.Comparison comparison : check.comparisons()) {
      lines.add(
          "  A/A            "
              + comparison.what()
              + ": "
              + Words.change(comparison.change())
              + ", p = "
              + String.format(java.util.Locale.ROOT, "%.2g", comparison.chance()));
    }
    Double finds = check.resolvable();
    if (finds != null) {
      lines.add(
          "  finds          a loss of "
              + Words.smallest(finds)
              + " or more, in nine of ten bisections of 1,000 commits with 200 boots on it alone");
    }
    return lines;
  }

  private static String deviation(CheckView.Deviation deviation) {
    return Words.smallest(deviation.fraction())
        + " (95 %: "
        + Words.smallest(deviation.low())
        + " to "
        + Words.smallest(deviation.high())
        + ")";
  }
}
