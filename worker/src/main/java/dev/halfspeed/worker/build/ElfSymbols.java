package dev.halfspeed.worker.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The symbols of an {@link ElfObject}, by their numbers. */
final class ElfSymbols {
  /** Types of symbols; a function is 2, and what has none is 0. */
  static final int OBJECT = 1;

  private static final int SECTION = 3;
  private static final int FIRST_RESERVED = 0xff00;
  private static final int ENTRY = 24;

  /** Compilers and macros number what has no name of its own by what came before it. */
  private static final Pattern NUMBER =
      Pattern.compile("(\\.\\d+)+$|(?<=__UNIQUE_ID_.{0,200})\\d+$");

  private final ByteBuffer table;
  private final ByteBuffer names;
  private final Optional<ByteBuffer> numbers;
  private final @Nullable String[] read;

  private ElfSymbols(ByteBuffer table, ByteBuffer names, Optional<ByteBuffer> numbers) {
    this.table = table;
    this.names = names;
    this.numbers = numbers;
    read = new @Nullable String[table.limit() / ENTRY];
  }

  /** Those of a file; empty where it has none. */
  static Optional<ElfSymbols> of(ElfObject object) throws IOException {
    int symbols = section(object, ElfObject.SYMBOLS);
    if (symbols < 0) {
      return Optional.empty();
    }
    int large = section(object, ElfObject.SECTION_NUMBERS);
    return Optional.of(
        new ElfSymbols(
            object.contents(symbols),
            object.contents(object.sections().get(symbols).link()),
            large < 0 ? Optional.empty() : Optional.of(object.contents(large))));
  }

  private static int section(ElfObject object, int type) {
    for (int number = 0; number < object.sections().size(); number++) {
      if (object.sections().get(number).type() == type) {
        return number;
      }
    }
    return -1;
  }

  int count() {
    return read.length;
  }

  int type(int symbol) {
    return table.get(symbol * ENTRY + 4) & 0xf;
  }

  /** Where in its section it is. */
  long place(int symbol) {
    return table.getLong(symbol * ENTRY + 8);
  }

  long size(int symbol) {
    return table.getLong(symbol * ENTRY + 16);
  }

  /** 0 where it is of no section. */
  int section(int symbol) {
    int section = Short.toUnsignedInt(table.getShort(symbol * ENTRY + 6));
    if (section == ElfObject.ESCAPE && numbers.isPresent()) {
      return numbers.get().getInt(symbol * Integer.BYTES);
    }
    return section >= FIRST_RESERVED ? 0 : section;
  }

  /** Whether it is a place in a section and no more, as a section's beginning or a label. */
  boolean isPlace(int symbol) {
    boolean isLabel =
        table.get(symbol * ENTRY + 4) == 0 && size(symbol) == 0 && section(symbol) > 0;
    return type(symbol) == SECTION || isLabel;
  }

  /** Its name without numbers that a compiler gave to it. */
  String name(int symbol) {
    String known = read[symbol];
    if (known == null) {
      String whole = ElfObject.string(names, table.getInt(symbol * ENTRY));
      known = NUMBER.matcher(whole).replaceFirst("");
      read[symbol] = known;
    }
    return known;
  }
}
