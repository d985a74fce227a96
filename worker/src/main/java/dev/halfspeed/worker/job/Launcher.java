package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.JobProcesses;
import dev.halfspeed.worker.host.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts supervisors that outlive the process that starts them. */
public final class Launcher {
  private final List<String> supervise;
  private final Map<String, String> environment;

  /**
   * Knows how to start a supervisor.
   *
   * @param supervise the program and its first arguments; the job's folder is put behind them
   * @param environment what the supervisor finds its tools with
   */
  public Launcher(List<String> supervise, Map<String, String> environment) {
    this.supervise = List.copyOf(supervise);
    this.environment = Map.copyOf(environment);
  }

  /** Starts a supervisor, which takes the job unless another one has. */
  Process launch(JobFolder folder) throws IOException {
    var words = new ArrayList<String>();
    // A new session: the end of the SSH connection must not reach the job.
    words.add(new Tools(environment).require("setsid"));
    words.addAll(supervise);
    words.add(folder.path().toString());
    var builder = new ProcessBuilder(words).directory(folder.path().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(JobProcesses.VARIABLE, folder.path().toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.file("supervisor.log").toFile()));
    return builder.start();
  }

  /** Ends the running system, as a job has made it ready; returns before that happens. */
  void leave(JobFolder folder) throws IOException {
    var tools = new Tools(environment);
    var builder =
        new ProcessBuilder(tools.require("setsid"), "sh", folder.leaveScript().toString())
            .directory(folder.path().toFile());
    builder.environment().clear();
    builder.environment().putAll(tools.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.file("leave.log").toFile()));
    builder.start();
  }
}
