package dev.halfspeed.worker.build;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one section of an {@link ElfObject} refers to, in the order of the places where it does.
 *
 * <p>Addends are those of the System V ABI's supplement for x86-64, "Relocation Types".
 */
final class ElfReferences {
  private static final int ENTRY = 24;

  /** Relative to the end of their four bytes, so that addends are 4 less than the place meant. */
  private static final List<Integer> RELATIVE = List.of(2, 4);

  private static final int LEAD = 4;

  private final ByteBuffer table;
  private final ByteBuffer code;
  private final ElfSymbols symbols;
  private final boolean isX86;
  private final boolean isLittleEndian;
  private final int[] inOrder;

  /**
   * References.
   *
   * @param table as the file has them
   * @param code what is in the section that refers
   */
  ElfReferences(ElfObject object, ByteBuffer table, ByteBuffer code, ElfSymbols symbols) {
    this.table = table;
    this.code = code;
    this.symbols = symbols;
    isX86 = object.isX86();
    isLittleEndian = object.isLittleEndian();
    int count = table.limit() / ENTRY;
    IntStream all = IntStream.range(0, count);
    // Linkers leave them in order, mostly.
    inOrder =
        (isInOrder(count)
                ? all
                : all.boxed()
                    .sorted(Comparator.comparingLong(each -> table.getLong(each * ENTRY)))
                    .mapToInt(Integer::intValue))
            .toArray();
  }

  private boolean isInOrder(int count) {
    for (int entry = 1; entry < count; entry++) {
      if (table.getLong(entry * ENTRY) < table.getLong((entry - 1) * ENTRY)) {
        return false;
      }
    }
    return true;
  }

  int count() {
    return inOrder.length;
  }

  /** Where the reference of a number is. */
  long place(int reference) {
    return table.getLong(inOrder[reference] * ENTRY);
  }

  int type(int reference) {
    return table.getInt(inOrder[reference] * ENTRY + (isLittleEndian ? 8 : 12));
  }

  int symbol(int reference) {
    return table.getInt(inOrder[reference] * ENTRY + (isLittleEndian ? 12 : 8));
  }

  long addend(int reference) {
    return table.getLong(inOrder[reference] * ENTRY + 16);
  }

  /** The place that one means whose symbol is a place. */
  long target(int reference) {
    boolean isRelative = isX86 && RELATIVE.contains(type(reference));
    return symbols.place(symbol(reference))
        + addend(reference)
        + (isRelative ? LEAD + RelativeOperands.behind(code, (int) place(reference)) : 0);
  }

  /** The number of the first one from a place on. */
  int first(long from) {
    int low = 0;
    int high = inOrder.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place(middle) < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  boolean isAnyIn(long from, long until) {
    int at = first(from);
    return at < inOrder.length && place(at) < until;
  }
}
