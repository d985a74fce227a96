package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real git on the account of somebody whose settings would change or break what we do. */
final class GitTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));

  @TempDir Path folder;
  private Path user;
  private Tools tools;
  private Home home;
  private SourceTree tree;
  private Path repository;
  private Path log;

  @BeforeEach
  void createRepositories() throws Exception {
    user = Files.createDirectories(folder.resolve("user"));
    log = folder.resolve("log");
    Path hook = Files.createDirectories(user.resolve("hooks")).resolve("post-checkout");
    Path template = Files.createDirectories(user.resolve("template/hooks"));
    for (Path file :
        List.of(hook, hook.resolveSibling("pre-receive"), template.resolve("post-checkout"))) {
      Files.writeString(file, "#!/bin/sh\n: >" + user + "/ran\nexit 1\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(user.resolve("attributes"), "*.c text eol=crlf\n");
    String settings =
        """
        [safe]
          bareRepository = explicit
        [core]
          hooksPath = %1$s/hooks
          attributesFile = %1$s/attributes
          autocrlf = true
          fsmonitor = false && true
          worktree = /nonexistent
          sparseCheckout = true
        [init]
          templateDir = %1$s/template
          defaultObjectFormat = sha256
          defaultRefFormat = reftable
        [filter "lfs"]
          clean = exit 1
          smudge = exit 1
          process = exit 1
          required = true
        [receive]
          denyCurrentBranch = refuse
          fsckObjects = true
        [transfer]
          hideRefs = refs/halfspeed
        [commit]
          gpgSign = true
        [submodule]
          recurse = true
        """
            .formatted(user);
    Files.writeString(user.resolve(".gitconfig"), settings);
    Files.writeString(
        Files.createDirectories(user.resolve(".config/git")).resolve("config"), settings);
    tools =
        new Tools(
            Map.of(
                "HOME", user.toString(),
                "XDG_CONFIG_HOME", user.resolve(".config").toString(),
                "GIT_DIR", "/nonexistent",
                "GIT_TEMPLATE_DIR", user.resolve("template").toString()));
    home = Home.create(folder.resolve("home"));
    tree = new SourceTree(home, tools);
    tree.createRepository();
    repository = Files.createDirectories(folder.resolve("linux"));
    git("init", "-q", "-b", "main");
  }

  @Test
  void noSettingOfTheMachinesUserCounts() throws Exception {
    Files.writeString(repository.resolve(".gitattributes"), "*.bin filter=lfs diff=lfs -text\n");
    Files.writeString(repository.resolve("one.c"), "int one;\n");
    Files.writeString(repository.resolve("firmware.bin"), "content\n");
    String first = push("import");
    Files.writeString(repository.resolve("one.c"), "int two;\n");
    String second = push("change");
    for (String commit : List.of(first, second, first)) {
      tree.checkOut(commit, log, DEADLINE);
      assertThat(tree.files().resolve("one.c"))
          .hasContent(commit.equals(first) ? "int one;\n" : "int two;\n");
      assertThat(tree.files().resolve("firmware.bin")).hasContent("content\n");
    }
    assertThat(tree.sameConfiguration(first, second, DEADLINE)).isTrue();
    new OldSources(home, tools, 1, 1, 0, Instant.now().plus(Duration.ofDays(1)))
        .remove(log, DEADLINE);
    assertThat(user.resolve("ran")).doesNotExist();
    assertThat(home.source().resolve("hooks")).doesNotExist();
    assertThat(home.source().resolve("refs")).isDirectory();
  }

  /** Git leaves files alone to which only other attributes apply than in the commit before. */
  @Test
  void attributesThatChangeBetweenCommitsChangeNoFile() throws Exception {
    Files.writeString(repository.resolve("script.sh"), "#!/bin/sh\necho $Id$\n");
    String plain = push("import");
    Files.writeString(
        repository.resolve(".gitattributes"),
        "*.sh text eol=crlf ident\n*.txt working-tree-encoding=ISO-8859-1\n");
    Files.writeString(repository.resolve("new.txt"), "\u00e9\n", StandardCharsets.ISO_8859_1);
    String converted = push("attributes");
    tree.checkOut(converted, log, DEADLINE);
    assertThat(Files.readString(tree.files().resolve("script.sh")))
        .isEqualTo("#!/bin/sh\necho $Id$\n");
    tree.checkOut(plain, log, DEADLINE);
    assertThat(Files.readString(tree.files().resolve("script.sh")))
        .isEqualTo("#!/bin/sh\necho $Id$\n");
    tree.checkOut(converted, log, DEADLINE);
    assertThat(Files.readString(tree.files().resolve("new.txt"))).isEqualTo("\u00e9\n");
  }

  @Test
  void theKernelsOwnScriptsSeeNoForeignSettingsEither() {
    assertThat(Git.NO_FOREIGN_SETTINGS)
        .containsEntry("GIT_CONFIG_NOSYSTEM", "1")
        .containsEntry("GIT_CONFIG_GLOBAL", "/dev/null");
  }

  private String push(String message) throws Exception {
    git("-c", "core.safecrlf=false", "add", "-A");
    git("commit", "-q", "-m", message);
    String commit = git("rev-parse", "HEAD");
    git("push", "-q", home.source().toString(), commit + ":refs/halfspeed/commits/" + commit);
    return commit;
  }

  /** As somebody without settings. */
  private String git(String... words) throws Exception {
    var command =
        new ArrayList<>(
            List.of("git", "-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.hooksPath="));
    command.addAll(List.of(words));
    return new Command(command, new Tools(Map.of("HOME", "/nonexistent")).environment(), repository)
        .capture(DEADLINE)
        .strip();
  }
}
