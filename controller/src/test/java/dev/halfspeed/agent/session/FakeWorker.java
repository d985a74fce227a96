package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ssh.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A worker in a few lines of shell, packed like the real one. It keeps a job as a folder with the
 * events that a test put there: fake/JOB/N is event N, sent when it appears; the file "last" ends
 * the following.
 */
final class FakeWorker {
  private static final String SCRIPT =
      """
      #!/bin/sh
      # A login shell may have said something before; this one has.
      echo "welcome to this machine"
      [ "$1" = serve ] && [ "$2" = --home ] || { echo "usage: serve --home DIR" >&2; exit 64; }
      home=$3
      mkdir -p "$home/fake"
      [ -e "$home/fake/broken" ] && { echo "libc is too old" >&2; exit 1; }
      lease=0
      follow() {
        n=$3
        while :; do
          until [ -e "$home/fake/$2/$n" ] || [ ! -d "$home/fake" ]; do sleep 0.02; done
          [ -d "$home/fake" ] || exit 0
          # One write a line, so that two followed jobs can't mix theirs.
          printf '{"@type":"Event","id":%s,"event":%s}\\n' "$1" "$(cat "$home/fake/$2/$n")"
          grep -q '"Finished"' "$home/fake/$2/$n" && exit 0
          n=$((n + 1))
        done
      }
      field() { printf '%s' "$1" | sed -n "s/.*\\"$2\\":\\"\\{0,1\\}\\([A-Za-z0-9.-]*\\).*/\\1/p"; }
      trap 'kill $(jobs -p) 2>/dev/null' EXIT
      while IFS= read -r line; do
        printf '%s\\n' "$line" | cut -c1-200 >> "$home/fake/requests"
        head=$(printf '%s' "$line" | sed 's/"owner":.*//' | cut -c1-300)
        id=$(field "$head" id)
        case $line in
          *'"@type":"Hello"'*)
            lease=$(field "$head" lease)
            echo "{\\"@type\\":\\"Welcome\\",\\"id\\":$id,\\"protocolVersion\\":$(cat "$home/fake/version" 2>/dev/null || echo 2),\\"workerVersion\\":\\"fake\\",\\"home\\":\\"$(printf '%s' "$home" | sed 's/"/\\\\"/g')\\"}";;
          *'"@type":"Start"'*)
            highest=$(cat "$home/fake/lease" 2>/dev/null || echo 0)
            if [ "$lease" -lt "$highest" ]; then
              echo "{\\"@type\\":\\"Refused\\",\\"id\\":$id,\\"reason\\":\\"STALE_LEASE\\",\\"message\\":\\"lease $lease is older than $highest\\"}"
            else
              mkdir -p "$home/fake/$(field "$head" job)"
              echo "{\\"@type\\":\\"Ok\\",\\"id\\":$id}"
            fi;;
          *'"@type":"Follow"'*) follow "$id" "$(field "$head" job)" "$(field "$head" from)" &;;
          *'"@type":"AskRunning"'*) echo "{\\"@type\\":\\"Running\\",\\"id\\":$id,\\"bootId\\":\\"boot\\",\\"buildId\\":\\"\\"}";;
          *'"@type":"Beat"'*) echo "{\\"@type\\":\\"Ok\\",\\"id\\":$id}";;
          *'"@type":"Cancel"'*) echo "{\\"@type\\":\\"Ok\\",\\"id\\":$id}";;
          *'"@type":"ListJobs"'*)
            if [ -e "$home/fake/babble" ]; then echo "{ no reply"; else
            echo "{\\"@type\\":\\"Jobs\\",\\"id\\":$id,\\"jobs\\":[{\\"job\\":{\\"job\\":\\"a\\",\\"attempt\\":1},\\"kind\\":\\"Build\\",\\"state\\":\\"RUNNING\\",\\"events\\":3}]}"
            fi;;
        esac
      done
      """;

  private FakeWorker() {}

  /** Packs the worker for this machine's architecture. */
  static Path pack(Path folder) throws IOException, InterruptedException {
    return pack(folder, architecture());
  }

  /** Packs the worker under the name of an architecture. */
  static Path pack(Path folder, String architecture) throws IOException, InterruptedException {
    Path packed = folder.resolve("packed");
    Path bin = Files.createDirectories(packed.resolve("bin"));
    Path script = Files.writeString(bin.resolve("halfspeed-worker"), SCRIPT);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path archive = folder.resolve("halfspeed-worker-" + architecture + ".tar.gz");
    Programs.run("tar", "-czf", archive.toString(), "-C", packed.toString(), "bin");
    return archive;
  }

  static String architecture() throws IOException, InterruptedException {
    return Programs.run("uname", "-m").strip();
  }
}
