package dev.halfspeed.worker.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.SysValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitScriptTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(1));

  @TempDir Path folder;

  @Test
  void valuesReachTheRecipeUnchangedWhateverTheyHold() throws Exception {
    String value = "it's $(reboot) `x` \\ \"quoted\" ;&";
    var init =
        new InitScript(
            Path.of("/recipes/d1"),
            null,
            "setup",
            "run",
            null,
            2,
            -7,
            false,
            Map.of("HALFSPEED_PARAM_TEXT", value),
            null);
    String assignments =
        init.text().lines().takeWhile(line -> !line.startsWith("# ")).toList().stream()
            .reduce("", (text, line) -> text + line + "\n");
    Path script =
        Files.writeString(
            folder.resolve("values"),
            assignments + "printf '%s\\n' \"$recipe\" \"$seed\" \"$HALFSPEED_PARAM_TEXT\"\n");
    assertThat(sh(script.toString())).isEqualTo("/recipes/d1\n-7\n" + value);
  }

  @Test
  void theScriptIsOneThatAShellUnderstands() throws Exception {
    Path script = folder.resolve("init");
    InitScript.probe().write(script);
    assertThat(Files.isExecutable(script)).isTrue();
    assertThat(sh("-n", script.toString())).isEmpty();
  }

  /** The part that tells of the kernel, on a kernel that stands in a folder. */
  @Test
  void aGuestTellsHowItIsPreemptedAndItsMicrocode() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    file(root.resolve("proc/sys/kernel/version"), "#1 SMP PREEMPT_DYNAMIC x\n");
    file(root.resolve("proc/cmdline"), "preempt=none\n");
    file(
        root.resolve("proc/cpuinfo"),
        "processor\t: 0\nmicrocode\t: 0x2b000603\n\nprocessor\t: 1\nmicrocode\t: 0x1\n");
    file(root.resolve("debug/sched/preempt"), "none voluntary full (lazy) \n");
    Files.createDirectories(root.resolve("sys/kernel"));
    String text = InitScript.probe().text();
    String telling =
        text.substring(text.indexOf("note() {"), text.indexOf("state >"))
            .replaceAll("(?<=[ <])/(proc|sys)/", root + "/$1/");
    String mounts = "mount() { ln -s %s/debug \"$4\"; }\numount() { rm \"$1\"; }\n".formatted(root);
    Path script = Files.writeString(folder.resolve("state"), mounts + telling + "state || :\n");
    Path share = Files.createDirectory(folder.resolve("share"));
    Files.writeString(share.resolve("state"), sh(script.toString()));
    assertThat(KernelState.condensed(new GuestFolder(share).state()))
        .containsEntry("preempt", "PREEMPT_DYNAMIC (lazy)")
        .containsEntry("microcode", "0x2b000603")
        .containsEntry("cmdline", "preempt=none");
    assertThat(root.resolve("sys/kernel/debug")).doesNotExist();
  }

  /** The part that writes values below /sys, in a folder. */
  @Test
  void valuesBelowSysAreWrittenAndWhatIsNotThereIsSaid() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    Path enabled = root.resolve("sys/kernel/mm/transparent_hugepage/enabled");
    file(enabled, "always [madvise] never\n");
    SysValue there = new SysValue("kernel/mm/transparent_hugepage/enabled", "never");
    SysValue missing = new SysValue("kernel/mm/none", "1");
    assertThat(begins(root, "quiet " + there.argument() + " panic=-1")).isEqualTo("0: ");
    assertThat(enabled).hasContent("never");
    assertThat(begins(root, there.argument() + " " + missing.argument()))
        .isEqualTo("1: error: this kernel has no " + root + "/sys/kernel/mm/none");
    assertThat(begins(root, "quiet")).isEqualTo("0: ");
    assertThat(folder.resolve("share/status.sys")).doesNotExist();
  }

  /**
   * The part that runs a recipe, in a folder: a run that ends with a code ends the others or not.
   */
  @Test
  void runsGoOnAfterOneThatFailsOnlyWhereItsCodeIsTheResult() throws Exception {
    assertThat(codes(true)).isEqualTo("1 0 3");
    assertThat(codes(false)).isEqualTo("1");
  }

  private String codes(boolean exitCodesAreResults) throws Exception {
    Folders.delete(folder.resolve("share"));
    Path share = Files.createDirectory(folder.resolve("share"));
    file(
        folder.resolve("recipe/run"),
        "#!/bin/sh\ncase $HALFSPEED_SEED in 41) exit 1 ;; 42) exit 0 ;; *) exit 3 ;; esac\n");
    assertThat(folder.resolve("recipe/run").toFile().setExecutable(true)).isTrue();
    var init =
        new InitScript(
            Path.of("/recipe"),
            null,
            null,
            "run",
            null,
            3,
            40,
            exitCodesAreResults,
            Map.of(),
            null);
    String text = init.text();
    String values =
        text.lines().takeWhile(line -> !line.startsWith("# ")).collect(Collectors.joining("\n"));
    String part =
        text.substring(text.indexOf("# step NAME"), text.indexOf("if [ -n \"$recipe\" ]"));
    Path script =
        Files.writeString(
            folder.resolve("runs"),
            "%s\nshare=%s here=%s\nphase() { :; }\n%s\nrecipe_runs\ncat $share/status.run-* | xargs\n"
                .formatted(values, share, folder, part));
    return sh(script.toString());
  }

  /** What it comes to on a kernel with that command line: whether it failed, and what was said. */
  private String begins(Path root, String commandLine) throws Exception {
    Folders.delete(folder.resolve("share"));
    Path share = Files.createDirectory(folder.resolve("share"));
    file(root.resolve("proc/cmdline"), commandLine + "\n");
    String text = InitScript.probe().text();
    String part =
        text.substring(text.indexOf("set_sys() {"), text.indexOf("# note "))
            .replace("/sys/$", root + "/sys/$")
            .replace("/proc/", root + "/proc/");
    Path script =
        Files.writeString(
            folder.resolve("begin"),
            "share=" + share + "\n" + part + "echo \"$sys: $(cat $share/sys.log)\"\n");
    return sh(script.toString());
  }

  private static void file(Path file, String text) throws Exception {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private String sh(String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of("sh"));
    command.addAll(List.of(words));
    return new Command(command, new Tools(Map.of()).environment(), folder).capture(DEADLINE);
  }
}
