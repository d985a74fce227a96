package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.protocol.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real git, with the refs and packs that pushes leave. */
final class OldSourcesTest {
  private static final int KEPT = 2;
  private static final int MOST_PACKS = 4;
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));

  @TempDir Path folder;
  private final Tools tools = new Tools(Map.of("HOME", "/nonexistent"));
  private final Instant now = Instant.now();
  private Home home;
  private SourceTree tree;
  private Path repository;
  private Path log;

  @BeforeEach
  void createRepository() throws Exception {
    home = Home.create(folder.resolve("home"));
    log = folder.resolve("log");
    tree = new SourceTree(home, tools);
    tree.createRepository();
    repository = Files.createDirectories(folder.resolve("linux"));
    git(repository, "init", "-q", "-b", "main");
    Files.writeString(repository.resolve("same.c"), "int same;\n");
  }

  @Test
  void theTreesThatWerePushedLastStayAndOnesThatHaveGoneArePushedAnew() throws Exception {
    String first = push(1, Duration.ofHours(9));
    push(2, Duration.ofHours(8));
    String checkedOut = push(3, Duration.ofHours(7));
    tree.checkOut(checkedOut, log, DEADLINE);
    String young = push(4, Duration.ofHours(6));
    String youngest = push(5, Duration.ofHours(5));
    assertThat(packs()).isEqualTo(5);

    remove();
    assertThat(refs("commits")).containsExactlyInAnyOrder(young, youngest);
    assertThat(refs("trees")).hasSize(KEPT);
    // One for what refs and the checked-out tree need, one for the rest.
    assertThat(packs()).isLessThanOrEqualTo(2);
    tree.checkOut(young, log, DEADLINE);
    assertThat(tree.files().resolve("changing.c")).hasContent("4");
    tree.checkOut(checkedOut, log, DEADLINE);
    assertThat(tree.files().resolve("changing.c")).hasContent("3");

    ref("commits", first, Duration.ZERO);
    tree.checkOut(first, log, DEADLINE);
    assertThat(tree.files().resolve("changing.c")).hasContent("1");
    git(home.source(), "fsck", "--connectivity-only");
  }

  @Test
  void whatWasJustPushedStays() throws Exception {
    for (int i = 1; i <= 6; i++) {
      push(i, Duration.ofMinutes(i));
    }
    remove();
    assertThat(refs("commits")).hasSize(6);
  }

  @Test
  void borrowedObjectsAreNotCopied() throws Exception {
    // As the machine of the demo borrows the tree that all its histories start from.
    push(1, Duration.ofHours(9));
    Path lender = folder.resolve("lender.git");
    git(repository, "clone", "-q", "--bare", repository.toString(), lender.toString());
    Files.writeString(
        home.source().resolve("objects/info/alternates"), lender.resolve("objects") + "\n");
    for (int i = 2; i <= 7; i++) {
      push(i, Duration.ofHours(9));
    }
    remove();
    assertThat(packs()).isLessThanOrEqualTo(2);
    String same = git(repository, "rev-parse", "HEAD:same.c");
    String listed =
        git(home.source(), "cat-file", "--batch-check", "--batch-all-objects", "--unordered");
    assertThat(listed).contains(same);
    Files.delete(home.source().resolve("objects/info/alternates"));
    assertThat(
            git(home.source(), "cat-file", "--batch-check", "--batch-all-objects", "--unordered"))
        .doesNotContain(same);
  }

  @Test
  void theBuildFoldersThatWereUsedLastStay() throws Exception {
    var configs = new ArrayList<Path>();
    for (String base : List.of("a", "b", "c", "d")) {
      Path used = OldSources.buildFolder(home, config(base));
      Files.createFile(used.resolve("vmlinux"));
      Files.setLastModifiedTime(
          used, FileTime.from(now.minus(Duration.ofHours(10 - configs.size()))));
      configs.add(used);
    }
    assertThat(OldSources.buildFolder(home, config("a"))).isEqualTo(configs.getFirst());
    remove();
    assertThat(configs.get(0).resolve("vmlinux")).exists();
    assertThat(configs.get(1)).doesNotExist();
    assertThat(configs.get(2)).doesNotExist();
    assertThat(configs.get(3)).exists();
  }

  private static KernelConfig config(String base) {
    return new KernelConfig(new Job.ConfigBase.MakeTarget(base + "config"), List.of("CONFIG_A=y"));
  }

  @Test
  void fragmentsOfOneTextShareAFolderAndThoseOfAMakeTargetDoNot() throws Exception {
    var text = new Job.ConfigBase.ConfigText("CONFIG_64BIT=y\n");
    assertThat(folder(text, "CONFIG_B=y"))
        .isEqualTo(folder(text, "CONFIG_A=y"))
        .isNotEqualTo(folder(new Job.ConfigBase.ConfigText("# none\n"), "CONFIG_A=y"));
    var target = new Job.ConfigBase.MakeTarget("tinyconfig");
    assertThat(folder(target, "CONFIG_B=y"))
        .isNotEqualTo(folder(target, "CONFIG_A=y"))
        .isEqualTo(folder(target, "CONFIG_B=y"));
  }

  private Path folder(Job.ConfigBase base, String fragment) throws Exception {
    return OldSources.buildFolder(home, new KernelConfig(base, List.of(fragment)));
  }

  private void remove() throws Exception {
    new OldSources(home, tools, KEPT, KEPT, MOST_PACKS, now).remove(log, DEADLINE);
  }

  private String push(int number, Duration age) throws Exception {
    Files.writeString(repository.resolve("changing.c"), Integer.toString(number));
    git(repository, "add", "-A");
    String pushed = git(repository, "write-tree");
    String commit =
        git(
            repository,
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t",
            "commit-tree",
            "-m",
            "t",
            pushed);
    git(repository, "update-ref", "refs/heads/main", commit);
    git(
        repository,
        "push",
        "-q",
        home.source().toString(),
        commit + ":refs/halfspeed/commits/" + commit,
        pushed + ":refs/halfspeed/trees/" + pushed);
    age("commits", commit, age);
    age("trees", pushed, age);
    return commit;
  }

  private void ref(String kind, String id, Duration age) throws Exception {
    git(
        repository,
        "push",
        "-q",
        home.source().toString(),
        id + ":refs/halfspeed/" + kind + "/" + id);
    age(kind, id, age);
  }

  private void age(String kind, String id, Duration age) throws Exception {
    Files.setLastModifiedTime(
        home.source().resolve("refs/halfspeed").resolve(kind).resolve(id),
        FileTime.from(now.minus(age)));
  }

  private List<String> refs(String kind) throws Exception {
    return Folders.list(home.source().resolve("refs/halfspeed").resolve(kind)).stream()
        .map(path -> path.getFileName().toString())
        .toList();
  }

  private long packs() throws Exception {
    return Folders.list(home.source().resolve("objects/pack")).stream()
        .filter(path -> path.toString().endsWith(".pack"))
        .count();
  }

  private String git(Path folder, String... words) throws Exception {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    return new Command(command, tools.environment(), folder).capture(DEADLINE).strip();
  }
}
