package dev.halfspeed.worker.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sections of a relocatable 64-bit ELF file. What is damaged throws an {@link
 * IllegalArgumentException}, an {@link IndexOutOfBoundsException} or an {@link
 * ArithmeticException}.
 *
 * <p>The format is that of the System V ABI, "Object Files".
 */
final class ElfObject {
  static final int SYMBOLS = 2;
  static final int RELOCATIONS = 4;
  static final int NO_BITS = 8;
  static final int SECTION_NUMBERS = 18;

  /** Stands for a number that is too large for its field. */
  static final int ESCAPE = 0xffff;

  private static final int MAGIC = 0x464c457f;
  private static final int RELOCATABLE = 1;
  private static final int X86_64 = 62;
  private static final int HEADER = 64;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final FileChannel channel;
  private final ByteOrder order;
  private final boolean isX86;
  private final List<Section> sections = new ArrayList<>();

  /**
   * A section.
   *
   * @param type as the ABI numbers them
   * @param link another section that it needs, by its kind
   * @param info likewise; of references, the section that they are in
   */
  record Section(String name, int type, long flags, long offset, long size, int link, int info) {
    private static final int ALLOCATED = 2;
    private static final int EXECUTABLE = 4;

    boolean isInMemory() {
      return (flags & ALLOCATED) != 0;
    }

    boolean isCode() {
      return (flags & EXECUTABLE) != 0;
    }
  }

  private ElfObject(FileChannel channel, ByteOrder order, boolean isX86) {
    this.channel = channel;
    this.order = order;
    this.isX86 = isX86;
  }

  /**
   * Reads the table of sections; empty where it is no such file.
   *
   * @param channel stays open while this is used
   */
  static Optional<ElfObject> read(FileChannel channel) throws IOException {
    if (channel.size() < HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = map(channel, 0, HEADER, ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != MAGIC || header.get(4) != 2) {
      return Optional.empty();
    }
    ByteOrder order = header.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    header.order(order);
    if (Short.toUnsignedInt(header.getShort(16)) != RELOCATABLE) {
      return Optional.empty();
    }
    boolean isX86 = Short.toUnsignedInt(header.getShort(18)) == X86_64;
    var object = new ElfObject(channel, order, isX86);
    object.readSections(header);
    return Optional.of(object);
  }

  private void readSections(ByteBuffer header) throws IOException {
    long at = header.getLong(40);
    int entry = Short.toUnsignedInt(header.getShort(58));
    ByteBuffer first = map(channel, at, entry, order);
    int count = Short.toUnsignedInt(header.getShort(60));
    // Where they are too many for the header, the first entry has the numbers.
    count = count == 0 ? Math.toIntExact(first.getLong(32)) : count;
    int names = Short.toUnsignedInt(header.getShort(62));
    names = names == ESCAPE ? first.getInt(40) : names;
    ByteBuffer table = map(channel, at, (long) entry * count, order);
    int named = entry * names;
    ByteBuffer strings = map(channel, table.getLong(named + 24), table.getLong(named + 32), order);
    for (int number = 0; number < count; number++) {
      int begin = number * entry;
      sections.add(
          new Section(
              string(strings, table.getInt(begin)),
              table.getInt(begin + 4),
              table.getLong(begin + 8),
              table.getLong(begin + 24),
              table.getLong(begin + 32),
              table.getInt(begin + 40),
              table.getInt(begin + 44)));
    }
  }

  private static ByteBuffer map(FileChannel channel, long from, long size, ByteOrder order)
      throws IOException {
    if (from < 0 || size < 0 || from + size > channel.size()) {
      throw new IllegalArgumentException("the file ends early");
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, from, size).order(order);
  }

  /** By their numbers. */
  List<Section> sections() {
    return sections;
  }

  boolean isX86() {
    return isX86;
  }

  boolean isLittleEndian() {
    return order == ByteOrder.LITTLE_ENDIAN;
  }

  /** What is in a section; nothing where it has only zeros, which the file does not hold. */
  ByteBuffer contents(int section) throws IOException {
    Section of = sections.get(section);
    return of.type() == NO_BITS ? NOTHING : map(channel, of.offset(), of.size(), order);
  }

  /** The text that begins at a place and ends with a zero. */
  static String string(ByteBuffer strings, int from) {
    int end = from;
    while (strings.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - from];
    strings.get(from, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
