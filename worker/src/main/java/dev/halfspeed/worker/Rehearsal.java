package dev.halfspeed.worker;

import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.Launcher;
import dev.halfspeed.worker.job.Server;
import dev.halfspeed.worker.job.Supervisor;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Request;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One short day of a worker within one process, so that the Java runtime can record which classes
 * it takes, and later starts find them ready.
 */
record Rehearsal(Home home, String version) {

  /** Starts a job, does it, and lists it. */
  void perform() throws IOException {
    var job = new JobId("rehearsal", 1);
    // The job is left to this process: what is launched instead of a supervisor ends at once.
    var launcher = new Launcher(List.of("true"), System.getenv());
    converse(
        launcher,
        new Request.Hello(1, Protocol.VERSION, 0),
        new Request.Start(2, job, new Job.Facts(null, Duration.ofSeconds(20))));
    var work = new MachineWork(home, new Tools(Map.of()), version);
    new Supervisor(home.job(job), work).supervise();
    converse(
        launcher,
        new Request.Hello(1, Protocol.VERSION, 0),
        new Request.ListJobs(2),
        new Request.Follow(3, job, 1),
        new Request.Cancel(4, job),
        new Request.Forget(5, job));
  }

  private void converse(Launcher launcher, Request... requests) throws IOException {
    String lines =
        Stream.of(requests).map(Protocol::write).collect(Collectors.joining("\n", "", "\n"));
    new Server(home, launcher, version, new StringReader(lines), new StringWriter()).serve();
  }
}
