package dev.halfspeed.worker.profile;

import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Profiling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What starts perf beside a run and ends it, as root: the same script in guests and on machines.
 *
 * @param file where it lies
 * @param perf the program
 * @param megabytes of samples, after which perf ends
 * @param patience for how long it is waited for perf to begin, and to end
 * @param longest after which perf ends by itself, whatever became of who started it
 */
public record ProfileScript(
    Path file, Path perf, int hertz, int megabytes, Duration patience, Duration longest) {
  private static final int MOST_MEGABYTES = 64;

  /** Perf starts within a second or two, also where it is emulated. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Samples lie in memory, of which the workload is to miss no more than this part. */
  private static final int PART_OF_MEMORY = 16;

  /**
   * Writes the script.
   *
   * @param folder a new file is made there
   * @return empty where this machine has no perf
   */
  public static Optional<ProfileScript> write(
      Profiling asked, BootPlan plan, Tools tools, Path folder, Duration longest)
      throws IOException {
    Optional<Path> perf = PerfProgram.find(tools);
    if (perf.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.resolve("profile.sh");
    try (InputStream text =
        Objects.requireNonNull(ProfileScript.class.getResourceAsStream("profile.sh"))) {
      Files.writeString(file, new String(text.readAllBytes(), StandardCharsets.UTF_8));
    }
    long room = (plan.memoryBytes() >> 20) / PART_OF_MEMORY;
    return Optional.of(
        new ProfileScript(
            file,
            perf.get(),
            asked.hertz(),
            Math.clamp(room, 1, MOST_MEGABYTES),
            PATIENCE,
            longest));
  }

  /** Samples a second, megabytes and seconds, as the script takes them. */
  public List<String> limits() {
    return List.of(
        Integer.toString(hertz),
        Integer.toString(megabytes),
        Long.toString(longest.toSeconds() + 1));
  }

  /** What a shell is given to begin. */
  public List<String> begin(Path folder) {
    var words = new ArrayList<>(List.of(file.toString(), "begin", folder.toString()));
    words.add(patienceSeconds());
    words.add(perf.toString());
    words.addAll(limits());
    return words;
  }

  /** What a shell is given to end it. */
  public List<String> end(Path folder) {
    return List.of(file.toString(), "end", folder.toString(), patienceSeconds());
  }

  /** In whole seconds, as the script takes it. */
  public String patienceSeconds() {
    return Long.toString(patience.toSeconds());
  }
}
