package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Digest;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.JobProcesses;
import dev.halfspeed.worker.host.KernelNotes;
import dev.halfspeed.worker.host.LockFile;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.PlainText;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds kernels, one at a time. A commit that does not build is its own fault; whatever the
 * machine lacks is not.
 */
public final class KernelBuild {
  private static final List<String> NEEDED =
      List.of("git", "make", "gcc", "ld", "flex", "bison", "bc", "perl");

  /**
   * The modules of such an image lie beside those of the machine's own kernels, and must not take
   * the place of any.
   */
  private static final String OWN_RELEASE = "-halfspeed";

  /** Where the kernel's make leaves what {@code uname -r} will say. */
  private static final String RELEASE = "include/config/kernel.release";

  private final Home home;
  private final Tools tools;
  private final Architecture architecture;
  private final ImageStore images;
  private final SourceTree tree;

  public KernelBuild(Home home, Tools tools, Architecture architecture, ImageStore images) {
    this.home = home;
    this.tools = tools;
    this.architecture = architecture;
    this.images = images;
    this.tree = new SourceTree(home, tools);
  }

  /** Builds what the job asks for, or finds it. */
  public Result build(Job.Build job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Optional<Result.Image> present = whole(job.imageKey());
    if (present.isPresent()) {
      return new Result.Built(reused(present.get()));
    }
    reporter.phase("wait");
    try (LockFile _ = home.lock("build")) {
      endForerunner(folder);
      present = whole(job.imageKey());
      return present.isPresent()
          ? new Result.Built(reused(present.get()))
          : buildAnew(job, folder, reporter, deadline);
    }
  }

  /** One from before the names of functions were kept is made again, to the same bytes. */
  private Optional<Result.Image> whole(String key) throws IOException {
    Optional<Result.Image> image = images.find(key);
    return image.isEmpty() || tellsSymbols(image.get().config()) || images.symbols(key).isPresent()
        ? image
        : Optional.empty();
  }

  private static Result.Image reused(Result.Image image) {
    return new Result.Image(
        image.key(),
        image.commit(),
        image.buildId(),
        image.kernelSha256(),
        image.functionsSha256(),
        image.configSha256(),
        image.config(),
        image.release(),
        image.compiler(),
        image.kernelPath(),
        image.bytes(),
        0,
        true,
        Duration.ZERO);
  }

  /** The compilers of a build whose supervisor was killed may still be writing objects. */
  private void endForerunner(JobFolder folder) throws IOException {
    Path builder = home.work().resolve("builder");
    if (Files.exists(builder)) {
      Path forerunner = Path.of(Files.readString(builder));
      if (!forerunner.equals(folder.path())) {
        new JobProcesses(forerunner).end(Duration.ZERO);
      }
    }
    AtomicFile.write(builder, folder.path().toString());
  }

  private Result buildAnew(Job.Build job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    long start = System.nanoTime();
    NEEDED.forEach(tools::require);
    makeRoom(job);
    Path log = folder.file("build.log");

    reporter.phase("checkout");
    tree.checkOut(job.commit(), log, deadline);

    reporter.phase("configure");
    var config = new KernelConfig(job.base(), job.fragments());
    Path objects = OldSources.buildFolder(home, config);
    removeOldSources(log, deadline);
    int parallelism =
        job.parallelism() > 0 ? job.parallelism() : Runtime.getRuntime().availableProcessors();
    String localVersion = job.modules() ? OWN_RELEASE : "";
    var make =
        new Make(home, tools, tree.files(), objects, parallelism, localVersion, log, reporter);
    Optional<String> failedTarget = config.apply(make, job.commit(), tree, deadline);
    if (failedTarget.isPresent()) {
      return failed(failedTarget.get(), make, log, start);
    }

    reporter.phase("compile");
    var counts = new ObjectCounts(objects);
    make.expect(counts.expected());
    boolean modular = job.modules() && hasModules(objects);
    List<String> targets =
        modular ? List.of(architecture.target(), "modules") : List.of(architecture.target());
    if (!make.run(targets, deadline)) {
      return failed("compile", make, log, start);
    }
    counts.add(make.words().objects());

    for (String file : List.of(architecture.bootable(), "vmlinux", RELEASE)) {
      if (!Files.isRegularFile(objects.resolve(file))) {
        return new Result.Unbuildable(
            "compile", "make succeeded, and made no " + file, LogTail.of(log), since(start));
      }
    }
    if (KernelNotes.buildIdOfFile(objects.resolve("vmlinux")).isEmpty()) {
      return new Result.Unbuildable(
          "compile",
          "the kernel has no build-id: does the linker of this machine know --build-id?",
          LogTail.of(log),
          since(start));
    }

    reporter.phase("store");
    Path stage = home.temporary().resolve("modules-" + folder.path().getFileName());
    try {
      Optional<Path> modules = Optional.empty();
      if (modular) {
        if (!make.run(
            List.of("INSTALL_MOD_PATH=" + stage, "INSTALL_MOD_STRIP=1", "modules_install"),
            deadline)) {
          return failed("modules_install", make, log, start);
        }
        modules = Optional.of(packed(stage, release(objects), log, deadline));
      }
      return new Result.Built(store(job, make, objects, modules, log, start, deadline));
    } finally {
      Folders.delete(stage);
    }
  }

