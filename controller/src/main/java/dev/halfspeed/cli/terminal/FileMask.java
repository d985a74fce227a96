package dev.halfspeed.cli.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process's file mode creation mask. A controller writes for its user alone: databases, logs,
 * keys and sources, also those that libraries write.
 */
public final class FileMask {
  private static final int PRIVATE = 077;
  private static final int UNKNOWN = -1;
  private static final AtomicInteger USUAL = new AtomicInteger(UNKNOWN);

  private FileMask() {}

  /** From now on what this process makes is for its user alone. */
  public static synchronized void restrict() {
    if (USUAL.get() == UNKNOWN) {
      USUAL.set(umask(PRIVATE));
    }
  }

  /** The mode of a file that the user asked for by name, as if the mask had been left as it was. */
  static int usual(int mode) {
    int mask = USUAL.get();
    return mask == UNKNOWN ? mode : mode & ~mask;
  }

  @SuppressWarnings("restricted")
  private static int umask(int mask) {
    Linker linker = Linker.nativeLinker();
    try {
      return (int)
          linker
              .downcallHandle(
                  linker.defaultLookup().find("umask").orElseThrow(),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
              .invokeExact(mask);
    } catch (Throwable e) {
      throw new IllegalStateException("umask can't be called", e);
    }
  }
}
