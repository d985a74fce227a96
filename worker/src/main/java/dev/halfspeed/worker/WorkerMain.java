package dev.halfspeed.worker;

import dev.halfspeed.worker.build.SourceTree;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Launcher;
import dev.halfspeed.worker.job.Server;
import dev.halfspeed.worker.job.Supervisor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The worker's command line. */
public final class WorkerMain {
  private static final int USAGE = 2;
  private static final String HELP =
      """
      usage: halfspeed-worker serve --home DIR    answer a controller on standard input and output
             halfspeed-worker supervise JOBDIR    do one job (started by serve)
             halfspeed-worker rehearse DIR        record what a start takes (started by the launcher)
             halfspeed-worker --version
      """;

  private WorkerMain() {}

  /** Runs one command; exits with 2 when it is not understood. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, DeadlineException {
    switch (List.of(arguments)) {
      case List<String> words when words.equals(List.of("--version")) ->
          System.out.println(version());
      case List<String> words
          when words.size() == 3
              && words.getFirst().equals("serve")
              && words.get(1).equals("--home") ->
          serve(Home.create(Path.of(words.getLast())));
      case List<String> words when words.size() == 2 && words.getFirst().equals("supervise") ->
          supervise(Path.of(words.getLast()).toRealPath());
      case List<String> words when words.size() == 2 && words.getFirst().equals("rehearse") ->
          new Rehearsal(Home.create(Path.of(words.getLast())), version()).perform();
      default -> {
        System.err.print(HELP);
        System.exit(USAGE);
      }
    }
  }

  private static void serve(Home home) throws IOException, InterruptedException, DeadlineException {
    PrintStream replies = System.out;
    // Whatever else prints must not get between the replies.
    System.setOut(System.err);
    try {
      new SourceTree(home, new Tools(System.getenv())).createRepository();
    } catch (InfrastructureException e) {
      // The machine has no git: it can still say so, and boot images that are sent to it.
      System.err.println(e.getMessage());
    }
    new Server(
            home,
            new Launcher(superviseCommand(), System.getenv()),
            version(),
            new InputStreamReader(System.in, StandardCharsets.UTF_8),
            new BufferedWriter(new OutputStreamWriter(replies, StandardCharsets.UTF_8)))
        .serve();
    // Followers may still be waiting for events that nobody will read.
    System.exit(0);
  }

  private static void supervise(Path folder) throws IOException {
    Path home = folder.resolve("../..").normalize();
    var performer = new MachineWork(Home.create(home), new Tools(System.getenv()), version());
    new Supervisor(new JobFolder(folder), performer).supervise();
  }

  /** The launcher of the packaged worker says where it is; otherwise the present Java is run. */
  private static List<String> superviseCommand() {
    String script = System.getProperty("halfspeed.script");
    return script != null
        ? List.of(script, "supervise")
        : List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            WorkerMain.class.getName(),
            "supervise");
  }

  private static String version() {
    String version = WorkerMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
