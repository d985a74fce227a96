package dev.halfspeed.worker.host;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Finds the GNU build-id in ELF notes: those of a vmlinux file, and those that a running kernel
 * shows as /sys/kernel/notes.
 */
public final class KernelNotes {
  private static final int GNU_BUILD_ID = 3;
  private static final int PROGRAM_HEADER_NOTE = 4;
  private static final int LARGEST_NOTES = 16 << 20;

  private KernelNotes() {}

  /**
   * The build-id of a 64-bit ELF file, hexadecimal; empty where it has none.
   *
   * @throws IOException when it cannot be read, or is no such file
   */
  public static Optional<String> buildIdOfFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = read(channel, 0, 64, ByteOrder.LITTLE_ENDIAN);
      if (header.getInt(0) != 0x464c457f || header.get(4) != 2) {
        throw new IOException("not a 64-bit ELF file: " + file);
      }
      ByteOrder order = header.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      header.order(order);
      long table = header.getLong(32);
      int entrySize = Short.toUnsignedInt(header.getShort(54));
      int entries = Short.toUnsignedInt(header.getShort(56));
      for (int i = 0; i < entries; i++) {
        ByteBuffer entry = read(channel, table + (long) i * entrySize, 56, order);
        if (entry.getInt(0) == PROGRAM_HEADER_NOTE) {
          int size = Math.toIntExact(entry.getLong(32));
          if (size > LARGEST_NOTES) {
            throw new IOException("a damaged ELF file: " + file);
          }
          Optional<String> id = buildId(read(channel, entry.getLong(8), size, order));
          if (id.isPresent()) {
            return id;
          }
        }
      }
      return Optional.empty();
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IOException("a damaged ELF file: " + file, e);
    }
  }

  /** The build-id in raw notes, in this machine's byte order; empty where there is none. */
  public static Optional<String> buildIdOfNotes(byte[] notes) {
    return buildId(ByteBuffer.wrap(notes).order(ByteOrder.nativeOrder()));
  }

  private static Optional<String> buildId(ByteBuffer notes) {
    while (notes.remaining() >= 12) {
      int nameSize = notes.getInt();
      int descriptionSize = notes.getInt();
      int type = notes.getInt();
      long padded = padded(nameSize) + padded(descriptionSize);
      if (nameSize < 0
          || descriptionSize < 0
          || nameSize > notes.remaining()
          || padded > notes.remaining() + 3L) {
        return Optional.empty();
      }
      var name = new byte[nameSize];
      notes.get(notes.position(), name);
      notes.position((int) Math.min(notes.limit(), notes.position() + padded(nameSize)));
      if (type == GNU_BUILD_ID
          && descriptionSize <= notes.remaining()
          && "GNU\0".equals(new String(name, StandardCharsets.US_ASCII))) {
        var id = new byte[descriptionSize];
        notes.get(id);
        return Optional.of(HexFormat.of().formatHex(id));
      }
      notes.position((int) Math.min(notes.limit(), notes.position() + padded(descriptionSize)));
    }
    return Optional.empty();
  }

  private static long padded(int size) {
    return (size + 3L) & ~3L;
  }

  private static ByteBuffer read(FileChannel channel, long position, int size, ByteOrder order)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size).order(order);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file ends early");
      }
    }
    return buffer.flip();
  }
}
