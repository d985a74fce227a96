package dev.halfspeed.cli.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terminal behind standard output, if there is one. */
@FunctionalInterface
public interface Tty {
  /** Its size now; empty where standard output is not a terminal. */
  Optional<Size> size();

  /** Columns and rows, at least 20 by 5. */
  record Size(int columns, int rows) {
    public Size {
      columns = Math.max(20, columns);
      rows = Math.max(5, rows);
    }
  }

  /** No terminal. */
  static Tty none() {
    return Optional::empty;
  }

  /**
   * The process's standard output, asked through ioctl: nothing is started for it, since the
   * machine may be measuring.
   */
  final class StandardOutput implements Tty {
    /** TIOCGWINSZ on Linux. */
    private static final long GET_WINDOW_SIZE = 0x5413;

    private @Nullable MethodHandle ioctl;

    @Override
    public Optional<Size> size() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment window = arena.allocate(8, 2);
        int answer = (int) ioctl().invokeExact(1, GET_WINDOW_SIZE, window);
        if (answer != 0) {
          return Optional.empty();
        }
        int rows = Short.toUnsignedInt(window.get(ValueLayout.JAVA_SHORT, 0));
        int columns = Short.toUnsignedInt(window.get(ValueLayout.JAVA_SHORT, 2));
        return Optional.of(rows == 0 || columns == 0 ? new Size(80, 24) : new Size(columns, rows));
      } catch (Throwable e) {
        // Without the call there is no terminal to draw on: plain lines are right everywhere.
        return Optional.empty();
      }
    }

    @SuppressWarnings("restricted")
    private MethodHandle ioctl() {
      MethodHandle known = ioctl;
      if (known == null) {
        Linker linker = Linker.nativeLinker();
        known =
            linker.downcallHandle(
                linker.defaultLookup().find("ioctl").orElseThrow(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        ioctl = known;
      }
      return known;
    }
  }
}
