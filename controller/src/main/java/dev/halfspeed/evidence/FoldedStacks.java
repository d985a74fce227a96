package dev.halfspeed.evidence;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The samples of a profile by their stacks. As text one stack is a line, {@code
 * comm;outermost;...;innermost samples}, the form that flame graphs are drawn from; functions of
 * the kernel have {@code _[k]} behind their names.
 */
public final class FoldedStacks {
  /** Ends the name of a function of the kernel. */
  public static final String KERNEL = "_[k]";

  /** What workers call the rarest stacks, put together where the text would be too long. */
  private static final String OTHERS = "[others]";

  private static final int MOST_FRAMES = 512;
  private static final int LONGEST_FRAME = 400;
  private static final int MOST_DIGITS = 15;

  /** The name that the idle task of each processor has. */
  private static final String IDLE_TASK = "swapper";

  /** Parts of the names of functions in which a processor waits for work. */
  private static final List<String> IDLE = List.of("idle", "safe_halt", "mwait", "cpu_startup");

  private final List<Stack> busy;
  private final long idle;
  private final long samples;

  private FoldedStacks(List<Stack> busy, long idle) {
    this.busy = List.copyOf(busy);
    this.idle = idle;
    samples = idle + busy.stream().mapToLong(Stack::samples).sum();
  }

  /**
   * One stack.
   *
   * @param frames the task's name, then functions from the outermost to the innermost one
   */
  public record Stack(List<String> frames, long samples) {
    public Stack {
      frames = List.copyOf(frames);
      if (frames.isEmpty() || samples <= 0) {
        throw new IllegalArgumentException(
            "a stack of %d frames, %d samples".formatted(frames.size(), samples));
      }
    }

    /** The function that ran; the task's name where nothing is known but that. */
    String innermost() {
      return frames.getLast();
    }

    /** Functions without the task's name. */
    List<String> functions() {
      return frames.subList(1, frames.size());
    }

    /** Whether it is several, of which is not known what ran. */
    private boolean isOthers() {
      return frames.getFirst().equals(OTHERS);
    }

    private boolean isIdle() {
      return frames.getFirst().equals(IDLE_TASK)
          && (frames.size() == 1 || IDLE.stream().anyMatch(innermost()::contains));
    }
  }

  /**
   * Reads the text. Equal stacks of several lines are one.
   *
   * @throws IllegalArgumentException for anything that is no such line
   */
  public static FoldedStacks parse(String text) {
    var stacks = new HashMap<List<String>, Long>();
    text.lines()
        .filter(line -> !line.isEmpty())
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          String number = line.substring(space + 1);
          if (space < 1
              || number.isEmpty()
              || number.length() > MOST_DIGITS
              || !number.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw malformed("a line without a number of samples");
          }
          long samples = Long.parseLong(number);
          if (samples > 0) {
            stacks.merge(frames(line.substring(0, space)), samples, Long::sum);
          }
        });
    return of(
        stacks.entrySet().stream().map(each -> new Stack(each.getKey(), each.getValue())).toList());
  }

  /** Of these stacks. */
  public static FoldedStacks of(List<Stack> stacks) {
    return new FoldedStacks(
        stacks.stream().filter(stack -> !stack.isIdle()).toList(),
        stacks.stream().filter(Stack::isIdle).mapToLong(Stack::samples).sum());
  }

  private static List<String> frames(String names) {
    List<String> frames = List.of(names.split(";", -1));
    if (frames.size() > MOST_FRAMES) {
      throw malformed("a stack of " + frames.size() + " frames");
    }
    for (String frame : frames) {
      if (frame.isEmpty() || frame.length() > LONGEST_FRAME) {
        throw malformed("a frame of " + frame.length() + " characters");
      }
      if (frame.chars().anyMatch(Character::isISOControl)) {
        throw malformed("a frame with a control character");
      }
    }
    return frames;
  }

  private static IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException("not folded stacks: " + what);
  }

  /** Both, as if they were one profile. */
  public FoldedStacks plus(FoldedStacks other) {
    var stacks = new HashMap<List<String>, Long>();
    Stream.concat(busy.stream(), other.busy.stream())
        .forEach(stack -> stacks.merge(stack.frames(), stack.samples(), Long::sum));
    return new FoldedStacks(
        stacks.entrySet().stream().map(each -> new Stack(each.getKey(), each.getValue())).toList(),
        idle + other.idle);
  }

  /** As text, the most frequent stacks first; idle processors are one stack. */
  public String text() {
    var text = new StringBuilder();
    busy.stream()
        .sorted(
            Comparator.comparingLong(Stack::samples)
                .reversed()
                .thenComparing(stack -> String.join(";", stack.frames())))
        .forEach(stack ->
            text.append(String.join(";", stack.frames()))
                .append(' ')
                .append(stack.samples())
                .append('\n'));
    if (idle > 0) {
      text.append(IDLE_TASK).append(";idle").append(KERNEL).append(' ').append(idle).append('\n');
    }
    return text.toString();
  }

  /** Of processors that had something to do. */
  public List<Stack> busy() {
    return busy;
  }

  /** All samples: processors times time. */
  public long samples() {
    return samples;
  }

  /** Samples of processors that had something to do. */
  public long busySamples() {
    return samples - idle;
  }

  /** Busy samples of which is not known in what they were: those of rare stacks. */
  long others() {
    return busy.stream().filter(Stack::isOthers).mapToLong(Stack::samples).sum();
  }

  private Stream<Stack> known() {
    return busy.stream().filter(stack -> !stack.isOthers());
  }

  /** Samples in each function itself. */
  Map<String, Long> self() {
    var self = new HashMap<String, Long>();
    known().forEach(stack -> self.merge(stack.innermost(), stack.samples(), Long::sum));
    return self;
  }

  /** Samples in each function and what it calls; one that calls itself counts once. */
  Map<String, Long> total() {
    var total = new HashMap<String, Long>();
    known()
        .forEach(stack -> {
          Set<String> functions = new HashSet<>(stack.functions());
          functions.forEach(function -> total.merge(function, stack.samples(), Long::sum));
        });
    return total;
  }

  /** Samples whose stack has a function somewhere below another one. */
  long below(Predicate<String> function, Predicate<String> caller) {
    return busy.stream()
        .filter(stack -> isBelow(stack.functions(), function, caller))
        .mapToLong(Stack::samples)
        .sum();
  }

  private static boolean isBelow(
      List<String> functions, Predicate<String> function, Predicate<String> caller) {
    boolean isCalled = false;
    for (String frame : functions) {
      if (isCalled && function.test(frame)) {
        return true;
      }
      isCalled |= caller.test(frame);
    }
    return false;
  }

  /** Samples whose stack has such a function. */
  long with(Predicate<String> function) {
    return busy.stream()
        .filter(stack -> stack.functions().stream().anyMatch(function))
        .mapToLong(Stack::samples)
        .sum();
  }
}
