package dev.halfspeed.dispatch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.SFTPClient;

/** Reads the ends of files in the worker's folder, and of no others. */
final class TailReader {
  private static final int CHUNK = 32 * 1024;
  private static final int CONTINUATION_MASK = 0xC0;
  private static final int CONTINUATION = 0x80;

  private final SFTPClient client;
  private final String home;

  TailReader(SFTPClient client, String home) {
    this.client = client;
    this.home = home;
  }

  /**
   * The end of a file, from the first whole character on; empty where there is no such file.
   *
   * @throws IOException when the path leads out of the folder, by itself or by a link
   */
  String read(String path, int maximumBytes) throws IOException {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals("..") || part.indexOf('\0') >= 0) {
        throw new IOException("not a path inside the worker's folder: " + path);
      }
    }
    String file = home + "/" + path;
    if (client.statExistence(file) == null) {
      return "";
    }
    String real = client.canonicalize(file);
    if (!real.startsWith(client.canonicalize(home) + "/")) {
      throw new IOException("a path that leads out of the worker's folder: " + path);
    }
    try (RemoteFile remote = client.open(real)) {
      long size = remote.length();
      long start = Math.max(0, size - maximumBytes);
      byte[] bytes = new byte[(int) (size - start)];
      int filled = 0;
      while (filled < bytes.length) {
        int n = remote.read(start + filled, bytes, filled, Math.min(CHUNK, bytes.length - filled));
        if (n <= 0) {
          break;
        }
        filled += n;
      }
      int first = 0;
      while (start > 0 && first < filled && (bytes[first] & CONTINUATION_MASK) == CONTINUATION) {
        first++;
      }
      return new String(bytes, first, filled - first, StandardCharsets.UTF_8);
    }
  }
}
