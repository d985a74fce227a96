package dev.halfspeed.agent.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a command printed, and how it ended. Whatever a login shell's start-up files print comes
 * before it: so scripts print an empty line first, and then lines that begin with a mark.
 */
public final class CommandOutput {
  private static final String MARK = "halfspeed:";

  private final int exitStatus;
  private final byte[] out;
  private final byte[] error;

  CommandOutput(int exitStatus, byte[] out, byte[] error) {
    this.exitStatus = exitStatus;
    this.out = out;
    this.error = error;
  }

  public int exitStatus() {
    return exitStatus;
  }

  /** Standard output. */
  public String out() {
    return new String(out, StandardCharsets.UTF_8);
  }

  /** Standard error. */
  public String error() {
    return new String(error, StandardCharsets.UTF_8);
  }

  /** The values of the lines {@code halfspeed:NAME=VALUE}. */
  public Map<String, String> values() {
    var values = new HashMap<String, String>();
    for (String line : out().split("\n")) {
      int equals = line.indexOf('=');
      if (line.startsWith(MARK) && equals > 0) {
        values.put(line.substring(MARK.length(), equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  /** What came after the mark of {@link MarkedInput}, byte by byte; nothing where it is not. */
  public byte[] content() throws IOException {
    return new MarkedInput(new ByteArrayInputStream(out)).readAllBytes();
  }

  /** All that it said, errors first, on one line and not too long; empty where it said nothing. */
  public String words() {
    return SshWords.quotable(error().strip() + "\n" + out().strip());
  }
}
