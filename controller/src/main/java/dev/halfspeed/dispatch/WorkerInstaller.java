package dev.halfspeed.dispatch;

import dev.halfspeed.lab.Machine;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Brings the worker to a machine, once per version. */
final class WorkerInstaller {
  // What is unpacked takes about twice the archive, and both lie there for a moment.
  private static final int SPACE_FACTOR = 4;
  private static final String MARK = "halfspeed:";

  private static final String LOOK =
      """
      case "$1" in
        "~") d=$HOME;;
        "~/"*) d=$HOME/${1#"~/"};;
        /*) d=$1;;
        *) d=$HOME/$1;;
      esac
      mkdir -p "$d/worker" || exit 3
      cd "$d" || exit 3
      echo "halfspeed:home=$(pwd -P)"
      echo "halfspeed:architecture=$(uname -m)"
      echo "halfspeed:free=$(df -Pk . | awk 'NR==2 {print $4}')"
      if [ -x "worker/$2/bin/halfspeed-worker" ]; then
        echo "halfspeed:installed=yes"
        touch "worker/$2" || true
      fi
      """;

  // Whoever is second finds the folder there, and leaves it. Asking for the version records what
  // later starts load: on a slow machine that takes longer than a worker has to answer, so no other
  // start does it. A version that nobody has connected to for two weeks goes; no job takes so long.
  private static final String UNPACK =
      """
      cd "$1" || exit 3
      trap 'rm -rf "$2" "$2.d"' EXIT
      sum=$(sha256sum "$2") || exit 3
      [ "${sum%% *}" = "$3" ] || { echo "the archive arrived damaged" >&2; exit 4; }
      mkdir "$2.d" && tar -xzf "$2" -C "$2.d" || exit 3
      [ -x "$2.d/bin/halfspeed-worker" ] || { echo "no bin/halfspeed-worker in it" >&2; exit 5; }
      [ -d "$4" ] || mv -T "$2.d" "$4" || [ -d "$4" ] || exit 3
      touch "$4" || true
      "$4/bin/halfspeed-worker" --version >/dev/null 2>&1 || true
      find . -maxdepth 1 -name 'incoming-*' -mtime +0 -exec rm -rf {} + || true
      find . -mindepth 1 -maxdepth 1 -type d ! -name "$4" -mtime +13 -exec rm -rf {} + || true
      """;

  /**
   * Where the worker lies on the machine.
   *
   * @param home the worker's folder, absolute
   * @param program what is to be started there, absolute
   */
  record Installed(String home, String program) {}

  private final Machine machine;
  private final WorkerRuntime runtime;
  private final LinkSettings settings;

  WorkerInstaller(Machine machine, WorkerRuntime runtime, LinkSettings settings) {
    this.machine = machine;
    this.runtime = runtime;
    this.settings = settings;
  }

  /** Sends the worker, unless it is there. */
  Installed install(SshConnection connection)
      throws IOException, MachineFault, InterruptedException {
    SshConnection.Output output =
        connection.run(
            RemoteScript.of(LOOK, machine.directory(), runtime.folder()),
            settings.answerDeadline());
    Map<String, String> seen = marked(output.out());
    String home = seen.get("home");
    if (output.exitStatus() != 0 || home == null) {
      throw failed("its folder " + machine.directory() + " can't be used", output);
    }
    String architecture = seen.getOrDefault("architecture", "");
    if (!architecture.equals(runtime.architecture())) {
      throw new MachineFault(
          MachineFault.Kind.NO_RUNTIME,
          "machine %s is %s, and the worker runtime %s is for %s"
              .formatted(machine.name(), architecture, runtime.archive(), runtime.architecture()),
          "build Halfspeed on such a machine, and name its halfspeed-worker-%s.tar.gz with runtime in the machine's entry"
              .formatted(architecture));
    }
    if (!seen.containsKey("installed")) {
      send(connection, home, seen.getOrDefault("free", ""));
    }
    return new Installed(home, home + "/worker/" + runtime.folder() + "/bin/halfspeed-worker");
  }

  private void send(SshConnection connection, String home, String freeKibibytes)
      throws IOException, MachineFault, InterruptedException {
    long needed = runtime.bytes() * SPACE_FACTOR;
    requireSpace(home, freeKibibytes, needed);
    String name = "incoming-" + UUID.randomUUID();
    String folder = home + "/worker";
    Duration time = settings.transferDeadline();
    try (SshConnection.Deadline _ =
            connection.deadline(time, "sending the worker took longer than " + time);
        SshConnection.FileTransfer transfer = connection.files()) {
      transfer.client().put(runtime.archive().toString(), folder + "/" + name);
    } catch (IOException e) {
      throw connection.lost(e);
    }
    SshConnection.Output output =
        connection.run(
            RemoteScript.of(UNPACK, folder, name, runtime.sha256(), runtime.folder()), time);
    if (output.exitStatus() != 0) {
      throw failed("the worker can't be unpacked", output);
    }
  }

  private void requireSpace(String home, String freeKibibytes, long needed) throws MachineFault {
    long free;
    try {
      free = Long.parseLong(freeKibibytes) * 1024;
    } catch (NumberFormatException e) {
      // A df that says something else is no reason not to try.
      return;
    }
    if (free < needed) {
      throw new MachineFault(
          MachineFault.Kind.DISK_FULL,
          "machine %s has %d MiB free at %s; the worker needs %d MiB"
              .formatted(machine.name(), free >> 20, home, (needed >> 20) + 1),
          "make room there, or name another directory in the machine's entry");
    }
  }

  private MachineFault failed(String what, SshConnection.Output output) {
    String said = output.error().strip();
    boolean full = said.contains("No space left");
    return new MachineFault(
        full ? MachineFault.Kind.DISK_FULL : MachineFault.Kind.PROTOCOL,
        "machine %s: %s: %s"
            .formatted(
                machine.name(), what, said.isEmpty() ? "status " + output.exitStatus() : said),
        full
            ? "make room there, or name another directory in the machine's entry"
            : "see whether "
                + machine.user()
                + " may write to "
                + machine.directory()
                + " there, and whether tar, gzip and sha256sum are installed");
  }

  private static Map<String, String> marked(String output) {
    var values = new HashMap<String, String>();
    for (String line : output.split("\n")) {
      int equals = line.indexOf('=');
      if (line.startsWith(MARK) && equals > 0) {
        values.put(line.substring(MARK.length(), equals), line.substring(equals + 1));
      }
    }
    return values;
  }
}
