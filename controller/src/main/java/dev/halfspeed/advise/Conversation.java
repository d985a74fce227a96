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
   * Talks until the other side has closed its end. Blank lines are passed over.
   *
   * @throws IOException when the other side does not read any more
   */
  public void run() throws IOException {
    var line = new StringBuilder();
    boolean more = true;
    while (more) {
      int character = in.read();
      more = character >= 0;
      if (more && character != '\n') {
        // One more than is allowed is kept, to tell a line that is too long.
        if (line.length() <= longest) {
          line.append((char) character);
        }
      } else {
        answer(line);
        line.setLength(0);
        if (line.capacity() > longest / 2) {
          line = new StringBuilder();
        }
      }
    }
  }

  private void answer(StringBuilder line) throws IOException {
    if (line.length() > longest) {
      say(advisor.tooLong(longest));
    } else if (!line.toString().isBlank()) {
      say(advisor.answer(line.toString()));
    }
  }

  private void say(String answer) throws IOException {
    out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
