package dev.halfspeed.worker.host;

import dev.halfspeed.worker.protocol.RunCounters;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a kernel had counted at one moment. Two of them tell what happened between.
 *
 * @param uptime seconds since the kernel started, by its own clock
 * @param totals of what only grows, by name; times are in seconds, pages and bytes as they are
 * @param levels of what goes up and down, by name
 */
public record CounterReading(
    double uptime, Map<String, Double> totals, Map<String, Double> levels) {
  /** No counter is known better, and rows stay short. */
  private static final MathContext DIGITS = new MathContext(6);

  public CounterReading {
    totals = Map.copyOf(totals);
    levels = Map.copyOf(levels);
  }

  /**
   * Reads the files of {@link CounterFiles}. A file that can't be understood is left out: no
   * measurement fails for it.
   *
   * @return empty where the files do not even tell the time
   */
  public static Optional<CounterReading> of(Map<String, List<String>> files) {
    var totals = new TreeMap<String, Double>();
    var levels = new TreeMap<String, Double>();
    files.forEach((name, lines) -> {
      try {
        var parser = new CounterParser();
        parser.read(name, lines);
        parser.totals().forEach((counter, value) -> totals.merge(counter, value, Double::sum));
        levels.putAll(parser.levels());
      } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException e) {
        // Such as that of a process that ended meanwhile.
      }
    });
    Double uptime = levels.remove(CounterParser.UPTIME);
    return uptime == null
        ? Optional.empty()
        : Optional.of(new CounterReading(uptime, totals, levels));
  }

  /**
   * What happened from this moment to a later one; empty where no time passed between them, as
   * between readings of two systems.
   */
  public Optional<RunCounters> until(CounterReading end) {
    double seconds = end.uptime - uptime;
    if (!(seconds > 0)) {
      return Optional.empty();
    }
    var rates = new TreeMap<String, Double>();
    totals.forEach((name, before) -> {
      Double after = end.totals.get(name);
      // Less than before: a CPU, a device or a thread went away with its part.
      if (after != null && after >= before) {
        rates.put(name, rounded((after - before) / seconds));
      }
    });
    var now = new TreeMap<String, Double>();
    end.levels.forEach((name, level) -> now.put(name, rounded(level)));
    return Optional.of(new RunCounters(rounded(seconds), rates, now));
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
