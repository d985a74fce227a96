package dev.halfspeed.jobs;

import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A log on the machine where it was written. */
final class RemoteLog implements JobLog {
  /** Of all lines that are asked for at once. */
  private static final int MOST_BYTES = 200_000;

  /** Digits of a line's number, and a colon. */
  private static final int NUMBER = 12;

  private final WorkerClient link;
  private final String path;

  RemoteLog(WorkerClient link, String path) {
    this.link = link;
    this.path = path;
  }

  private String read(FilePart part) throws Problem {
    return new String(content(part), StandardCharsets.UTF_8);
  }

  private byte[] content(FilePart part) throws Problem {
    try {
      return link.read(path, part).orElse(new byte[0]);
    } catch (MachineFault fault) {
      throw away(fault);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw stopping(stopped);
    }
  }

  /** What a fault of the machine is to whoever asks for a log. */
  static Problem away(MachineFault fault) {
    return new Problem(
        ProblemCode.MACHINE_AWAY, String.valueOf(fault.getMessage()), fault.nextStep(), fault);
  }

  /** The same of an interruption. */
  static Problem stopping(InterruptedException stopped) {
    return new Problem(
        ProblemCode.MACHINE_AWAY, "The controller is stopping", "Ask again once it runs", stopped);
  }

  @Override
  public Extent extent() throws Problem {
    String[] numbers = read(new FilePart.Extent()).strip().split(" ");
    if (numbers.length != 2) {
      return new Extent(0, 0);
    }
    long bytes = Long.parseLong(numbers[0]);
    long ends = Long.parseLong(numbers[1]);
    boolean isOpen = bytes > 0 && content(new FilePart.Bytes(bytes - 1, 1))[0] != '\n';
    return new Extent(bytes, ends + (isOpen ? 1 : 0));
  }

  @Override
  public byte[] bytes(long offset, int most) throws Problem {
    return content(new FilePart.Bytes(offset, most));
  }

  @Override
  public List<Line> lines(long first, int count) throws Problem {
    String text = read(new FilePart.Lines(first, count, WIDTH, MOST_BYTES));
    var lines = new ArrayList<Line>();
    for (String line : text.split("\n", -1)) {
      lines.add(new Line(first + lines.size(), line));
    }
    // Behind the last end of a line is nothing, or what was cut.
    lines.removeLast();
    return lines;
  }

  @Override
  public List<Line> find(String text, int most) throws Problem {
    return numbered(read(new FilePart.Matches(text, false, most, WIDTH + NUMBER)));
  }

  @Override
  public List<Line> errors(int most) throws Problem {
    return numbered(read(new FilePart.Matches(KeptLog.ERROR, true, most, WIDTH + NUMBER)));
  }

  /** Lines as grep numbers them. */
  static List<Line> numbered(String text) {
    // A carriage return is a part of its line, as it is to the machine that counted them.
    return Stream.of(text.split("\n"))
        .filter(line -> line.matches("(?s)\\d+:.*"))
        .map(line -> {
          int colon = line.indexOf(':');
          return new Line(Long.parseLong(line.substring(0, colon)), line.substring(colon + 1));
        })
        .toList();
  }
}
