package dev.halfspeed.advise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads lines and writes their answers, one for one, until there are no more. */
public final class Conversation {
  /** A hundred thousand commits take half of it. */
  private static final int LONGEST = 1 << 25;

  private final BufferedReader in;
  private final OutputStream out;
  private final Advisor advisor;
  private final int longest;

  /**
   * Between these streams, in UTF-8.
   *
   * @param bugs told of what should not have happened
   */
  public Conversation(InputStream in, OutputStream out, Consumer<RuntimeException> bugs) {
    this(in, out, new Advisor(bugs), LONGEST);
  }

  Conversation(InputStream in, OutputStream out, Advisor advisor, int longest) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
    this.advisor = advisor;
    this.longest = longest;
  }

  /**
   * Talks until the other side has closed its end.
   *
   * @throws IOException when the other side does not read any more
   */
  public void run() throws IOException {
    var line = new StringBuilder();
    int room = advisor.longestLine(longest);
    int character = in.read();
    while (character >= 0) {
      if (character == '\n') {
        answer(line, room);
        line = new StringBuilder();
        room = advisor.longestLine(longest);
      } else if (line.length() <= room) {
        // One more than is allowed is kept, to tell a line that is too long.
        line.append((char) character);
      }
      character = in.read();
    }
    if (!line.isEmpty()) {
      answer(line, room);
    }
  }

  private void answer(StringBuilder line, int room) throws IOException {
    if (line.length() > room) {
      say(advisor.tooLong(room));
    } else {
      say(advisor.answer(line.toString()));
    }
  }

  private void say(String answer) throws IOException {
    out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
