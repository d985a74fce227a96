package dev.halfspeed.web.page.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.bisection.BisectionCommand;
import dev.halfspeed.report.bisection.CulpritMail;
import dev.halfspeed.report.bisection.GitBisectLog;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.Views;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Texts that people take from a bisection's page elsewhere. */
final class CopiedTextTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  /** Stock git takes it, and comes to the same commit. */
  @Test
  void gitReplaysTheLog() throws Exception {
    List<String> ids = history();
    String json = JSON.writeValueAsString(Views.after("b1", START, Views.boots()));
    for (int index = -1; index < Views.COMMITS; index++) {
      json = json.replace(Views.commit(index).id(), ids.get(index + 1));
    }
    BisectionView view = JSON.readValue(json, BisectionView.class);
    Path log = Files.writeString(folder.resolve("bisect.log"), GitBisectLog.of(view));
    assertThat(git("bisect", "replay", log.toString()))
        .contains(ids.get(Views.CULPRIT + 1) + " is the first bad commit");
    assertThat(git("bisect", "log")).contains("git bisect skip " + ids.get(34));
  }

  /** A straight line: the good end, and the candidates after it. */
  private List<String> history() throws Exception {
    git("init", "-q", "-b", "main");
    var stream = new StringBuilder();
    for (int commit = 0; commit <= Views.COMMITS; commit++) {
      stream.append(
          "commit refs/heads/main\nmark :%d\ncommitter t <t@example.org> %d +0000\ndata 1\n%s\n"
              .formatted(commit + 1, 1_700_000_000 + commit, "x"));
    }
    Path input = Files.writeString(folder.resolve("stream"), stream);
    run(input, "git", "fast-import", "--quiet");
    return git("rev-list", "--reverse", "main").lines().toList();
  }

  private String git(String... words) throws Exception {
    String[] all = new String[words.length + 1];
    all[0] = "git";
    System.arraycopy(words, 0, all, 1, words.length);
    return run(null, all);
  }

  private String run(@Nullable Path input, String... words)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void theCommandStartsTheSameAgain() {
    assertThat(BisectionCommand.of(Views.after("b1", START, 7)))
        .isEqualTo(
            "halfspeed bisect --repo /home/ada/linux --good "
                + Views.commit(-1).id()
                + " --bad "
                + Views.commit(63).id()
                + " --recipe pgbench-simple-update --profile short --param clients=16"
                + " --config 'defconfig+/home/ada/my fragments/numa.config' --lab rack1"
                + " --metric tps --runs 2 --confidence 0.99 --max-boots 60"
                + " --max-machine-hours 2.0 --priority=-5 --seed 7");
  }

  @Test
  void theMailSaysWhatWasMeasuredAndHow() {
    BisectionView view = Views.after("b1", START, Views.boots());
    String id = Views.commit(Views.CULPRIT).id();
    assertThat(CulpritMail.of(view))
        .startsWith(
            "Subject: [REGRESSION] tps -23.4 % in pgbench-simple-update, bisected to "
                + id.substring(0, 12))
        .contains(
            "with it", "fresh boots of its parent", "gets back 96 % of the whole change", "12,4")
        .contains(
            "Fixes: " + id.substring(0, 12) + " (\"sched/fair: keep a waking task on the core")
        .contains("#regzbot introduced: " + id);
    assertThat(CulpritMail.of(Views.after("b1", START, 7))).isEmpty();
  }
}
