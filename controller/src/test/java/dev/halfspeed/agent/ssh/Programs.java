package dev.halfspeed.agent.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs of this machine that tests run. */
public final class Programs {
  private Programs() {}

  /** Runs a program of this machine, and returns what it printed. */
  public static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
