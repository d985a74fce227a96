package dev.halfspeed.worker.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Result;
import dev.halfspeed.worker.protocol.SysValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of a machine that stands in a folder, written by the real tools where there are any.
 */
final class MachineBootTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));
  private static final String LINE = "root=/dev/sda1 ro halfspeed.boot=t memmap=1M$0x3ff00000";

  @TempDir Path folder;
  private final Tools tools = new Tools(System.getenv());
  private Path root;
  private Path job;
  private Path kernel;

  @BeforeEach
  void machine() throws Exception {
    root = Files.createDirectory(folder.resolve("root")).toRealPath();
    job = Files.createDirectory(folder.resolve("job"));
    kernel = Files.writeString(folder.resolve("bzImage"), "a kernel");
  }

  private MachineBoot machine(BootPlan.Method method) {
    return new MachineBoot(tools, method, root);
  }

  private void install(BootPlan.Method method, String id, String modules, String initramfs)
      throws Exception {
    machine(method).install(id, kernel, modules, "6.12.0-halfspeed", initramfs, job, DEADLINE);
  }

  private void install(
      BootPlan.Method method, String id, String modules, String release, int second)
      throws Exception {
    machine(method).install(id, kernel, modules, release, "", job, DEADLINE);
    Path store = root.resolve(method == BootPlan.Method.GRUB ? "boot" : "var/lib");
    Files.setLastModifiedTime(
        store.resolve("halfspeed").resolve(id), FileTime.from(Instant.ofEpochSecond(second)));
  }

  private String modules() throws Exception {
    Path content = Files.createDirectory(folder.resolve("modules"));
    Files.writeString(content.resolve("one.ko"), "one");
    Path tar = folder.resolve("modules.tar");
    new Command(
            List.of("tar", "-cf", tar.toString(), "-C", content.toString(), "."),
            tools.environment(),
            folder)
        .capture(DEADLINE);
    return tar.toString();
  }

  private static List<String> names(Path folder) throws Exception {
    return Folders.list(folder).stream().map(path -> path.getFileName().toString()).toList();
  }

  private void grub() throws Exception {
    assumeTrue(tools.find("grub-editenv").isPresent(), "grub-common is not installed");
    Files.createDirectories(root.resolve("boot/grub"));
    editenv("create");
    editenv("set", "saved_entry=debian");
  }

  private String editenv(String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of("grub-editenv"));
    command.add(root.resolve("boot/grub/grubenv").toString());
    command.addAll(List.of(words));
    return new Command(command, tools.environment(), folder).capture(DEADLINE);
  }

  @Test
  void grubBootsAnEntryOfCustomCfgOnceAndKeepsItsDefault() throws Exception {
    grub();
    install(BootPlan.Method.GRUB, "k1", "", "cp /etc/hostname \"$1\"; echo \"for $2\"");
    MachineBoot machine = machine(BootPlan.Method.GRUB);
    machine.arm("k1", LINE, job, DEADLINE);

    assertThat(root.resolve("boot/halfspeed/k1/vmlinuz")).hasContent("a kernel");
    assertThat(Files.readString(root.resolve("boot/grub/custom.cfg")))
        .contains("--id 'halfspeed-k1'")
        .contains("linux '/boot/halfspeed/k1/vmlinuz' 'root=/dev/sda1' 'ro'")
        .contains("'memmap=1M$0x3ff00000'")
        .contains("initrd '/boot/halfspeed/k1/initrd.img'");
    assertThat(editenv("list")).contains("saved_entry=debian", "next_entry=halfspeed-k1");
    assertThat(machine.pending(job, DEADLINE)).isEqualTo("halfspeed-k1");
    machine.clear(job, DEADLINE);
    assertThat(machine.pending(job, DEADLINE)).isEmpty();
    assertThat(editenv("list")).isEqualTo("saved_entry=debian");
  }

  @Test
  void grubReadsItsOwnWordsAsTheyWereMeant() throws Exception {
    grub();
    assumeTrue(tools.find("grub-script-check").isPresent(), "grub-common is not installed");
    install(BootPlan.Method.GRUB, "k1", "", "");
    machine(BootPlan.Method.GRUB).arm("k1", LINE + " a;b {c", job, DEADLINE);
    new Command(
            List.of("grub-script-check", root.resolve("boot/grub/custom.cfg").toString()),
            tools.environment(),
            folder)
        .capture(DEADLINE);
  }

  @Test
  void whereGrubReadsEntriesOfTheSpecificationOneIsWritten() throws Exception {
    grub();
    Path entries = Files.createDirectories(root.resolve("boot/loader/entries"));
    Files.writeString(entries.resolve("fallback.conf"), "title Fedora\n");
    install(BootPlan.Method.GRUB, "k1", "", "");
    machine(BootPlan.Method.GRUB).arm("k1", LINE, job, DEADLINE);
    assertThat(Files.readAllLines(entries.resolve("halfspeed-k1.conf")))
        .contains("linux /boot/halfspeed/k1/vmlinuz", "options " + LINE);
    assertThat(root.resolve("boot/grub/custom.cfg")).doesNotExist();
    assertThat(entries.resolve("fallback.conf")).hasContent("title Fedora\n");
  }

  @Test
  void aCustomCfgOfSomebodyElseIsLeftAlone() throws Exception {
    grub();
    Path custom = Files.writeString(root.resolve("boot/grub/custom.cfg"), "menuentry mine {\n}\n");
    install(BootPlan.Method.GRUB, "k1", "", "");
    assertThatThrownBy(() -> machine(BootPlan.Method.GRUB).arm("k1", LINE, job, DEADLINE))
        .isInstanceOfSatisfying(
            InfrastructureException.class,
            e -> {
              assertThat(e.result().fault()).isEqualTo(Result.Fault.BOOT_SETUP);
              assertThat(e).hasMessageContaining("somebody else's");
            });
    assertThat(custom).hasContent("menuentry mine {\n}\n");
    assertThat(editenv("list")).isEqualTo("saved_entry=debian");
  }

  @Test
  void aPendingEntryOfSystemdBootIsReadFromTheFirmware() throws Exception {
    MachineBoot machine = machine(BootPlan.Method.SYSTEMD_BOOT);
    assertThat(machine.pending(job, DEADLINE)).isEmpty();
    Path variables = Files.createDirectories(root.resolve("sys/firmware/efi/efivars"));
    byte[] text = "halfspeed-k1.conf\0".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    byte[] variable = new byte[4 + text.length];
    System.arraycopy(text, 0, variable, 4, text.length);
    Files.write(
        variables.resolve("LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"), variable);
    assertThat(machine.pending(job, DEADLINE)).isEqualTo("halfspeed-k1.conf");
  }

  @Test
  void modulesTakeThePlaceOfOursNeverOfOthers() throws Exception {
    String tar = modules();
    install(BootPlan.Method.KEXEC, "k1", tar, "");
    Path installed = root.resolve("lib/modules/6.12.0-halfspeed");
    assertThat(installed.resolve("one.ko")).hasContent("one");
    Files.writeString(installed.resolve("old.ko"), "of the image before");
    install(BootPlan.Method.KEXEC, "k2", tar, "");
    assertThat(installed.resolve("old.ko")).doesNotExist();

    Files.delete(installed.resolve(".halfspeed"));
    assertThatThrownBy(() -> install(BootPlan.Method.KEXEC, "k3", tar, ""))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContaining("CONFIG_LOCALVERSION");
    assertThat(installed.resolve("one.ko")).hasContent("one");
  }

  @Test
  void whereSpaceRunsOutTheImagesLongestNotUsedGo() throws Exception {
    install(BootPlan.Method.KEXEC, "old", "", "");
    install(BootPlan.Method.KEXEC, "young", "", "");
    Path store = root.resolve("var/lib/halfspeed");
    Files.setLastModifiedTime(store.resolve("old"), FileTime.fromMillis(1));
    // A df of our own: room for nothing while the old image is there.
    program("df", df("[ -e \"$2/old\" ]"));
    withPrograms().install("new", kernel, "", "r", "", job, DEADLINE);
    assertThat(store.resolve("old")).doesNotExist();
    assertThat(store.resolve("young")).exists();
    assertThat(store.resolve("new/vmlinuz")).exists();
  }

  /** Where the folder lies on the disk of the worker, what grows there would end all builds. */
  @Test
  void ofManyImagesTheYoungestStayWithTheirModules() throws Exception {
    Path kernels = Files.createDirectories(root.resolve("lib/modules"));
    Files.createDirectories(root.resolve("proc/sys/kernel"));
    Files.writeString(root.resolve("proc/sys/kernel/osrelease"), "6.1.2-halfspeed\n");
    String tar = modules();
    for (int i = 1; i <= 9; i++) {
      install(BootPlan.Method.KEXEC, "k" + i, tar, "6.1." + i + "-halfspeed", i);
    }
    Path store = root.resolve("var/lib/halfspeed");
    assertThat(names(store)).containsExactly("k3", "k4", "k5", "k6", "k7", "k8", "k9");
    // That of the running kernel is not needed by any image.
    assertThat(names(kernels))
        .containsExactly(
            "6.1.2-halfspeed",
            "6.1.3-halfspeed",
            "6.1.4-halfspeed",
            "6.1.5-halfspeed",
            "6.1.6-halfspeed",
            "6.1.7-halfspeed",
            "6.1.8-halfspeed",
            "6.1.9-halfspeed");

    // Used again, an old one is young, and all others are older than it.
    install(BootPlan.Method.KEXEC, "k3", tar, "6.1.3-halfspeed", 20);
    install(BootPlan.Method.KEXEC, "k10", tar, "6.1.3-halfspeed", 21);
    assertThat(names(store)).containsExactly("k10", "k3", "k5", "k6", "k7", "k8", "k9");
    assertThat(names(kernels)).doesNotContain("6.1.4-halfspeed").contains("6.1.3-halfspeed");
    assertThat(kernels.resolve("6.1.3-halfspeed/one.ko")).hasContent("one");
  }

  @Test
  void whatIsNotOursStaysHoweverOldItIs() throws Exception {
    Path store = root.resolve("var/lib/halfspeed");
    // A worker whose folder lies there, and somebody's kernel whose name ends as ours do.
    Path home = Files.createDirectories(store.resolve("images/k"));
    Path empty = Files.createDirectories(store.resolve("tmp"));
    Path mixed = Files.createDirectories(store.resolve("mixed"));
    Files.writeString(mixed.resolve("vmlinuz"), "a kernel");
    Files.writeString(mixed.resolve("notes"), "mine");
    Path modules = Files.createDirectories(root.resolve("lib/modules/5.0.0-halfspeed"));
    Path debian = Files.createDirectories(root.resolve("lib/modules/6.12.0-1-amd64"));
    Path unfinished = Files.createDirectories(root.resolve("lib/modules/5.1.0-halfspeed.part"));
    for (Path old : List.of(store.resolve("images"), empty, mixed)) {
      Files.setLastModifiedTime(old, FileTime.fromMillis(1));
    }
    for (int i = 1; i <= 9; i++) {
      install(BootPlan.Method.KEXEC, "k" + i, "", "6.12.0-halfspeed", 10 + i);
    }
    assertThat(List.of(home, empty, mixed.resolve("notes"), modules, debian))
        .allSatisfy(kept -> assertThat(kept).exists());
    assertThat(unfinished).doesNotExist();
    assertThat(names(store))
        .containsExactly("images", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "mixed", "tmp");
  }

  @Test
  void anImageThatGoesTakesItsEntryWithIt() throws Exception {
    grub();
    Path entries = Files.createDirectories(root.resolve("boot/loader/entries"));
    Files.writeString(entries.resolve("fedora.conf"), "title Fedora\n");
    for (int i = 1; i <= 8; i++) {
      install(BootPlan.Method.GRUB, "k" + i, "", "6.12.0-halfspeed", i);
      machine(BootPlan.Method.GRUB).arm("k" + i, LINE, job, DEADLINE);
    }
    assertThat(names(root.resolve("boot/halfspeed"))).doesNotContain("k1").hasSize(7);
    assertThat(entries.resolve("halfspeed-k1.conf")).doesNotExist();
    assertThat(names(entries)).hasSize(8).contains("fedora.conf", "halfspeed-k2.conf");
  }

  /** A df for which there is no room while a condition holds. */
  private static String df(String isFull) {
    return """
    echo Filesystem 1M-blocks Used Available
    if %s; then echo x 1 1 0; else echo x 1 1 900; fi
    """
        .formatted(isFull);
  }

  /** A program of the machine's that is another one than here. */
  private void program(String name, String script) throws Exception {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private MachineBoot withPrograms() {
    return withPrograms(BootPlan.Method.KEXEC);
  }

  private MachineBoot withPrograms(BootPlan.Method method) {
    String path = folder.resolve("bin") + ":" + System.getenv().getOrDefault("PATH", "");
    return new MachineBoot(new Tools(Map.of("PATH", path)), method, root);
  }

  private void assertFull(MachineBoot machine, String modules, String initramfs, String words) {
    assertThatThrownBy(() ->
            machine.install("k1", kernel, modules, "6.12.0-halfspeed", initramfs, job, DEADLINE))
        .isInstanceOfSatisfying(
            InfrastructureException.class,
            e -> {
              assertThat(e).hasMessageContaining(words);
              assertThat(e.result().fault()).isEqualTo(Result.Fault.DISK_FULL);
            });
  }

  @Test
  void aMachineWithoutRoomForTheImageHasAFullDisk() throws Exception {
    program("df", df("true"));
    assertFull(withPrograms(), "", "", "are free in " + root.resolve("var/lib/halfspeed"));
  }

  @Test
  void aMachineWithoutRoomForTheModulesHasAFullDisk() throws Exception {
    Path tar = Files.writeString(folder.resolve("modules.tar"), "modules");
    program("df", df("[ \"$2\" = '" + root.resolve("lib/modules") + "' ]"));
    assertFull(withPrograms(), tar.toString(), "", "are free in " + root.resolve("lib/modules"));
  }

  /** The room was there when it was looked for. */
  @Test
  void aMachineWhoseRoomIsUsedUpMeanwhileHasAFullDisk() throws Exception {
    Path tar = Files.writeString(folder.resolve("modules.tar"), "modules");
    Path part = root.resolve("lib/modules/6.12.0-halfspeed.part");
    program("df", df("[ -e '" + part.resolve("half") + "' ]"));
    program("tar", ": >\"$4/half\"; echo 'tar: exiting with failure status' >&2; exit 2");
    assertFull(withPrograms(), tar.toString(), "", root.resolve("lib/modules") + " is full");
    assertThat(part).doesNotExist();
  }

  @Test
  void aKernelThatCannotBeWrittenForWantOfSpaceMeetsAFullDisk() throws Exception {
    Path image = Files.createDirectories(root.resolve("var/lib/halfspeed/k1")).resolve("vmlinuz");
    Files.createSymbolicLink(image, Path.of("/dev/full"));
    assertFull(machine(BootPlan.Method.KEXEC), "", "", image.toString());
  }

  @Test
  void anEntryThatCannotBeWrittenForWantOfSpaceMeetsAFullDisk() throws Exception {
    grub();
    install(BootPlan.Method.GRUB, "k1", "", "");
    Path part = root.resolve("boot/grub/custom.cfg.part");
    Files.createSymbolicLink(part, Path.of("/dev/full"));
    program("df", df("true"));
    assertThatThrownBy(() -> withPrograms(BootPlan.Method.GRUB).arm("k1", LINE, job, DEADLINE))
        .isInstanceOfSatisfying(
            InfrastructureException.class,
            e -> {
              assertThat(e.result().fault()).isEqualTo(Result.Fault.DISK_FULL);
              assertThat(e).hasMessageContaining(root.resolve("boot/grub") + " is full");
            });
    assertThat(root.resolve("boot/grub/custom.cfg")).doesNotExist();
    assertThat(editenv("list")).isEqualTo("saved_entry=debian");
  }

  @Test
  void anInitramfsWithoutRoomForItsWorkMeetsAFullDisk() {
    String command = "echo 'cpio: write error: No space left on device' >&2; exit 3";
    MachineBoot machine = machine(BootPlan.Method.KEXEC);
    assertFull(machine, "", command, "the initramfs could not be made");
    assertFull(machine, "", command, "cpio: write error: No space left on device");
  }

  @Test
  void aFailureOnADiskWithRoomIsTheBootSetups() throws Exception {
    Path tar = Files.writeString(folder.resolve("modules.tar"), "no archive");
    assertThatThrownBy(() -> install(BootPlan.Method.KEXEC, "k1", tar.toString(), ""))
        .isInstanceOfSatisfying(
            InfrastructureException.class,
            e -> {
              assertThat(e.result().fault()).isEqualTo(Result.Fault.BOOT_SETUP);
              assertThat(e).hasMessageContaining("tar: ");
            });
    assertThat(root.resolve("lib/modules")).isEmptyDirectory();
  }

  /** As sudo does on a machine whose name has no address. */
  @Test
  void aWarningIsNoPendingEntry() throws Exception {
    Files.createDirectories(root.resolve("boot/grub"));
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Path file = programs.resolve("grub-editenv");
    Files.writeString(file, "#!/bin/sh\necho 'unable to resolve host lab1' >&2\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    var warned =
        new MachineBoot(
            new Tools(Map.of("PATH", programs + ":" + System.getenv().getOrDefault("PATH", ""))),
            BootPlan.Method.GRUB,
            root);
    assertThat(warned.pending(job, DEADLINE)).isEmpty();
    assertThat(job.resolve("machine.log")).content().contains("unable to resolve host lab1");
  }

  @Test
  void anInitramfsThatCannotBeMadeIsTheMachinesFault() {
    assertThatThrownBy(() -> install(BootPlan.Method.KEXEC, "k1", "", "echo no room >&2; exit 3"))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContaining("the initramfs could not be made");
    assertThat(root.resolve("var/lib/halfspeed/k1/initrd.img")).doesNotExist();
  }

  /** A user can't signal what sudo runs: the one here keeps its program where the worker is not. */
  @Test
  void aProgramOfRootIsGoneAtTheDeadline() throws Exception {
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Path sudo = programs.resolve("sudo");
    Files.writeString(
        sudo,
        """
        #!/bin/sh
        [ "$1" = -n ] && shift
        (setsid sh -c '"$@"; echo $? >"$0.part"; mv "$0.part" "$0.code"' "$0" "$@" &)
        while [ ! -e "$0.code" ]; do sleep 0.1; done
        exit "$(cat "$0.code")"
        """);
    assertThat(sudo.toFile().setExecutable(true)).isTrue();
    var user =
        new MachineBoot(
            new Tools(Map.of("PATH", programs + ":" + System.getenv().getOrDefault("PATH", ""))),
            BootPlan.Method.KEXEC,
            root,
            true);
    Path number = folder.resolve("number");
    String hangs = "sh -c 'echo $$ >" + number + "; exec sleep 600'; true";
    assertThatThrownBy(() ->
            user.install("k1", kernel, "", "r", hangs, job, Deadline.after(Duration.ofSeconds(5))))
        .isInstanceOf(DeadlineException.class)
        .hasMessage("install did not end in time");
    long pid = Long.parseLong(Files.readString(number).strip());
    // Killed, it may take a moment to go on a busy machine.
    ProcessHandle.of(pid)
        .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofMinutes(5)));
    assertThat(root.resolve("var/lib/halfspeed/k1/initrd.img")).doesNotExist();

    Files.delete(programs.resolve("sudo.code"));
    assertThatThrownBy(() -> user.install("k1", kernel, "", "r", "exit 124", job, DEADLINE))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContaining("the initramfs could not be made");
  }

  @Test
  void valuesBelowSysAreWrittenAndWhatIsNotThereIsSaid() throws Exception {
    Path enabled = root.resolve("sys/kernel/mm/transparent_hugepage/enabled");
    Files.createDirectories(enabled.getParent());
    Files.writeString(enabled, "always [madvise] never\n");
    SysValue never = new SysValue("kernel/mm/transparent_hugepage/enabled", "never");
    MachineBoot machine = machine(BootPlan.Method.KEXEC);
    assertThat(machine.setSys(List.of(), job, DEADLINE)).isEmpty();
    assertThat(machine.setSys(List.of(never), job, DEADLINE)).isEmpty();
    assertThat(enabled).hasContent("never");
    assertThat(machine.setSys(List.of(never, new SysValue("kernel/none", "1")), job, DEADLINE))
        .isEqualTo("this kernel has no /sys/kernel/none");
    assertThatThrownBy(
            () -> machine.setSys(List.of(new SysValue("../etc/passwd", "x")), job, DEADLINE))
        .isInstanceOf(InfrastructureException.class);
  }

  @Test
  void whatADeadKernelLeftIsReadOnce() throws Exception {
    Path pstore = Files.createDirectories(root.resolve("sys/fs/pstore"));
    Files.writeString(pstore.resolve("dmesg-ramoops-0"), "Panic#1 Part1\nKernel panic - x\n");
    MachineBoot machine = machine(BootPlan.Method.KEXEC);
    assertThat(machine.takePstore(job, DEADLINE)).contains("Kernel panic - x");
    assertThat(machine.takePstore(job, DEADLINE)).isEmpty();
  }

  /** As systemd-pstore.service does before anybody can log in. */
  @Test
  void aDumpThatSystemdHasPutAwaySinceTheBootWasArmedIsReadOnceAndNoOther() throws Exception {
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Path kexec = Files.writeString(programs.resolve("kexec"), "#!/bin/sh\n");
    assertThat(kexec.toFile().setExecutable(true)).isTrue();
    var machine =
        new MachineBoot(
            new Tools(Map.of("PATH", programs + ":" + System.getenv().getOrDefault("PATH", ""))),
            BootPlan.Method.KEXEC,
            root);
    Path archive = Files.createDirectories(root.resolve("var/lib/systemd/pstore"));
    Path others = Files.createDirectories(archive.resolve("165/001"));
    Files.writeString(others.resolve("dmesg.txt"), "Kernel panic - of last year\n");
    Path sameName = Files.writeString(archive.resolve("dmesg-ramoops-0"), "Kernel panic - old\n");
    Files.setLastModifiedTime(sameName, FileTime.fromMillis(1));
    assertThat(machine.takePstore(job, DEADLINE)).isEmpty();

    install(BootPlan.Method.KEXEC, "k1", "", "");
    machine.arm("k1", LINE, job, DEADLINE);
    Files.writeString(sameName, "Kernel panic - by ramoops\n");
    Path ours = Files.createDirectories(archive.resolve("171/002"));
    Files.writeString(ours.resolve("dmesg.txt"), "Kernel panic - by EFI\n");
    Files.writeString(ours.resolve("dmesg-efi-171002.enc.z"), "binary");
    // A kernel that dies early has no clock.
    Files.setLastModifiedTime(ours.resolve("dmesg.txt"), FileTime.fromMillis(1));
    Path console = Files.writeString(archive.resolve("console-ramoops-0"), "Kernel panic - said\n");
    assertThat(machine.takePstore(job, DEADLINE).lines())
        .containsExactly("Kernel panic - by EFI", "Kernel panic - by ramoops");
    assertThat(names(archive)).containsExactly("165", "console-ramoops-0");
    assertThat(others.resolve("dmesg.txt")).exists();
    assertThat(console).exists();

    // What comes later, of the machine's own kernel, is its owner's.
    Files.writeString(sameName, "Kernel panic - a week later\n");
    assertThat(machine.takePstore(job, DEADLINE)).isEmpty();
    assertThat(sameName).exists();
  }
}
