package dev.halfspeed.history;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar: members in the order in which they are there, with the long names of GNU tar and of
 * pax (POSIX.1-2001).
 */
final class TarReader {
  private static final int BLOCK = 512;

  /** No file of a kernel is larger. */
  private static final long LARGEST = 256L << 20;

  private static final Pattern PATH = Pattern.compile("(?m)^\\d+ path=(.*)$");
  private static final Pattern LINK = Pattern.compile("(?m)^\\d+ linkpath=(.*)$");

  private final DataInputStream input;

  TarReader(InputStream input) {
    this.input = new DataInputStream(input);
  }

  /** What a member is. */
  enum Type {
    FILE,
    EXECUTABLE,
    LINK,
    FOLDER,
    /** A device, a pipe, or a second name of a file. */
    OTHER
  }

  /** One file or folder. */
  static final class Member {
    private final String name;
    private final Type type;
    private final long seconds;
    private final byte[] content;

    private Member(String name, Type type, long seconds, byte[] content) {
      this.name = name;
      this.type = type;
      this.seconds = seconds;
      this.content = content;
    }

    String name() {
      return name;
    }

    Type type() {
      return type;
    }

    /** When it was changed, since 1970. */
    long seconds() {
      return seconds;
    }

    /** What is in it; where a link leads to. */
    byte[] content() {
      return content;
    }
  }

  /**
   * The next member; empty at the end, behind which nothing is left to read.
   *
   * @throws IOException when it is no tar, or ends early
   */
  Optional<Member> next() throws IOException {
    @Nullable String longName = null;
    @Nullable String longLink = null;
    while (true) {
      byte[] header = bytes(BLOCK);
      if (isEnd(header)) {
        // Padding: whoever writes into a pipe must be able to end.
        input.transferTo(OutputStream.nullOutputStream());
        return Optional.empty();
      }
      requireChecksum(header);
      long size = number(header, 124, 12);
      if (size > LARGEST) {
        throw new IOException(name(header) + " has " + size + " bytes: no file of a kernel");
      }
      byte[] content = bytes((int) size);
      input.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
      switch (header[156]) {
        case 'L' -> longName = text(content, 0, content.length);
        case 'K' -> longLink = text(content, 0, content.length);
        case 'g' -> {
          // For all members: a comment, such as the commit that git archive was asked for.
        }
        case 'x' -> {
          String records = new String(content, StandardCharsets.UTF_8);
          longName = found(PATH, records, longName);
          longLink = found(LINK, records, longLink);
        }
        default -> {
          String link = longLink == null ? text(header, 157, 100) : longLink;
          Type type = type(header);
          return Optional.of(
              new Member(
                  longName == null ? name(header) : longName,
                  type,
                  number(header, 136, 12),
                  type == Type.LINK ? link.getBytes(StandardCharsets.UTF_8) : content));
        }
      }
    }
  }

  private static Type type(byte[] header) throws IOException {
    return switch (header[156]) {
      case '0', 0 -> (number(header, 100, 8) & 0111) == 0 ? Type.FILE : Type.EXECUTABLE;
      case '2' -> Type.LINK;
      case '5' -> Type.FOLDER;
      default -> Type.OTHER;
    };
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    // GNU tar, which writes "ustar  ", has other things there.
    String prefix = text(header, 257, 6).equals("ustar") ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private byte[] bytes(int length) throws IOException {
    var bytes = new byte[length];
    try {
      input.readFully(bytes);
    } catch (EOFException e) {
      throw new EOFException("it ends early");
    }
    return bytes;
  }

  private static boolean isEnd(byte[] header) {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the header's bytes, its own counted as blanks. */
  private static void requireChecksum(byte[] header) throws IOException {
    int sum = 0;
    for (int at = 0; at < BLOCK; at++) {
      sum += at >= 148 && at < 156 ? ' ' : header[at] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new IOException("it is no tar, or is damaged");
    }
  }

  private static String text(byte[] bytes, int start, int length) {
    int end = start;
    while (end < start + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  private static long number(byte[] header, int start, int length) throws IOException {
    String digits = text(header, start, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException(
          "it is no tar, or is damaged: "
              + Arrays.toString(Arrays.copyOfRange(header, start, start + length)),
          e);
    }
  }

  private static @Nullable String found(Pattern pattern, String records, @Nullable String before) {
    Matcher matcher = pattern.matcher(records);
    return matcher.find() ? matcher.group(1) : before;
  }
}
