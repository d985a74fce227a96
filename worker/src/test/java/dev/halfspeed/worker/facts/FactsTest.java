package dev.halfspeed.worker.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands in for QEMU. */
final class FactsTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(2));
  private static final String PANIC =
      """
      #!/bin/sh
      echo booted >> @count@
      while [ $# -gt 0 ]; do
        case $1 in -serial) echo 'Kernel panic - not syncing: KVM' > "${2#file:}" ;; esac
        shift
      done
      """;

  @TempDir Path folder;
  private Home home;
  private Tools tools;
  private JobFolder jobFolder;
  private Path count;

  @BeforeEach
  void createMachine() throws Exception {
    home = Home.create(folder.resolve("home"));
    jobFolder = new JobFolder(Files.createDirectories(home.jobs().resolve("j_1")));
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path qemu = programs.resolve(Architecture.ofThisMachine().emulator());
    count = folder.resolve("count");
    Files.writeString(qemu, PANIC.replace("@count@", count.toString()));
    Files.setPosixFilePermissions(qemu, PosixFilePermissions.fromString("rwxr-xr-x"));
    tools = new Tools(Map.of("PATH", programs + ":/usr/bin:/bin"));
    Path image = Files.createDirectories(home.images().resolve("k1"));
    Files.writeString(
        image.resolve("image.json"),
        Protocol.write(
            new Result.Image(
                "k1",
                "c",
                "b",
                "s",
                null,
                "d",
                "",
                "6.12.0",
                "gcc",
                "k",
                1,
                1,
                false,
                Duration.ZERO)));
  }

  @Test
  void theMachineIsDescribed() throws Exception {
    Result result =
        new MachineFacts(home, tools, Architecture.ofThisMachine(), new ImageStore(home), "1.2.3")
            .find(
                new Job.Facts(null, List.of("git", "sh", "no-such-tool"), Duration.ofMinutes(1)),
                jobFolder,
                new Reporter(jobFolder),
                DEADLINE);
    Result.Facts facts = ((Result.FactsFound) result).facts();
    assertThat(facts.architecture()).isEqualTo(Architecture.ofThisMachine().machine());
    assertThat(facts.cores()).isPositive();
    assertThat(facts.memoryBytes()).isGreaterThan(1L << 28);
    assertThat(facts.diskFreeBytes()).isPositive().isLessThanOrEqualTo(facts.diskTotalBytes());
    assertThat(facts.kernelRelease()).isNotBlank();
    assertThat(facts.tools()).containsKeys("git", "tar").containsEntry("sh", "present");
    assertThat(facts.tools()).doesNotContainKey("no-such-tool");
    assertThat(facts.tools().get("git")).matches("[0-9.]+");
    assertThat(facts.workerVersion()).isEqualTo("1.2.3");
  }

  @Test
  void withoutADeviceThereIsNoKvm() throws Exception {
    assertThat(proof(folder.resolve("kvm")).find("7.2", "k1", jobFolder, DEADLINE).works())
        .isFalse();
    assertThat(count).doesNotExist();
  }

  @Test
  void withoutAGuestNobodyKnows() throws Exception {
    Path device = Files.createFile(folder.resolve("kvm"));
    assertThat(proof(device).find("7.2", null, jobFolder, DEADLINE).works()).isNull();
    assertThat(proof(device).find("7.2", "gone", jobFolder, DEADLINE).works()).isNull();
  }

  @Test
  void whatIsKnownIsRememberedUntilQemuChanges() throws Exception {
    Path device = Files.createFile(folder.resolve("kvm"));
    var known = new KvmProof.Answer(true, "a guest booted with KVM");
    home.remember("kvm-7.2", Protocol.write(known));
    assertThat(proof(device).find("7.2", "k1", jobFolder, DEADLINE)).isEqualTo(known);
    assertThat(count).doesNotExist();
    assertThat(proof(device).find("8.0", "k1", jobFolder, DEADLINE).works()).isFalse();
    assertThat(count).hasContent("booted\n");
  }

  /** The next image may be one that boots. */
  @Test
  void aKernelThatPanicsSaysNothingOfTheMachine() throws Exception {
    Path device = Files.createFile(folder.resolve("kvm"));
    KvmProof.Answer answer = proof(device).find("7.2", "k1", jobFolder, DEADLINE);
    assertThat(answer.works()).isFalse();
    assertThat(answer.explanation()).contains("Kernel panic - not syncing: KVM");
    assertThat(proof(device).find("7.2", null, jobFolder, DEADLINE).works()).isNull();
    proof(device).find("7.2", "k1", jobFolder, DEADLINE);
    assertThat(count).hasContent("booted\nbooted\n");
  }

  @Test
  void aGuestThatHadNoTimeToComeUpSaysNothingEither() throws Exception {
    Path device = Files.createFile(folder.resolve("kvm"));
    Path qemu = folder.resolve("programs").resolve(Architecture.ofThisMachine().emulator());
    Files.writeString(qemu, "#!/bin/sh\nexec sleep 600\n");
    KvmProof.Answer answer =
        proof(device).find("7.2", "k1", jobFolder, Deadline.after(Duration.ofMillis(200)));
    assertThat(answer.works()).isFalse();
    assertThat(answer.explanation()).contains("the time was over before the guest had come up");
    assertThat(proof(device).find("7.2", null, jobFolder, DEADLINE).works()).isNull();
  }

  /** So it is where KVM hangs every guest; each campaign would wait for that again. */
  @Test
  void aGuestThatHangsWithoutAWordIsRemembered() throws Exception {
    KvmProof.Answer answer = hang("");
    assertThat(answer.works()).isFalse();
    assertThat(answer.explanation()).contains("HANG");
    assertThat(proof(folder.resolve("kvm")).find("7.2", null, jobFolder, DEADLINE))
        .isEqualTo(answer);
  }

  /** It ran on KVM until then. */
  @Test
  void aGuestThatPrintedAndHangsSaysNothingOfTheMachine() throws Exception {
    KvmProof.Answer answer = hang("echo 'Linux version 6.12' > \"${2#file:}\"");
    assertThat(answer.works()).isFalse();
    assertThat(answer.explanation()).contains("HANG", "Linux version 6.12");
    assertThat(proof(folder.resolve("kvm")).find("7.2", null, jobFolder, DEADLINE).works())
        .isNull();
  }

  private KvmProof.Answer hang(String print) throws Exception {
    Path qemu = folder.resolve("programs").resolve(Architecture.ofThisMachine().emulator());
    Files.writeString(
        qemu,
        """
        #!/bin/sh
        while [ $# -gt 0 ]; do
          case $1 in -serial) @print@ ;; esac
          shift
        done
        exec sleep 600
        """
            .replace("@print@", print));
    return new KvmProof(
            Files.createFile(folder.resolve("kvm")),
            home,
            tools,
            Architecture.ofThisMachine(),
            new ImageStore(home),
            Duration.ofSeconds(2))
        .find("7.2", "k1", jobFolder, DEADLINE);
  }

  private KvmProof proof(Path device) {
    return new KvmProof(device, home, tools, Architecture.ofThisMachine(), new ImageStore(home));
  }
}
