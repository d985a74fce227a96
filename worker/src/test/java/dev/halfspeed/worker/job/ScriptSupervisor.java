package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real supervisor process whose jobs are shell scripts: the commit of a build is the script. */
final class ScriptSupervisor {
  private ScriptSupervisor() {}

  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        ScriptSupervisor.class.getName());
  }

  static Job script(String text, Duration deadline) {
    return new Job.Build(
        "k", text, new Job.ConfigBase.MakeTarget("t"), List.of(), 0, List.of(), 0, false, deadline);
  }

  public static void main(String[] arguments) throws Exception {
    var tools = new Tools(System.getenv());
    JobPerformer performer =
        (job, folder, reporter, deadline) -> {
          reporter.phase("script");
          String script = job instanceof Job.Build build ? build.commit() : "";
          int code =
              new Command(List.of("sh", "-c", script), tools.environment(), folder.path())
                  .run(folder.file("script.log"), line -> {}, deadline);
          return new Result.Unbuildable("script", "exit code " + code, "", Duration.ZERO);
        };
    new Supervisor(new JobFolder(Path.of(arguments[0])), performer).supervise();
  }
}
