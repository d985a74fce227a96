package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.boot.MachineBoot;
import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.RunningKernel;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Makes this machine ready to leave the running system for an image, once; and tidies up. */
public final class Switching {
  private final Home home;
  private final Tools tools;
  private final ImageStore images;
  private final Path root;

  public Switching(Home home, Tools tools, ImageStore images) {
    this(home, tools, images, Path.of("/"));
  }

  Switching(Home home, Tools tools, ImageStore images, Path root) {
    this.home = home;
    this.tools = tools;
    this.images = images;
    this.root = root;
  }

  /** Does what the job asks for. */
  public Result makeReady(Job.Switch job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Result.Image image = Measurement.image(images, job.imageKey());
    Path scripts = Measurement.scripts(home, job.recipe());
    new Preparation(home, tools)
        .prepared(job.recipe(), scripts, job.boot(), folder, reporter, deadline);
    var running = new RunningKernel(root);
    var machine = new MachineBoot(tools, job.boot().method(), root);
    // What lies there is not this boot's.
    machine.takePstore(folder.path(), deadline);
    ReadyBoot.used(home);

    reporter.phase("install");
    machine.install(
        image.key(),
        images.kernel(image.key()),
        images.modules(image.key()).map(Path::toString).orElse(""),
        image.release(),
        Objects.requireNonNullElse(job.boot().initramfs(), ""),
        folder.path(),
        deadline);

    reporter.phase("switch");
    String line =
        ReadyBoot.commandLine(running.commandLine(), job.token(), job.boot().kernelArguments());
    var ready = new ReadyBoot(image.key(), image.buildId(), running.bootId(), line);
    ready.write(home);
    machine.arm(image.key(), line, folder.path(), deadline);
    AtomicFile.write(folder.leaveScript(), machine.leaveScript(folder.path()));
    return new Result.Switched(ready.bootId(), image.buildId());
  }

  /** Looks for what a boot that failed has left. */
  public Result recover(Job.Recover job, JobFolder folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var machine = new MachineBoot(tools, job.boot().method(), root);
    String line = new RunningKernel(root).commandLine();
    boolean itsLine = ReadyBoot.read(home).filter(boot -> boot.isCommandLine(line)).isPresent();
    ReadyBoot.used(home);
    boolean pending = !machine.pending(folder.path(), deadline).isBlank();
    if (pending) {
      machine.clear(folder.path(), deadline);
    }
    return new Result.Recovered(machine.takePstore(folder.path(), deadline), pending, itsLine);
  }
}
