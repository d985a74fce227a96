package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.CounterFiles;
import dev.halfspeed.worker.profile.ProfileScript;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Process 1 of a guest: brings the system up, tells what runs, runs the steps of a recipe, and ends
 * the guest.
 *
 * @param recipe the folder that the steps lie in; absent: nothing is run, as for a probe
 * @param data what the recipe prepared; absent: nothing
 * @param setup file name of a step, absent where there is none; likewise the others
 * @param exitCodesAreResults whether the runs go on after one that ends with another code than 0
 * @param environment the recipe's variables, without those that the guest itself sets
 * @param profile what takes a profile of each run; absent: nothing does
 */
public record InitScript(
    @Nullable Path recipe,
    @Nullable Path data,
    @Nullable String setup,
    @Nullable String run,
    @Nullable String teardown,
    int runs,
    long seed,
    boolean exitCodesAreResults,
    Map<String, String> environment,
    @Nullable ProfileScript profile) {

  /** One that only comes up and ends. */
  public static InitScript probe() {
    return new InitScript(null, null, null, null, null, 0, 0, false, Map.of(), null);
  }

  /** Writes it, ready to be started by a kernel. */
  void write(Path file) throws IOException {
    Files.writeString(file, text());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Its text: values first, then the part that is the same for all boots. */
  String text() throws IOException {
    var text = new StringBuilder("#!/bin/sh\n");
    assign(text, "recipe", recipe == null ? "" : recipe.toString());
    assign(text, "data", data == null ? "" : data.toString());
    assign(text, "setup", setup == null ? "" : setup);
    assign(text, "run", run == null ? "" : run);
    assign(text, "teardown", teardown == null ? "" : teardown);
    assign(text, "runs", Integer.toString(runs));
    assign(text, "seed", Long.toString(seed));
    assign(text, "go_on", exitCodesAreResults ? "yes" : "");
    assign(text, "profile", profile == null ? "" : profile.file().toString());
    if (profile != null) {
      assign(text, "patience", profile.patienceSeconds());
      assign(text, "perf", profile.perf().toString());
      assign(text, "perf_limits", String.join(" ", profile.limits()));
    }
    assign(text, "counters", String.join(" ", CounterFiles.NAMES));
    new TreeMap<>(environment)
        .forEach((name, value) -> assign(text.append("export "), name, value));
    try (InputStream rest =
        Objects.requireNonNull(InitScript.class.getResourceAsStream("init.sh"))) {
      return text.append(new String(rest.readAllBytes(), StandardCharsets.UTF_8)).toString();
    }
  }

  private static void assign(StringBuilder text, String name, String value) {
    text.append(name).append("='").append(value.replace("'", "'\\''")).append("'\n");
  }
}
