package dev.halfspeed.web.page.machine;

import dev.halfspeed.core.Role;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import java.time.Instant;
import java.util.List;

/**
 * All machines: what they do, and what they did of late.
 *
 * @param mayCheck whether the reader may have machines looked at
 */
public record MachinesPage(List<Row> machines, boolean mayCheck) implements Page {
  /** Fewer than on a machine's own page: there may be many machines. */
  private static final int GRAINS = 150;

  public MachinesPage {
    machines = List.copyOf(machines);
  }

  /** A machine. */
  public record Row(MachineCard machine, Timeline day) {}

  /**
   * The page.
   *
   * @param from of what is drawn of their work
   * @param role of the reader
   */
  public static MachinesPage of(List<MachineDay> machines, Instant from, Instant now, Role role) {
    return new MachinesPage(
        machines.stream()
            .map(each ->
                new Row(
                    MachineCard.of(each.machine(), now),
                    Timeline.of(each.parts(), from, now, GRAINS)))
            .toList(),
        role.includes(Role.OPERATOR));
  }

  @Override
  public String title() {
    return "Machines";
  }

  @Override
  public String template() {
    return "machines.jte";
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.machines();
  }
}
