package dev.halfspeed.agent.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes an archive for tar(1), in the form of GNU tar, which all know. */
final class TarArchive {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private static final int PROGRAM = 0755;
  private static final int PLAIN = 0644;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;

  private final OutputStream out;

  TarArchive(OutputStream out) {
    this.out = out;
  }

  /** Adds a folder, before what is in it. */
  void folder(String name) throws IOException {
    entry(name + "/", '5', PROGRAM, new byte[0]);
  }

  void file(String name, boolean executable, byte[] content) throws IOException {
    entry(name, '0', executable ? PROGRAM : PLAIN, content);
  }

  /** Writes the end; the stream stays open. */
  void end() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private void entry(String name, char type, int mode, byte[] content) throws IOException {
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > LONGEST_NAME) {
      block("././@LongLink".getBytes(StandardCharsets.UTF_8), 'L', PLAIN, encoded);
    }
    block(encoded, type, mode, content);
  }

  private void block(byte[] name, char type, int mode, byte[] content) throws IOException {
    var header = new byte[BLOCK];
    System.arraycopy(name, 0, header, 0, Math.min(name.length, LONGEST_NAME));
    put(header, LONGEST_NAME, "%07o".formatted(mode));
    put(header, 108, "%07o".formatted(0));
    put(header, 116, "%07o".formatted(0));
    put(header, 124, "%011o".formatted(content.length));
    put(header, 136, "%011o".formatted(0));
    put(header, 156, String.valueOf(type));
    put(header, 257, "ustar  ");
    // The sum is taken with blanks where it will stand.
    Arrays.fill(header, CHECKSUM, CHECKSUM + CHECKSUM_LENGTH, (byte) ' ');
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xFF;
    }
    put(header, CHECKSUM, "%06o\0".formatted(sum));
    out.write(header);
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
