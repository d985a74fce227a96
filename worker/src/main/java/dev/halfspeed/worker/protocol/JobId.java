package dev.halfspeed.worker.protocol;

import java.util.regex.Pattern;

/**
 * Names one attempt at one job. Starting the same id twice starts it once.
 *
 * @param job the job's name, unique within a controller: letters, digits, dots and dashes, since it
 *     names a folder
 * @param attempt 1 for the first try
 */
public record JobId(String job, int attempt) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,99}");

  public JobId {
    if (!NAME.matcher(job).matches()) {
      throw new IllegalArgumentException(
          "a job's name is 1 to 100 letters, digits, dots and dashes, not \"" + job + "\"");
    }
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1, not " + attempt);
    }
  }

  /** The name of the job's folder on the machine. */
  public String folder() {
    return job + "_" + attempt;
  }

  @Override
  public String toString() {
    return job + "/" + attempt;
  }
}
