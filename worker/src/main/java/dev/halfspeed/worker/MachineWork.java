package dev.halfspeed.worker;

import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.build.KernelBuild;
import dev.halfspeed.worker.facts.MachineFacts;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.job.Work;
import dev.halfspeed.worker.measure.Measurement;
import dev.halfspeed.worker.measure.Switching;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;

/** Does the jobs of this machine with its real tools. */
record MachineWork(Home home, Tools tools, String version) implements Work {

  @Override
  public Result perform(Job job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Architecture architecture = Architecture.ofThisMachine();
    var images = new ImageStore(home);
    return switch (job) {
      case Job.Facts facts ->
          new MachineFacts(home, tools, architecture, images, version)
              .find(facts, folder, reporter, deadline);
      case Job.Build build ->
          new KernelBuild(home, tools, architecture, images)
              .build(build, folder, reporter, deadline);
      case Job.Measure measure ->
          new Measurement(home, tools, architecture, images)
              .measure(measure, folder, reporter, deadline);
      case Job.Switch ready ->
          new Switching(home, tools, images).makeReady(ready, folder, reporter, deadline);
      case Job.Recover recover ->
          new Switching(home, tools, images).recover(recover, folder, deadline);
    };
  }
}
