package dev.halfspeed.worker.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Folds what {@code perf script -F comm,pid,ip,sym,dso} prints: for each sample a line with the
 * task's name and process, one for each function from the innermost outwards, and an empty one.
 * Names come from what is under test, so any line may be anything. Used by one thread.
 */
final class PerfStacks {
  static final String KERNEL = "_[k]";
  private static final String OTHERS = "[others]";
  private static final Pattern FRAME =
      Pattern.compile("\\s+([0-9a-f]{1,16}) (.*?) \\(([/\\[].*|[^()]*)\\)\\s*");
  private static final Pattern LOST =
      Pattern.compile(".*PERF_RECORD_LOST(?:_SAMPLES)?\\b.*?lost (\\d{1,15}).*");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}]");
  private static final String UNKNOWN = "[unknown]";

  private static final Pattern TASK = Pattern.compile("(.*?)\\s+(\\d{1,10})\\s*");

  /** Half of a line that is too long to be worth reading: its beginning and its end. */
  private static final int HALF_LINE = 1 << 10;

  /**
   * Of all stacks that are kept, at two bytes a character: a worker has a heap of 40 MB. What comes
   * beyond is put together.
   */
  private static final long MOST_KEPT_BYTES = 8 << 20;

  /** What a stack takes beside its characters. */
  private static final int OVERHEAD_BYTES = 120;

  private static final int MOST_FRAMES = 200;
  private static final int LONGEST_NAME = 200;

  private final Optional<KernelSymbols> kernel;
  private final int mostBytes;
  private final Set<Long> recorder;
  private final Map<String, Long> stacks = new HashMap<>();
  private final List<String> frames = new ArrayList<>();
  private String comm = "";
  private long process;
  private long keptBytes;
  private boolean isIn;
  private long samples;
  private long lost;
  private boolean hasUnnamed;

  /**
   * Nothing yet.
   *
   * @param kernel the names of its functions; empty: as perf says
   * @param mostBytes of folded text; what is beyond, the rarest first, is put together
   * @param recorder processes whose samples are of the recording itself
   */
  PerfStacks(Optional<KernelSymbols> kernel, int mostBytes, Set<Long> recorder) {
    this.recorder = Set.copyOf(recorder);
    this.kernel = kernel;
    this.mostBytes = mostBytes;
  }

  /** Takes the next line. */
  void add(String whole) {
    if (whole.isBlank()) {
      end();
      return;
    }
    String line = cut(whole);
    Matcher frame = FRAME.matcher(line);
    Matcher gone = LOST.matcher(line);
    if (isIn && frame.matches()) {
      if (frames.size() < MOST_FRAMES) {
        frames.add(
            name(Long.parseUnsignedLong(frame.group(1), 16), frame.group(2), frame.group(3)));
      }
    } else if (gone.matches()) {
      lost += Long.parseLong(gone.group(1));
    } else if (!Character.isWhitespace(line.charAt(0))) {
      end();
      Matcher task = TASK.matcher(line);
      boolean hasProcess = task.matches();
      comm = clean(hasProcess ? task.group(1) : line);
      process = hasProcess ? Long.parseLong(task.group(2)) : -1;
      isIn = true;
    }
  }

  private static String cut(String line) {
    return line.length() <= 2 * HALF_LINE
        ? line
        : line.substring(0, HALF_LINE) + line.substring(line.length() - HALF_LINE);
  }

  private String name(long address, String symbol, String object) {
    boolean isKernel = KernelSymbols.isKernel(address);
    String known =
        isKernel && kernel.isPresent()
            ? kernel.get().at(address).orElse(UNKNOWN)
            : symbol.equals(UNKNOWN) && !isKernel && !object.equals(UNKNOWN)
                ? "[" + object.substring(object.lastIndexOf('/') + 1) + "]"
                : symbol;
    // A guessed stack may hold an address that is no function's.
    hasUnnamed |= isKernel && kernel.isEmpty() && known.equals(UNKNOWN);
    return clean(known) + (isKernel ? KERNEL : "");
  }

  private static String clean(String name) {
    String plain = UNPRINTABLE.matcher(name.strip().replace(';', ':')).replaceAll("?");
    String brief = plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
    // No half of a letter is left at the cut.
    String whole = UNPRINTABLE.matcher(brief).replaceAll("?");
    return whole.isEmpty() ? "?" : whole;
  }

  private void end() {
    if (!frames.isEmpty() && !recorder.contains(process)) {
      samples++;
      var stack = new StringBuilder(comm);
      frames.reversed().forEach(frame -> stack.append(';').append(frame));
      String text = stack.toString();
      boolean isKept = stacks.containsKey(text);
      long bytes = 2L * text.length() + OVERHEAD_BYTES;
      if (!isKept && keptBytes + bytes <= MOST_KEPT_BYTES) {
        keptBytes += bytes;
        isKept = true;
      }
      stacks.merge(isKept ? text : OTHERS, 1L, Long::sum);
    }
    frames.clear();
    isIn = false;
  }

  /** The stacks that were seen, the most frequent first. */
  String folded() {
    end();
    var text = new StringBuilder();
    long others = stacks.getOrDefault(OTHERS, 0L);
    int bytes = 0;
    boolean isFull = false;
    List<Map.Entry<String, Long>> sorted =
        stacks.entrySet().stream()
            .filter(stack -> !stack.getKey().equals(OTHERS))
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    for (Map.Entry<String, Long> stack : sorted) {
      String line = stack.getKey() + " " + stack.getValue() + "\n";
      bytes += line.getBytes(StandardCharsets.UTF_8).length;
      isFull |= bytes > mostBytes;
      if (isFull) {
        others += stack.getValue();
      } else {
        text.append(line);
      }
    }
    if (others > 0) {
      text.append(OTHERS).append(';').append(OTHERS).append(' ').append(others).append('\n');
    }
    return text.toString();
  }

  /** The same, packed. */
  String packed() {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(folded().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Samples that were seen, but for perf's own. */
  long samples() {
    return samples;
  }

  /** Samples that the kernel could not hand over. */
  long lost() {
    return lost;
  }

  /** Whether functions of the kernel have no names. */
  boolean hasUnnamed() {
    return hasUnnamed;
  }
}
