package dev.halfspeed.web.page.campaign;

import dev.halfspeed.jobs.JobLog;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of the log of a job. Parts begin at fixed lines, so that the address of a line stays what
 * it is while the log grows.
 *
 * @param job NAME/ATTEMPT
 * @param about what the job was, and how it ended
 * @param note why this is not all of it; empty where it is
 * @param size in bytes and lines
 * @param error the lines around the one that says why the job failed; empty where none does
 * @param find what is searched for; empty where nothing is
 * @param found lines that have it
 * @param isMore whether there may be more of these
 * @param lines of this part
 * @param isCut whether this part is too long to be shown whole
 * @param here the line that the address names; 0 where it names none
 */
public record LogPage(
    String job,
    Link campaign,
    Badge state,
    String about,
    String message,
    String note,
    String size,
    List<Line> error,
    String find,
    List<Line> found,
    boolean isMore,
    List<Line> lines,
    boolean isCut,
    long here,
    Parts parts)
    implements Page {
  /** Lines of a part. */
  static final int EACH = 300;

  private static final int MOST_FOUND = 200;
  private static final int MOST_ERRORS = 20;
  private static final int BEFORE = 5;
  private static final int QUOTED = 250;
  private static final int AROUND = 12;

  public LogPage {
    error = List.copyOf(error);
    found = List.copyOf(found);
    lines = List.copyOf(lines);
  }

  /**
   * A line.
   *
   * @param text without what only a terminal understands
   * @param address of it, which stays
   * @param isError whether it says why the job failed
   */
  public record Line(long number, String text, String address, boolean isError) {}

  /**
   * Which part is shown.
   *
   * @param words such as lines 301 to 600 of 12,345
   * @param first address of the part at the beginning; empty where that is this one, like the
   *     others
   */
  public record Parts(String words, String first, String earlier, String later, String last) {}

  /**
   * What is asked for.
   *
   * @param line whose part is shown; 0: the end
   * @param find may be empty
   */
  public record Wanted(long line, String find) {}

  /**
   * The page of a part.
   *
   * @param campaign what the job was for
   * @param note why the log is not all of it; empty where it is
   * @throws Problem when the log can't be read
   */
  public static LogPage of(
      JobRecord job, Link campaign, JobLog log, String note, Wanted wanted, Instant now)
      throws Problem {
    String name = job.job() + "/" + job.attempt();
    JobLog.Extent extent = log.extent();
    long last = Math.max(1, extent.lines());
    long here = Math.min(wanted.line() == 0 ? last : wanted.line(), last);
    long first = (here - 1) / EACH * EACH + 1;
    long end = Math.min(last, first + EACH - 1);
    List<JobLog.Line> lines = extent.lines() == 0 ? List.of() : log.lines(first, EACH);
    JobLog.@Nullable Line error = error(job, log);
    long errorNumber = error == null ? 0 : error.number();
    List<JobLog.Line> around =
        error == null ? List.of() : log.lines(Math.max(1, errorNumber - BEFORE), AROUND);
    List<JobLog.Line> found =
        wanted.find().isEmpty() ? List.of() : log.find(wanted.find(), MOST_FOUND);
    return new LogPage(
        name,
        campaign,
        Badge.outcome(job),
        about(job, now),
        Show.line(job.message()),
        note,
        Words.bytes(extent.bytes()) + ", " + Show.count(extent.lines(), "line"),
        shown(name, around, errorNumber),
        wanted.find(),
        shown(name, found, errorNumber),
        found.size() == MOST_FOUND,
        shown(name, lines, errorNumber),
        extent.lines() > 0 && lines.size() < end - first + 1,
        wanted.line() == 0 ? 0 : here,
        parts(name, first, end, extent.lines()));
  }

  private static Parts parts(String job, long first, long end, long lines) {
    long lastPart = (Math.max(1, lines) - 1) / EACH * EACH + 1;
    return new Parts(
        lines == 0 ? "no lines" : "lines %,d to %,d of %,d".formatted(first, end, lines),
        first > 1 ? Links.log(job, 1) : "",
        first > 1 ? Links.log(job, first - EACH) : "",
        first < lastPart ? Links.log(job, first + EACH) : "",
        first < lastPart ? Links.log(job) + "#end" : "");
  }

  /**
   * The line that says why the job failed: the one that its result quotes, or the first of its
   * kind.
   */
  private static JobLog.@Nullable Line error(JobRecord job, JobLog log) throws Problem {
    if (!Badge.outcome(job).colour().equals("bad")) {
      return null;
    }
    List<JobLog.Line> errors = log.errors(MOST_ERRORS);
    for (JobLog.Line line : errors) {
      String text = TerminalText.of(line.text()).replace('\t', ' ').strip();
      // Long lines are cut where they are quoted.
      String quoted = text.length() > QUOTED ? text.substring(0, QUOTED) : text;
      if (!quoted.isEmpty() && job.message().contains(quoted)) {
        return line;
      }
    }
    return errors.isEmpty() ? null : errors.getFirst();
  }

  private static List<Line> shown(String job, List<JobLog.Line> lines, long error) {
    return lines.stream()
        .map(line ->
            new Line(
                line.number(),
                TerminalText.of(line.text()),
                Links.log(job, line.number()),
                line.number() == error))
        .toList();
  }

  private static String about(JobRecord job, Instant now) {
    String commit = job.commit();
    return Show.line(
        Show.capital(job.kind())
            + (commit == null
                ? ""
                : " of "
                    + Show.commit(commit)
                    + " "
                    + Objects.requireNonNullElse(job.subject(), ""))
            + " on "
            + job.machine()
            + ", "
            + Words.between(job.startedAt(), Objects.requireNonNullElse(job.endedAt(), now)));
  }

  /** The line of the error; 0 where none is known. */
  public long errorNumber() {
    return error.stream().filter(Line::isError).mapToLong(Line::number).findFirst().orElse(0);
  }

  /** Whether more may still be written. */
  public boolean isRunning() {
    return state.colour().equals("live");
  }

  /** Whether what is shown is the end that is still written: the page goes on with it. */
  public boolean follows() {
    return isRunning() && here == 0 && find.isEmpty();
  }

  /** The end. */
  public String tail() {
    return Links.log(job) + "#end";
  }

  /** All bytes. */
  public String raw() {
    return Links.rawLog(job);
  }

  @Override
  public String title() {
    return "Log of " + job;
  }

  @Override
  public String template() {
    return "log.jte";
  }
}
