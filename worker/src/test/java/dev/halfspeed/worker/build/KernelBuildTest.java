package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real git, make, compiler and linker on a tree that is as small as a kernel's make allows. */
final class KernelBuildTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));
  private static final String MAKEFILE =
      """
      KCONFIG_CONFIG ?= .config
      CC = gcc
      objects = $(O)/one.o $(O)/two.o
      tinyconfig: ; @echo CONFIG_TINY=y > $(O)/$(KCONFIG_CONFIG)
      olddefconfig: Kconfig
      \t@grep -q broken Kconfig && { echo 'Kconfig:1: syntax error'; exit 1; } || :
      \t@sort -u $(O)/$(KCONFIG_CONFIG) | grep . > $(O)/sorted
      \t@mv $(O)/sorted $(O)/$(KCONFIG_CONFIG)
      $(O)/%.o: %.c
      \t@echo '  CC      $*.o'
      \t@$(CC) -c -o $@ $<
      $(O)/vmlinux: $(objects)
      \t@ld --build-id=sha1 -e one -o $@ $(objects)
      bzImage Image.gz: $(O)/vmlinux
      \t@mkdir -p $(O)/arch/x86/boot $(O)/arch/arm64/boot $(O)/include/config
      \t@gzip -n < $(O)/vmlinux | tee $(O)/arch/arm64/boot/Image.gz > $(O)/arch/x86/boot/bzImage
      \t@echo 6.12.0 > $(O)/include/config/kernel.release
      """;

  private static final Job.ConfigBase TARGET = new Job.ConfigBase.MakeTarget("tinyconfig");
  private static final Job.ConfigBase TEXT = new Job.ConfigBase.ConfigText("CONFIG_BASE=y\n");

  @TempDir Path folder;
  private final Tools tools = new Tools(Map.of("HOME", "/nonexistent"));
  private Home home;
  private Path repository;
  private ImageStore images;

  @BeforeEach
  void createRepository() throws Exception {
    home = Home.create(folder.resolve("home"));
    images = new ImageStore(home);
    new SourceTree(home, tools).createRepository();
    repository = Files.createDirectories(folder.resolve("linux"));
    git("init", "-q", "-b", "main");
    Files.writeString(repository.resolve("Makefile"), MAKEFILE);
    Files.writeString(repository.resolve("Kconfig"), "config TINY\n");
    Files.writeString(repository.resolve("one.c"), "int one(void) { return 1; }\n");
    Files.writeString(repository.resolve("two.c"), "int two(void) { return 2; }\n");
  }

  @Test
  void aKernelIsBuiltAndStoredWithAllThatIdentifiesIt() throws Exception {
    String commit = push("import");
    Result.Image image = built(build("k1", commit));
    assertThat(image.commit()).isEqualTo(commit);
    assertThat(image.buildId()).matches("[0-9a-f]{40}");
    assertThat(image.release()).isEqualTo("6.12.0");
    assertThat(image.config()).contains("CONFIG_TINY=y", "CONFIG_FRAGMENT=y");
    assertThat(image.compiledObjects()).isEqualTo(2);
    assertThat(image.reused()).isFalse();
    assertThat(Path.of(image.kernelPath())).exists();
    assertThat(images.find("k1")).contains(image);
  }

  @Test
  void onlyWhatACommitTouchesIsCompiledAgain() throws Exception {
    String first = push("import");
    Result.Image one = built(build("k1", first));
    Path object =
        Folders.list(objects()).stream()
            .filter(file -> file.endsWith("one.o"))
            .findFirst()
            .orElseThrow();
    FileTime before = Files.getLastModifiedTime(object);
    FileTime config = Files.getLastModifiedTime(objects().resolve(".config"));
    Files.writeString(repository.resolve("two.c"), "int two(void) { return 3; }\n");
    Files.writeString(repository.resolve("Kconfig"), "config TINY\n# changed\n");
    Result.Image two = built(build("k2", push("change two.c")));
    assertThat(two.compiledObjects()).isEqualTo(1);
    assertThat(two.buildId()).isNotEqualTo(one.buildId());
    assertThat(Files.getLastModifiedTime(object)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(objects().resolve(".config"))).isEqualTo(config);

    // Back again: the same kernel to the bit.
    Result.Image again = built(build("k3", first));
    assertThat(again.kernelSha256()).isEqualTo(one.kernelSha256());
    assertThat(Folders.list(home.kernels())).hasSize(2);
  }

  @Test
  void anotherFragmentOfTheSameTextIsConfiguredAnewAndCompilesNothingElse() throws Exception {
    String commit = push("import");
    built(build("k1", commit, TEXT, "CONFIG_FRAGMENT=y\n"));
    Result.Image other = built(build("k2", commit, TEXT, "CONFIG_OTHER=y\n"));
    assertThat(other.config()).contains("CONFIG_OTHER=y").doesNotContain("CONFIG_FRAGMENT=y");
    assertThat(other.compiledObjects()).isZero();
    assertThat(built(build("k3", commit, TEXT, "CONFIG_FRAGMENT=y\n")).config())
        .contains("CONFIG_FRAGMENT=y");
  }

  @Test
  void aBuildThatWasKilledLeavesNoConfigurationUnderTheNameOfAnother() throws Exception {
    // The configuration is in its place, and the build ends before it says whose that is.
    Files.writeString(
        repository.resolve("Makefile"),
        MAKEFILE.replace(
            "\t@mv $(O)/sorted $(O)/$(KCONFIG_CONFIG)\n",
            """
            \t@mv $(O)/sorted $(O)/$(KCONFIG_CONFIG)
            \t@grep -q KILLED $(O)/$(KCONFIG_CONFIG) || exit 0; \
            \t  mv $(O)/$(KCONFIG_CONFIG) $(O)/.config; exit 1
            """));
    String commit = push("import");
    built(build("k1", commit, TEXT, "CONFIG_FRAGMENT=y\n"));
    assertThat(build("k2", commit, TEXT, "CONFIG_KILLED=y\n"))
        .isInstanceOf(Result.Unbuildable.class);
    assertThat(objects().resolve(".config")).content().contains("KILLED");
    assertThat(built(build("k3", commit, TEXT, "CONFIG_FRAGMENT=y\n")).config())
        .contains("CONFIG_FRAGMENT=y")
        .doesNotContain("KILLED");
  }

  @Test
  void anImageThatExistsIsNotBuiltAgain() throws Exception {
    String commit = push("import");
    built(build("k1", commit));
    Folders.delete(home.source());
    Result.Image again = built(build("k1", commit));
    assertThat(again.reused()).isTrue();
    assertThat(again.compiledObjects()).isZero();
  }

  @Test
  void aCommitThatDoesNotCompileIsUnbuildableAndTheNextOneBuilds() throws Exception {
    String good = push("import");
    Files.writeString(repository.resolve("two.c"), "int two(void) { return x; }\n");
    String bad = push("break two.c");
    assertThat(build("k1", bad))
        .isInstanceOfSatisfying(
            Result.Unbuildable.class,
            unbuildable -> {
              assertThat(unbuildable.step()).isEqualTo("compile");
              assertThat(unbuildable.message()).contains("two.c:1:", "error:", "x");
              assertThat(unbuildable.logTail()).contains("***");
            });
    assertThat(images.find("k1")).isEmpty();
    built(build("k2", good));
  }

  @Test
  void aBrokenKconfigIsTheCommitsFaultToo() throws Exception {
    Files.writeString(repository.resolve("Kconfig"), "broken\n");
    assertThat(build("k1", push("break Kconfig")))
        .isInstanceOfSatisfying(
            Result.Unbuildable.class,
            unbuildable -> {
              assertThat(unbuildable.step()).isEqualTo("olddefconfig");
              assertThat(unbuildable.message()).contains("syntax error");
            });
  }

  @Test
  void aBaseTargetThatTheTreeDoesNotHaveIsTheStepThatFailed() throws Exception {
    Files.writeString(
        repository.resolve("Makefile"), MAKEFILE.replace("tinyconfig", "otherconfig"));
    assertThat(build("k1", push("rename the target")))
        .isInstanceOfSatisfying(
            Result.Unbuildable.class,
            unbuildable -> {
              assertThat(unbuildable.step()).isEqualTo("tinyconfig");
              assertThat(unbuildable.message()).contains("has no such make target");
            });
  }

  @Test
  void aFullDiskIsNotTheCommitsFault() throws Exception {
    Files.writeString(
        repository.resolve("Makefile"),
        MAKEFILE.replace("@$(CC) -c", "@echo 'cc1: No space left on device'; exit 1; $(CC) -c"));
    assertThat(build("k1", push("a disk that is full")))
        .isInstanceOfSatisfying(
            Result.InfrastructureFault.class,
            fault -> assertThat(fault.fault()).isEqualTo(Result.Fault.DISK_FULL));
  }

  @Test
  void toolsSpeakEnglishWhateverTheUsersLanguage() throws Exception {
    Files.writeString(
        repository.resolve("Makefile"),
        MAKEFILE.replace(
            "@$(CC) -c", "@echo \"x: error: $$LC_ALL,$$LANG,$$LANGUAGE\"; exit 1; $(CC) -c"));
    String commit = push("languages");
    var german = new Tools(Map.of("LANG", "de_DE.UTF-8", "LANGUAGE", "de", "LC_ALL", "de_DE"));
    assertThat(build("k1", commit, german))
        .isInstanceOfSatisfying(
            Result.Unbuildable.class,
            unbuildable -> assertThat(unbuildable.message()).endsWith("C,,"));
  }

  @Test
  void aCommitWhoseMakeMakesNoKernelIsUnbuildable() throws Exception {
    Files.writeString(
        repository.resolve("Makefile"),
        MAKEFILE.replace(
            "| tee $(O)/arch/arm64/boot/Image.gz > $(O)/arch/x86/boot/bzImage", "> $(O)/x"));
    assertThat(build("k1", push("no image")))
        .isInstanceOfSatisfying(
            Result.Unbuildable.class,
            unbuildable -> assertThat(unbuildable.message()).contains("make succeeded", "arch/"));
    Files.writeString(
        repository.resolve("Makefile"), MAKEFILE.replace("--build-id=sha1", "--build-id=none"));
    Files.writeString(repository.resolve("one.c"), "int one(void) { return 3; }\n");
    assertThat(build("k2", push("no build-id")))
        .isInstanceOfSatisfying(
            Result.Unbuildable.class,
            unbuildable -> assertThat(unbuildable.message()).contains("build-id"));
  }

  @Test
  void bytesOfAnyEncodingAreBuilt() throws Exception {
    Files.writeString(
        repository.resolve("Makefile"),
        MAKEFILE.replace("@echo CONFIG_TINY=y", "@printf 'CONFIG_TINY=y\\n\\# gr\\374n\\n'"));
    assertThat(built(build("k1", push("Latin-1"))).config()).contains("gr\u00fcn");
  }

  @Test
  void aTreeThatWasNotPushedIsNamed() throws Exception {
    push("import");
    String unknown = "1234567890123456789012345678901234567890";
    assertThatThrownBy(() -> build("k1", unknown))
        .isInstanceOf(InfrastructureException.class)
        .hasMessageContaining(unknown)
        .extracting(e -> ((InfrastructureException) e).result().fault())
        .isEqualTo(Result.Fault.TREE_MISSING);
  }

  @Test
  void anInterruptedCheckoutLeavesNothingThatMatters() throws Exception {
    String first = push("import");
    built(build("k1", first));
    // As a kill in the middle of a checkout leaves it.
    Files.delete(home.work().resolve("checked-out"));
    Path tree = home.work().resolve("tree");
    Files.writeString(tree.resolve("stray.c"), "int stray;\n");
    Files.writeString(tree.resolve("two.c"), "half", StandardOpenOption.TRUNCATE_EXISTING);
    Files.createFile(home.source().resolve("worktrees/tree/index.lock"));
    Result.Image image = built(build("k2", first));
    assertThat(image.buildId()).isEqualTo(images.find("k1").orElseThrow().buildId());
    assertThat(tree.resolve("stray.c")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTreeThatItsRepositoryDoesNotKnowIsMadeAnew(boolean isCheckedOut) throws Exception {
    String first = push("import");
    built(build("k1", first));
    // As a git leaves it that is killed while it makes the tree: its own part goes first.
    Folders.delete(home.source().resolve("worktrees/tree"));
    if (!isCheckedOut) {
      Files.delete(home.work().resolve("checked-out"));
    }
    Files.writeString(repository.resolve("one.c"), "int one(void) { return 3; }\n");
    String second = push("another");
    assertThat(built(build("k2", second)).buildId()).isNotBlank();
  }

  @Test
  void aTreeThatIsBeingRemovedCountsAsNoCommit() throws Exception {
    String first = push("import");
    built(build("k1", first));
    Folders.delete(home.source().resolve("worktrees/tree"));
    // It ends when the files are gone, and before git makes others.
    Path git = Files.createDirectories(folder.resolve("bin")).resolve("git");
    Files.writeString(
        git,
        """
        #!/bin/sh
        for word; do [ "$word" != prune ] || exit 1; done
        PATH=${PATH#*:}
        exec git "$@"
        """);
    Files.setPosixFilePermissions(git, PosixFilePermissions.fromString("rwxr-xr-x"));
    var dying = new Tools(Map.of("PATH", git.getParent() + ":" + System.getenv("PATH")));
    Files.writeString(repository.resolve("two.c"), "int two(void) { return 3; }\n");
    String second = push("change two.c");
    assertThatThrownBy(() -> build("k2", second, dying)).hasMessageContaining("prune");
    assertThat(home.work().resolve("tree")).doesNotExist();
    assertThat(home.work().resolve("checked-out")).doesNotExist();
    assertThat(built(build("k1", first)).commit()).isEqualTo(first);
  }

  private Result build(String key, String commit) throws Exception {
    return build(key, commit, tools);
  }

  private Result build(String key, String commit, Tools tools) throws Exception {
    return build(key, commit, tools, TARGET, "CONFIG_FRAGMENT=y\n");
  }

  private Result build(String key, String commit, Job.ConfigBase base, String fragment)
      throws Exception {
    return build(key, commit, tools, base, fragment);
  }

  private Result build(String key, String commit, Tools tools, Job.ConfigBase base, String fragment)
      throws Exception {
    var job =
        new Job.Build(
            key, commit, base, List.of(fragment), 1, List.of(), 0, false, Duration.ofMinutes(5));
    var jobFolder = new JobFolder(Files.createDirectories(home.jobs().resolve(key + "_1")));
    return new KernelBuild(home, tools, Architecture.ofThisMachine(), images)
        .build(job, jobFolder, new Reporter(jobFolder), DEADLINE);
  }

  private static Result.Image built(Result result) {
    assertThat(result).isInstanceOf(Result.Built.class);
    return ((Result.Built) result).image();
  }

  private Path objects() throws Exception {
    return Folders.list(home.work()).stream()
        .filter(path -> path.getFileName().toString().startsWith("build-"))
        .findFirst()
        .orElseThrow();
  }

  private String push(String message) throws Exception {
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", message);
    String commit = git("rev-parse", "HEAD");
    git("push", "-q", home.source().toString(), commit + ":refs/halfspeed/" + commit);
    return commit;
  }

  private String git(String... words) throws Exception {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    return new Command(command, tools.environment(), repository).capture(DEADLINE).strip();
  }
}
