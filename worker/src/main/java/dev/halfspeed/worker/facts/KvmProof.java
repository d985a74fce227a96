package dev.halfspeed.worker.facts;

import dev.halfspeed.worker.boot.BootOutcome;
import dev.halfspeed.worker.boot.Guest;
import dev.halfspeed.worker.boot.InitScript;
import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether guests run on hardware virtualisation here, by booting one: /dev/kvm may open,
 * even make a machine, and hang every guest all the same.
 */
final class KvmProof {
  static final Path DEVICE = Path.of("/dev/kvm");

  private static final Duration BOOT_DEADLINE = Duration.ofSeconds(15);
  private static final long MEMORY_BYTES = 512L << 20;

  private final Path device;
  private final Home home;
  private final Tools tools;
  private final Architecture architecture;
  private final ImageStore images;
  private final Duration bootDeadline;

  /**
   * What is known.
   *
   * @param works absent: nobody has tried
   * @param explanation one sentence about how that is known
   */
  record Answer(@Nullable Boolean works, String explanation) {}

  KvmProof(Path device, Home home, Tools tools, Architecture architecture, ImageStore images) {
    this(device, home, tools, architecture, images, BOOT_DEADLINE);
  }

  KvmProof(
      Path device,
      Home home,
      Tools tools,
      Architecture architecture,
      ImageStore images,
      Duration bootDeadline) {
    this.device = device;
    this.home = home;
    this.tools = tools;
    this.architecture = architecture;
    this.images = images;
    this.bootDeadline = bootDeadline;
  }

  /**
   * What is remembered or can be found out.
   *
   * @param emulatorVersion another QEMU is asked anew
   * @param probeImage what to boot; absent: nothing is booted
   */
  Answer find(
      String emulatorVersion, @Nullable String probeImage, JobFolder folder, Deadline deadline)
      throws IOException, InterruptedException {
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      return new Answer(
          false,
          Files.exists(device)
              ? device + " may not be used by this user"
              : "there is no " + device + " on this machine");
    }
    String memory = "kvm-" + emulatorVersion;
    Optional<String> remembered = home.remembered(memory);
    if (remembered.isPresent()) {
      return Protocol.read(remembered.get(), Answer.class);
    }
    Optional<Result.Image> image = probeImage == null ? Optional.empty() : images.find(probeImage);
    if (image.isEmpty()) {
      return new Answer(null, "no guest was booted with KVM on this machine since it was started");
    }
    Shown shown = probe(image.get(), folder, deadline);
    if (shown.ofMachine()) {
      home.remember(memory, Protocol.write(shown.answer()));
    }
    return shown.answer();
  }

  /**
   * What a guest has shown.
   *
   * @param ofMachine whether it would be the same with any other image
   */
  private record Shown(Answer answer, boolean ofMachine) {}

  private Shown probe(Result.Image image, JobFolder folder, Deadline deadline)
      throws IOException, InterruptedException {
    var plan =
        new BootPlan.Qemu(
            BootPlan.Acceleration.KVM,
            BootPlan.Clock.REAL,
            1,
            MEMORY_BYTES,
            1,
            List.of(),
            bootDeadline);
    var guest = new Guest(tools, architecture, folder.path());
    try {
      BootOutcome outcome =
          guest.boot(
              plan,
              images.kernel(image.key()),
              image.buildId(),
              InitScript.probe(),
              phase -> {},
              deadline.or(Deadline.after(bootDeadline.multipliedBy(2))));
      return switch (outcome) {
        case BootOutcome.Up _ -> new Shown(new Answer(true, "a guest booted with KVM"), true);
        case BootOutcome.Down down ->
            new Shown(
                new Answer(
                    false,
                    "a guest did not boot with KVM within "
                        + bootDeadline.toSeconds()
                        + " s ("
                        + down.how()
                        + "): "
                        + down.message()),
                // A kernel that can't be loaded, or that ran far enough to print, may fail wherever
                // it is booted.
                down.how() == Result.BootFailure.HANG && guest.console().isSilent());
      };
    } catch (InfrastructureException e) {
      return new Shown(new Answer(false, "QEMU does not run with KVM: " + e.getMessage()), false);
    } catch (DeadlineException e) {
      return new Shown(
          new Answer(false, "no guest was seen to boot with KVM: " + e.getMessage()), false);
    }
  }
}
