package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.CounterFiles;
import dev.halfspeed.worker.host.CounterReading;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.PlainText;
import dev.halfspeed.worker.protocol.RunCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder that a guest and this machine share. The guest's init leaves markers, logs and the
 * state of the running kernel there.
 *
 * @param path an absolute path
 */
public record GuestFolder(Path path) {
  static final String MOUNT_TAG = "halfspeed";
  private static final String MARKER = "phase.";
  private static final String STATUS = "status.";
  private static final Pattern EXIT_CODE = Pattern.compile("\\d{1,9}");

  /** Makes the folder. */
  static GuestFolder create(Path path) throws IOException {
    Files.createDirectories(path);
    // The recipe's own users write into it too.
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new GuestFolder(path);
  }

  /** The name of the phase that a file marks the beginning of; empty for other files. */
  static Optional<String> phaseOf(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(MARKER)
        ? Optional.of(name.substring(MARKER.length()))
        : Optional.empty();
  }

  /** Whether the guest's init has begun that phase. */
  boolean reached(String phase) {
    return Files.exists(path.resolve(MARKER + phase));
  }

  /** The phases that the guest's init has begun, in their order. */
  List<String> phases() throws IOException {
    record Begun(String phase, FileTime at) {}
    var begun = new ArrayList<Begun>();
    for (Path file : Folders.list(path)) {
      Optional<String> phase = phaseOf(file);
      if (phase.isPresent()) {
        begun.add(new Begun(phase.get(), Files.getLastModifiedTime(file)));
      }
    }
    // Files that were made within one tick of the kernel's clock have the same time.
    return begun.stream()
        .sorted(
            Comparator.comparing(Begun::at)
                .thenComparing(each -> each.phase().equals(PhaseWatch.OFF)))
        .map(Begun::phase)
        .toList();
  }

  /**
   * The exit code of a step.
   *
   * @return empty when it did not end, or the guest could not say so
   */
  public Optional<Integer> exitCode(String step) throws IOException {
    Path file = path.resolve(STATUS + step);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // A kernel that damages files may have written this one.
    String text = PlainText.read(file).strip();
    return EXIT_CODE.matcher(text).matches()
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  /** What a step printed. */
  public Path log(String step) {
    return path.resolve(step + ".log");
  }

  /** Where a run left its output. */
  public Path output(int run) {
    return path.resolve("run-" + run);
  }

  /** What perf has left of a run. */
  public Path profile(int run) {
    return path.resolve("profile-" + run);
  }

  /** What the kernel counted from the beginning of a run to its end; empty where it did not end. */
  public Optional<RunCounters> counters(int run) throws IOException {
    Optional<CounterReading> before = reading("before-" + run);
    Optional<CounterReading> after = reading("after-" + run);
    return before.isPresent() && after.isPresent()
        ? before.get().until(after.get())
        : Optional.empty();
  }

  private Optional<CounterReading> reading(String name) throws IOException {
    return CounterReading.of(CounterFiles.copied(path.resolve("counters." + name)));
  }

  /** The notes of the running kernel; none where the guest could not read them. */
  byte[] notes() throws IOException {
    Path file = path.resolve("notes");
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  /** What the guest said about itself, by name. */
  Map<String, String> state() throws IOException {
    var state = new LinkedHashMap<String, String>();
    Path file = path.resolve("state");
    if (Files.exists(file)) {
      for (String line : PlainText.read(file).lines().toList()) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          state.put(line.substring(0, equals), line.substring(equals + 1).strip());
        }
      }
    }
    return state;
  }
}
