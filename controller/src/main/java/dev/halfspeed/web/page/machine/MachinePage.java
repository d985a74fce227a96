package dev.halfspeed.web.page.machine;

import dev.halfspeed.core.Role;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.TablePart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One machine.
 *
 * @param from of the day that is drawn
 * @param until likewise
 * @param isNow whether that day ends now
 * @param queue the campaigns that share it
 * @param noise absent where it was never measured
 * @param mayCheck whether the reader may have it looked at
 * @param mayDrain whether the reader may say whether it gets work
 */
public record MachinePage(
    MachineCard machine,
    String name,
    Instant from,
    Instant until,
    boolean isNow,
    List<Link> queue,
    Timeline day,
    List<WorkRow> work,
    TablePart pages,
    @Nullable NoiseChart noise,
    List<CheckRow> checks,
    List<StandingRow> standings,
    boolean mayCheck,
    boolean mayDrain)
    implements Page {
  private static final int ROWS = 50;
  private static final int GRAINS = 450;

  public MachinePage {
    queue = List.copyOf(queue);
    work = List.copyOf(work);
    checks = List.copyOf(checks);
    standings = List.copyOf(standings);
  }

  /** A span of time of which a machine's work is shown. */
  public record Span(Instant from, Instant until) {}

  /**
   * The page of a machine.
   *
   * @param role of the reader
   */
  public static MachinePage of(
      MachineHistory history, Span span, Instant now, int page, Role role) {
    MachineView machine = history.day().machine();
    TablePart pages = TablePart.of(history.work().size(), ROWS, page);
    return new MachinePage(
        MachineCard.of(machine, now),
        machine.name(),
        span.from(),
        span.until(),
        !span.until().isBefore(now),
        history.queue().stream()
            .map(each -> new Link(Show.line(each.words()), campaign(each.kind(), each.campaign())))
            .toList(),
        Timeline.of(history.day().parts(), span.from(), span.until(), GRAINS),
        history.work().subList(pages.from(), pages.until()).stream().map(WorkRow::of).toList(),
        pages,
        NoiseChart.of(history.checks()),
        history.checks().stream().map(CheckRow::of).toList(),
        history.standings().stream().map(StandingRow::of).toList(),
        role.includes(Role.OPERATOR),
        role.includes(Role.ADMIN));
  }

  /** Where a campaign has a page; empty where it has none of its own. */
  private static String campaign(String kind, String id) {
    return switch (kind) {
      case "bisection" -> Links.campaign(id, true);
      case "comparison" -> Links.campaign(id, false);
      case "config-bisection" -> Links.configBisection(id);
      case "check", "recheck" -> Links.check(id);
      default -> "";
    };
  }

  /**
   * A job.
   *
   * @param id its name in the page
   */
  public record WorkRow(
      String id,
      Instant startedAt,
      String took,
      String kind,
      String outcome,
      String commit,
      String subject,
      Link campaign,
      String message,
      String log) {
    static WorkRow of(MachineHistory.Work work) {
      Instant endedAt = work.endedAt();
      return new WorkRow(
          Links.row("job", work.job()),
          work.startedAt(),
          endedAt == null ? "" : Words.between(work.startedAt(), endedAt),
          work.kind(),
          Objects.requireNonNullElse(work.outcome(), "running"),
          work.commit() == null ? "" : Show.commit(work.commit()),
          Show.line(work.subject()),
          new Link(
              (work.campaignKind() + " " + work.campaign()).strip(),
              MachinePage.campaign(work.campaignKind(), work.campaign())),
          Show.line(work.message()),
          Links.log(work.job()));
    }
  }

  /** A check. */
  public record CheckRow(
      String id,
      String kind,
      String state,
      String recipe,
      String noise,
      String within,
      String resolvable,
      String message,
      Instant endedAt) {
    static CheckRow of(CheckView check) {
      CheckView.Deviation within = check.within();
      return new CheckRow(
          check.id(),
          check.kind(),
          check.state(),
          Show.line(check.metric() + " of " + check.recipe()),
          MachineCard.noise(check),
          within == null ? "" : MachineCard.deviation(within),
          check.resolvable() == null ? "" : Words.smallest(check.resolvable()),
          Show.line(check.message()),
          Objects.requireNonNullElse(check.endedAt(), check.startedAt()));
    }
  }

  /** Whether it might be given work. */
  public record StandingRow(
      @Nullable Instant since, String state, String cause, String by, String reason) {
    static StandingRow of(MachineView.Standing standing) {
      return new StandingRow(
          standing.since(),
          standing.state(),
          Objects.requireNonNullElse(standing.cause(), ""),
          Show.line(standing.by()),
          Show.line(standing.reason()));
    }
  }

  @Override
  public String title() {
    return "Machine " + Show.line(name);
  }

  @Override
  public String template() {
    return "machine.jte";
  }

  /** A further page of its jobs. */
  public String address(int page) {
    return Links.machineDay(name, isNow ? "" : Show.day(from), page);
  }

  /** The day before. */
  public String earlier() {
    return Links.machineDay(name, Show.day(from.minus(Duration.ofDays(isNow ? 0 : 1))), 1);
  }

  /** The day after. */
  public String later() {
    return Links.machineDay(name, Show.day(until), 1);
  }
}
