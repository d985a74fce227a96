package dev.halfspeed.files;

import dev.halfspeed.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a file that people wrote, in UTF-8, with or without a byte order mark. */
final class Utf8Text {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final Path file;
  private final String what;

  private Utf8Text(Path file, String what) {
    this.file = file;
    this.what = what;
  }

  /**
   * Reads the bytes of a file.
   *
   * @param what such as config, for messages
   * @throws Problem with the line and the encoding, when it is no text in UTF-8
   */
  static String of(byte[] bytes, Path file, String what) throws Problem {
    return new Utf8Text(file, what).read(bytes);
  }

  private String read(byte[] bytes) throws Problem {
    Optional<String> wide = wideEncoding(bytes);
    if (wide.isPresent()) {
      throw new Problem(
          "the " + what + " " + file + " is in " + wide.get() + ", and not in UTF-8",
          convert(wide.get()));
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      throw new Problem(
          "the " + what + " " + file + " line " + lineAtEnd(text) + " is not in UTF-8",
          "see what is there; where the file is in Latin-1: " + convert("ISO-8859-1"));
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new Problem(
          "the "
              + what
              + " "
              + file
              + " line "
              + lineAtEnd(text.substring(0, nul))
              + " has a NUL character: it is no text",
          "see whether it is the file that you mean");
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private String convert(String encoding) {
    return "convert it: iconv -f " + encoding + " -t UTF-8 " + file + " >NEW";
  }

  private static long lineAtEnd(String text) {
    return text.chars().filter(c -> c == '\n').count() + 1;
  }

  /** Two or four bytes a character, by the mark at the start, or by a first letter of ASCII. */
  private static Optional<String> wideEncoding(byte[] bytes) {
    if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) {
      return Optional.of("UTF-32");
    }
    if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
      return Optional.of("UTF-16");
    }
    if (bytes.length >= 2 && bytes.length % 2 == 0 && (bytes[0] == 0) != (bytes[1] == 0)) {
      return Optional.of(bytes[0] == 0 ? "UTF-16BE" : "UTF-16LE");
    }
    return Optional.empty();
  }

  private static boolean startsWith(byte[] bytes, int... first) {
    if (bytes.length < first.length) {
      return false;
    }
    for (int i = 0; i < first.length; i++) {
      if ((bytes[i] & 0xff) != first[i]) {
        return false;
      }
    }
    return true;
  }
}
