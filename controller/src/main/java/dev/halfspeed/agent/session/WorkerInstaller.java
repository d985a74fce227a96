package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.FaultMessages;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.SshTarget;
import dev.halfspeed.agent.ssh.CommandOutput;
import dev.halfspeed.agent.ssh.RemoteScript;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.agent.ssh.SshWords;
import dev.halfspeed.core.ShellWord;
import dev.halfspeed.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Brings the worker to a machine, once per version. */
final class WorkerInstaller {
  // What is unpacked takes about twice the archive, and both lie there for a moment.
  private static final int SPACE_FACTOR = 4;

  // A folder on a file system that is mounted noexec is told by a script of one line.
  private static final String LOOK =
      """
      echo
      echo "halfspeed:shell=yes"
      case "$1" in
        "~") d=$HOME;;
        "~/"*) d=$HOME/${1#"~/"};;
        /*) d=$1;;
        *) d=$HOME/$1;;
      esac
      (umask 077 && mkdir -p "$d/worker") || exit 3
      cd "$d" || exit 3
      chmod 700 worker || exit 3
      echo "halfspeed:home=$(pwd -P)"
      echo "halfspeed:architecture=$(uname -m)"
      echo "halfspeed:free=$(df -Pk . | awk 'NR==2 {print $4}')"
      missing=
      for tool in tar gzip sha256sum; do
        command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
      done
      echo "halfspeed:missing=$missing"
      probe=worker/incoming-probe-$$
      if echo '#!/bin/sh' 2>/dev/null >"$probe" && chmod 700 "$probe" && ! "./$probe" 2>/dev/null; then
        echo "halfspeed:noexec=$(df -P . | sed -n '2s/.*% //p')"
      fi
      rm -f "$probe"
      if [ -x "worker/$2/bin/halfspeed-worker" ]; then
        echo "halfspeed:installed=yes"
        touch "worker/$2" || true
      fi
      exit 0
      """;

  // What is sent is read to its end also when there is no room for it: a channel that is closed
  // while it is written to holds up its whole connection.
  //
  // Whoever is second finds the folder there, and leaves it. Asking for the version records what
  // later starts load: on a slow machine that takes longer than a worker has to answer, so no other
  // start does it. A version that nobody has connected to for two weeks goes; no job takes so long.
  private static final String RECEIVE =
      """
      rest() { cat >/dev/null; exit 3; }
      cd "$1" || rest
      trap 'rm -rf "$2" "$2.d"' EXIT
      cat >"$2" || rest
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
  private final ConnectionSettings settings;

  WorkerInstaller(Machine machine, WorkerRuntime runtime, ConnectionSettings settings) {
    this.machine = machine;
    this.runtime = runtime;
    this.settings = settings;
  }

  /** Sends the worker, unless it is there. */
  Installed install(SshConnection connection)
      throws IOException, MachineFault, InterruptedException {
    Duration time = settings.answerDeadline();
    CommandOutput output =
        connection.run(
            RemoteScript.of(LOOK, machine.directory(), runtime.folder()),
            SshConnection.Input.NONE,
            time,
            "a first command did not end within %d s: see whether start-up files of its login shell wait for something"
                .formatted(time.toSeconds()));
    Map<String, String> seen = output.values();
    if (!seen.containsKey("shell")) {
      throw noShell(output);
    }
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
    requireUse(home, seen);
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
    CommandOutput output =
        connection.run(
            RemoteScript.of(RECEIVE, folder, name, runtime.sha256(), runtime.folder()),
            to -> Files.copy(runtime.archive(), to),
            time,
            "sending the worker took longer than " + time.toMinutes() + " min");
    if (output.exitStatus() != 0) {
      throw failed("the worker can't be put there", output);
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

  private void requireUse(String home, Map<String, String> seen) throws MachineFault {
    String mount = seen.get("noexec");
    if (mount != null) {
      throw fault(
          "nothing may be executed in its folder %s: the file system at %s is mounted noexec"
              .formatted(home, mount),
          "name a folder on another file system with directory in the machine's entry, or allow it there: mount -o remount,exec %s"
              .formatted(ShellWord.quote(mount)));
    }
    String missing = seen.getOrDefault("missing", "").strip();
    if (!missing.isEmpty()) {
      throw fault(
          "it has no " + missing.replace(" ", ", no "),
          "install there what is missing; Debian's packages are tar, gzip and coreutils");
    }
  }

  /** The sshd lets the user in, and the script did not even begin. */
  private MachineFault noShell(CommandOutput output) {
    String words = output.words();
    return fault(
        "%s@%s is let in, but commands are not run there: %s (exit status %d)"
            .formatted(
                machine.user(),
                machine.host(),
                words.isEmpty() ? "nothing is said" : "\"" + words + "\"",
                output.exitStatus()),
        "give the account a login shell (chsh -s /bin/sh %s), and see that no ForceCommand in sshd_config, command= in authorized_keys, or exit or exec in a start-up file such as .bashrc keeps it from this: %s echo works"
            .formatted(machine.user(), new SshTarget(machine, machine.jumps().size()).command()));
  }

  private MachineFault failed(String what, CommandOutput output) {
    String said = SshWords.quotable(output.error());
    String text = what + ": " + (said.isEmpty() ? "status " + output.exitStatus() : said);
    if (FaultMessages.isFull(said)) {
      return new MachineFault(
          MachineFault.Kind.DISK_FULL,
          "machine " + machine.name() + ": " + text,
          "make room there, or name another directory in the machine's entry");
    }
    return fault(
        text,
        "see whether %s may write to %s there, or name another directory in the machine's entry"
            .formatted(machine.user(), machine.directory()));
  }

  private MachineFault fault(String what, String nextStep) {
    return new MachineFault(
        MachineFault.Kind.PROTOCOL, "machine " + machine.name() + ": " + what, nextStep);
  }
}
