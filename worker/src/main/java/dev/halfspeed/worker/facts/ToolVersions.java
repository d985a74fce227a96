package dev.halfspeed.worker.facts;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.profile.PerfProgram;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tools of this machine that a job may want, with their versions. */
final class ToolVersions {
  private static final List<String> NAMES =
      List.of(
          "gcc", "make", "ld", "flex", "bison", "bc", "perl", "ccache", "git", "tar", "xz",
          "busybox");
  private static final Pattern VERSION = Pattern.compile("\\bv?(\\d+(\\.\\d+)+)");

  private final Tools tools;

  ToolVersions(Tools tools) {
    this.tools = tools;
  }

  /**
   * Name to version for those that are there; "present" where a tool does not tell its version, and
   * {@link Result.Facts#REFUSED} where sudo wants a password or has no rule for this user.
   *
   * @param others looked for only: a program that we know nothing about is not run to ask it
   */
  Map<String, String> found(String emulator, List<String> others, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var found = new LinkedHashMap<String, String>();
    var names = new ArrayList<>(NAMES);
    names.add(emulator);
    for (String name : names) {
      Optional<Path> program = tools.find(name);
      if (program.isPresent()) {
        found.put(name, version(program.get(), deadline));
      }
    }
    Optional<Path> perf = PerfProgram.find(tools);
    if (perf.isPresent()) {
      found.put("perf", version(perf.get(), deadline));
    }
    for (String name : List.of("postgres", "pgbench")) {
      Optional<Path> program = tools.findAlsoPostgresql(name);
      if (program.isPresent()) {
        found.put(name, version(program.get(), deadline));
      }
    }
    for (String name : others) {
      if (!found.containsKey(name) && tools.findAlsoPostgresql(name).isPresent()) {
        found.put(name, name.equals("sudo") ? sudo(deadline) : "present");
      }
    }
    // objtool, a part of the x86 kernel's build, is compiled against its headers.
    if (Files.exists(Path.of("/usr/include/libelf.h"))) {
      found.put("libelf", "present");
    }
    return found;
  }

  private String sudo(Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    int code =
        new Command(List.of(tools.require("sudo"), "-n", "true"), tools.environment(), Path.of("/"))
            .run(line -> {}, deadline);
    return code == 0 ? "present" : Result.Facts.REFUSED;
  }

  private String version(Path program, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var lines = new ArrayList<String>();
    new Command(List.of(program.toString(), "--version"), tools.environment(), Path.of("/"))
        .run(lines::add, deadline);
    for (String line : lines) {
      Matcher version = VERSION.matcher(line);
      if (version.find()) {
        return version.group(1);
      }
    }
    return "present";
  }
}
