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
import dev.halfspeed.worker.job.JobPerformer;
import dev.halfspeed.worker.job.OldJobs;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.measure.Measurement;
import dev.halfspeed.worker.measure.OldRecipes;
import dev.halfspeed.worker.measure.Switching;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;

/** Performs the jobs of this machine with its real tools. */
record MachineWork(Home home, Tools tools, String version) implements JobPerformer {

  @Override
  public Result perform(Job job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Architecture architecture = Architecture.ofThisMachine();
    var images = new ImageStore(home);
    return switch (job) {
      case Job.Facts facts ->
          new MachineFacts(home, tools, architecture, images, version)
              .find(facts, folder, reporter, deadline);
      case Job.Build build -> {
        tidyUp(folder);
        yield new KernelBuild(home, tools, architecture, images)
            .build(build, folder, reporter, deadline);
      }
      case Job.Measure measure ->
          new Measurement(home, tools, architecture, images)
              .measure(measure, folder, reporter, deadline);
      case Job.Switch ready ->
          new Switching(home, tools, images).makeReady(ready, folder, reporter, deadline);
      case Job.Recover recover ->
          new Switching(home, tools, images).recover(recover, folder, deadline);
    };
  }

  /**
   * Removes what earlier bisections have left. Builds do it, since nothing that is measured by a
   * real clock runs beside them; that it fails is no reason not to build.
   */
  private void tidyUp(JobFolder folder) {
    try {
      new OldJobs(home).remove(folder);
      new OldRecipes(home).remove();
    } catch (IOException | RuntimeException e) {
      System.err.println("what earlier bisections have left is not removed: " + e);
    }
  }
}
