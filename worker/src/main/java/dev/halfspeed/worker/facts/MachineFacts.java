package dev.halfspeed.worker.facts;

import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at this machine. */
public final class MachineFacts {
  private static final Pattern COLON = Pattern.compile("\\s*:\\s*");
  private static final Path GOVERNOR =
      Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");

  private final Home home;
  private final Tools tools;
  private final Architecture architecture;
  private final ImageStore images;
  private final String workerVersion;

  public MachineFacts(
      Home home, Tools tools, Architecture architecture, ImageStore images, String workerVersion) {
    this.home = home;
    this.tools = tools;
    this.architecture = architecture;
    this.images = images;
    this.workerVersion = workerVersion;
  }

  /** Answers the job. */
  public Result find(Job.Facts job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    reporter.phase("look");
    Map<String, String> found =
        new ToolVersions(tools).found(architecture.emulator(), job.tools(), deadline);
    reporter.phase("kvm");
    String emulator = found.get(architecture.emulator());
    KvmProof.Answer kvm =
        emulator == null
            ? new KvmProof.Answer(false, architecture.emulator() + " is not on this machine")
            : new KvmProof(KvmProof.DEVICE, home, tools, architecture, images)
                .find(emulator, job.probeImage(), folder, deadline);
    FileStore disk = Files.getFileStore(home.root());
    return new Result.FactsFound(
        new Result.Facts(
            firstLine(Path.of("/proc/sys/kernel/hostname")),
            architecture.machine(),
            valueOf(Path.of("/proc/cpuinfo"), "model name").orElse("unknown"),
            Runtime.getRuntime().availableProcessors(),
            memoryBytes(),
            disk.getUsableSpace(),
            disk.getTotalSpace(),
            operatingSystem(),
            firstLine(Path.of("/proc/sys/kernel/osrelease")),
            found,
            kvm.works(),
            kvm.explanation(),
            workerVersion,
            governor()));
  }

  private static @Nullable String governor() throws IOException {
    String text = Files.isReadable(GOVERNOR) ? firstLine(GOVERNOR).strip() : "";
    return text.isEmpty() ? null : text;
  }

  private static long memoryBytes() throws IOException {
    String total = valueOf(Path.of("/proc/meminfo"), "MemTotal").orElse("0 kB");
    return Long.parseLong(total.split(" ")[0]) << 10;
  }

  private static String operatingSystem() throws IOException {
    Path release = Path.of("/etc/os-release");
    if (!Files.exists(release)) {
      return System.getProperty("os.name");
    }
    try (Stream<String> lines = Files.lines(release)) {
      return lines
          .filter(line -> line.startsWith("PRETTY_NAME="))
          .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
          .findFirst()
          .orElse(System.getProperty("os.name"));
    }
  }

  private static String firstLine(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElse("");
    }
  }

  private static Optional<String> valueOf(Path file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(line -> COLON.split(line, 2))
          .filter(fields -> fields.length == 2 && fields[0].equals(name))
          .map(fields -> fields[1].strip())
          .findFirst();
    }
  }
}