  /**
   * That this fails is no reason not to build: there is room, or the build says that there is none.
   */
  private void removeOldSources(Path log, Deadline deadline)
      throws InterruptedException, DeadlineException {
    try {
      new OldSources(home, tools).remove(log, deadline);
    } catch (IOException e) {
      System.err.println("old sources and build folders are not removed: " + e);
    }
  }

  private static boolean hasModules(Path objects) throws IOException {
    return PlainText.read(objects.resolve(".config")).lines().anyMatch("CONFIG_MODULES=y"::equals);
  }

  private static String release(Path objects) throws IOException {
    return PlainText.read(objects.resolve(RELEASE)).strip();
  }

  /** The folder of a release's modules as one file. */
  private Path packed(Path stage, String release, Path log, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Path modules = stage.resolve("lib/modules").resolve(release);
    // Links to the sources, which would be those of another commit soon.
    Files.deleteIfExists(modules.resolve("build"));
    Files.deleteIfExists(modules.resolve("source"));
    Path file = stage.resolve("modules.tar");
    int code =
        new Command(
                List.of(
                    tools.require("tar"), "-cf", file.toString(), "-C", modules.toString(), "."),
                tools.environment(),
                stage)
            .run(log, line -> {}, deadline);
    if (code != 0) {
      throw new InfrastructureException(
          Result.Fault.UNEXPECTED, "the modules could not be packed", LogTail.of(log));
    }
    return file;
  }

  private void makeRoom(Job.Build job) throws IOException {
    if (!images.collect(job.minimumFreeBytes(), job.pinnedImages())) {
      throw new InfrastructureException(
          Result.Fault.DISK_FULL,
          "less than "
              + (job.minimumFreeBytes() >> 20)
              + " MB are free for "
              + home.root()
              + ", and no image is left that could be removed: free some space there");
    }
  }

  private Result failed(String step, Make make, Path log, long start) {
    // A program that went away meanwhile makes compilers fail in many words.
    NEEDED.forEach(tools::require);
    String tail = LogTail.of(log);
    Optional<Result.InfrastructureFault> fault = make.words().fault();
    if (fault.isPresent()) {
      return new Result.InfrastructureFault(fault.get().fault(), fault.get().message(), tail);
    }
    return new Result.Unbuildable(step, make.words().firstError(), tail, since(start));
  }

  private Result.Image store(
      Job.Build job,
      Make make,
      Path objects,
      Optional<Path> modules,
      Path log,
      long start,
      Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Path kernel = objects.resolve(architecture.bootable());
    // A commit's Kconfig may have put any bytes there.
    String config = PlainText.read(objects.resolve(".config")) + "\n";
    String buildId = KernelNotes.buildIdOfFile(objects.resolve("vmlinux")).orElseThrow();
    String compiler;
    try (Stream<String> lines =
        new Command(List.of(tools.require("gcc"), "--version"), tools.environment(), objects)
            .capture(deadline)
            .lines()) {
      compiler = lines.findFirst().orElse("");
    }
    var image =
        new Result.Image(
            job.imageKey(),
            job.commit(),
            buildId,
            Digest.of(kernel),
            // The functions of modules are not in it.
            modules.isPresent()
                ? null
                : FunctionDigest.of(objects.resolve("vmlinux.o")).orElse(null),
            Digest.of(config),
            config,
            release(objects),
            compiler,
            images.kernel(job.imageKey()).toString(),
            Files.size(kernel),
            make.words().objects(),
            false,
            since(start));
    Optional<Path> symbols = symbols(objects, config);
    Optional<Result.Image> present = images.find(job.imageKey());
    if (present.isPresent() && symbols.isPresent()) {
      return reused(images.addSymbols(present.get(), image.kernelSha256(), symbols.get()));
    }
    images.add(image, kernel, modules, symbols, log);
    return image;
  }

  /** What a profile needs of a kernel that does not tell the names of its functions. */
  private static Optional<Path> symbols(Path objects, String config) throws IOException {
    if (tellsSymbols(config)) {
      return Optional.empty();
    }
    Path symbols = objects.resolve("System.map");
    if (!Files.exists(symbols)) {
      Files.createFile(symbols);
    }
    return Optional.of(symbols);
  }

  private static boolean tellsSymbols(String config) {
    return config.lines().anyMatch("CONFIG_KALLSYMS=y"::equals);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
