package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.time.Time;
import dev.halfspeed.watch.WatchRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches through the whole controller, on real git and a fake machine. */
final class WatchTest {
  private static final double NOISE = 0.002;
  private static final Principal ME = Principal.commandLine("me");

  @TempDir private Path directory;
  private TinyLab lab;
  private KernelRepository origin;
  private Path clone;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
    origin = KernelRepository.create(directory.resolve("origin"));
    origin.commit("import", "1000");
    origin.git("tag", "v6.1");
    origin.commit("change", "800");
    origin.git("branch", "next");
    clone = directory.resolve("clone");
    origin.git("clone", "-q", origin.folder().toString(), clone.toString());
  }

  /** A watch of the clone's remote branch, which is what it should be; fields can be changed. */
  private final class Asked {
    String name = "mainline";
    String repository = clone.toString();
    @Nullable String remote = "origin";
    List<WatchRequest.Ref> refs = List.of(branch("origin/main"));
    String reference = "v6.1";
    List<WatchRequest.Workload> workloads = List.of(workload("tiny"));
    String config = "tinyconfig";
    List<String> fragments = List.of();
    String lab = directory.resolve("lab.yaml").toString();
    long minutes = 60;
    @Nullable Instant start;
    @Nullable Instant until;
    double hours = 8;
    int bisections = 1;
    int blocks = 1;
    int runs = 1;
    int backlog = 8;
    int backfill;

    WatchRequest request() {
      return new WatchRequest(
          name,
          repository,
          remote,
          refs,
          reference,
          workloads,
          config,
          fragments,
          lab,
          minutes,
          start,
          until,
          hours,
          bisections,
          blocks,
          runs,
          backlog,
          backfill,
          1);
    }
  }

  private static WatchRequest.Ref branch(String pattern) {
    return new WatchRequest.Ref(WatchRequest.Kind.BRANCH, pattern, null);
  }

  private static WatchRequest.Ref tags(String pattern) {
    return new WatchRequest.Ref(WatchRequest.Kind.TAGS, pattern, null);
  }

  private static WatchRequest.Ref rebuilt(String pattern, @Nullable String mainline) {
    return new WatchRequest.Ref(WatchRequest.Kind.REBUILT, pattern, mainline);
  }

  private static WatchRequest.Workload workload(String recipe) {
    return new WatchRequest.Workload(recipe, null, Map.of(), List.of());
  }

  private static void untilMeasured(Controller controller, int points) {
    TinyLab.until(() -> controller.watches().show("mainline").counts().measured() == points);
  }

  @Test
  void newCommitsOfARemoteAreMeasuredAndDontClutterTheList() throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      controller.watches().add(new Asked().request(), ME);
      untilMeasured(controller, 1);
      origin.commit("mends it", "1000");
      controller.watches().runNow("mainline", ME);
      untilMeasured(controller, 2);
      WatchView view = controller.watches().show("mainline");
      assertThat(view.fault()).isNull();
      assertThat(view.points())
          .extracting(WatchView.Point::state)
          .containsExactly("measured", "measured");
      assertThat(view.series())
          .extracting(WatchView.Series::metric)
          .containsExactly("tps", "latency_mean");
      assertThat(view.series().getFirst().values()).isEqualTo(2);
      WatchView.Value last = requireNonNull(view.series().getFirst().last());
      assertThat(last.difference()).isBetween(-0.01, 0.01);
      assertThat(last.reference()).isBetween(990.0, 1010.0);
      assertThat(view.used()).isNotNegative();
      assertThat(controller.campaigns().comparisons()).isEmpty();
      assertThat(controller.campaigns().allComparisons())
          .hasSize(2)
          .allSatisfy(comparison -> assertThat(comparison.boots()).isEqualTo(4));
      controller.watches().remove("mainline", ME, "done");
      assertThat(controller.watches().list()).isEmpty();
    }
    try (var store = lab.store()) {
      String id = store.watches().all().getFirst().id();
      List<SeriesStore.SeriesPoint> values =
          store.series().values(store.series().all(id).getFirst().id());
      assertThat(values.getFirst().value().ratio())
          .isBetween(Math.log(0.8) - 0.01, Math.log(0.8) + 0.01);
      assertThat(values.getFirst().value().ratioVariance()).isBetween(1e-9, 1e-4);
    }
  }

  @Test
  void aControllerThatIsStoppedGoesOnWithTheSamePoint() throws Exception {
    var machine = new FakeMachine(NOISE);
    machine.freezesAfter(3);
    try (LabController controller = lab.controller(machine, Time.real())) {
      controller.watches().add(new Asked().request(), ME);
      TinyLab.until(() -> machine.starts().size() >= 3);
    }
    machine.freezesAfter(Integer.MAX_VALUE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      untilMeasured(controller, 1);
      assertThat(controller.campaigns().allComparisons()).hasSize(1);
    }
  }

  @Test
  void aRepositoryThatIsGoneLaterIsAFault() throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      controller.watches().add(new Asked().request(), ME);
      untilMeasured(controller, 1);
      Files.move(clone, directory.resolve("elsewhere"));
      controller.watches().runNow("mainline", ME);
      TinyLab.until(() -> controller.watches().show("mainline").fault() != null);
      assertThat(controller.watches().show("mainline").fault())
          .contains("there is no folder " + clone);
      Files.move(directory.resolve("elsewhere"), clone);
      controller.watches().runNow("mainline", ME);
      TinyLab.until(() -> controller.watches().show("mainline").fault() == null);
    }
  }

  private record Wrong(UnaryOperator<Asked> change, String what, String next) {}

  private interface Change {
    void of(Asked asked);
  }

  private static Wrong wrong(Change change, String what, String next) {
    return new Wrong(
        asked -> {
          change.of(asked);
          return asked;
        },
        what,
        next);
  }

  private List<Wrong> wrongs() {
    return List.of(
        wrong(a -> a.name = "", "a watch can't be called \"\"", "such as mainline"),
        wrong(a -> a.name = "a/b", "a watch can't be called", "such as mainline"),
        wrong(a -> a.name = "taken", "there is a watch \"taken\" already", "watch remove taken"),
        wrong(
            a -> {
              a.refs = List.of(branch("main"));
              a.remote = null;
            },
            "watch \"taken\" does just what this one would do",
            "watch show taken"),
        wrong(a -> a.refs = List.of(), "nothing to watch", "--branch"),
        wrong(
            a -> a.refs = List.of(branch("origin/main"), branch("origin/main")),
            "\"origin/main\" is watched twice",
            "once"),
        wrong(
            a -> a.refs = List.of(branch("origin/mian")),
            "no branch fits \"origin/mian\"",
            "origin/main"),
        wrong(a -> a.refs = List.of(tags("w*")), "no tag fits \"w*\"", "tag"),
        wrong(
            a -> a.refs = List.of(branch("v6.1")), "no branch fits \"v6.1\"", "watch it as --tags"),
        wrong(a -> a.refs = List.of(tags("main")), "no tag fits \"main\"", "watch it as --branch"),
        wrong(a -> a.refs = List.of(branch("main~3")), "is no name or pattern", "v*-rc*"),
        wrong(a -> a.refs = List.of(branch("refs/heads/main")), "is a full ref", "refs/heads/"),
        wrong(
            a -> a.refs = List.of(rebuilt("origin/next", null)),
            "its mainline is missing",
            "--mainline"),
        wrong(
            a -> a.refs = List.of(rebuilt("origin/*", "origin/main")),
            "a rebuilt tree is one branch",
            "--rebuilt next/master"),
        wrong(
            a -> a.refs = List.of(rebuilt("origin/next", "origin/next")),
            "compared with itself",
            "--mainline BRANCH"),
        wrong(
            a -> a.refs = List.of(rebuilt("origin/next", "origin/nowhere")),
            "no branch fits \"origin/nowhere\"",
            ""),
        wrong(
            a -> a.repository = directory.resolve("none").toString(),
            "there is no folder",
            "--repo"),
        wrong(a -> a.repository = "linux-clone", "linux-clone", ""),
        wrong(
            a -> a.repository = "https://example.org/linux.git",
            "repository elsewhere",
            "git clone"),
        wrong(a -> a.remote = "upstream", "has no remote 'upstream'", "origin"),
        wrong(a -> a.remote = "gone", "is gone", "remote set-url gone"),
        wrong(a -> a.remote = "locked", "wants a password or key", "credential helper"),
        wrong(a -> a.reference = "v6.9", "no branch, tag or commit 'v6.9'", "v6.1"),
        wrong(a -> a.reference = "", "a revision is empty", ""),
        wrong(a -> a.workloads = List.of(), "0 recipes to measure with", "1 to"),
        wrong(
            a -> a.workloads = List.of(workload("tiny"), workload("tiny")),
            "is measured twice in one way",
            "other parameters"),
        wrong(a -> a.workloads = List.of(workload("tidy")), "no recipe 'tidy'", "tiny"),
        wrong(
            a ->
                a.workloads =
                    List.of(new WatchRequest.Workload("tiny", "big", Map.of(), List.of())),
            "no profile 'big'",
            ""),
        wrong(
            a ->
                a.workloads =
                    List.of(
                        new WatchRequest.Workload("tiny", null, Map.of("minutes", "1"), List.of())),
            "no parameter 'minutes'",
            "seconds"),
        wrong(
            a ->
                a.workloads =
                    List.of(
                        new WatchRequest.Workload("tiny", null, Map.of("seconds", "0"), List.of())),
            "seconds",
            ""),
        wrong(
            a ->
                a.workloads =
                    List.of(new WatchRequest.Workload("tiny", null, Map.of(), List.of("speed"))),
            "no metric \"speed\"",
            "tps"),
        wrong(a -> a.lab = directory.resolve("nolab.yaml").toString(), "nolab.yaml", ""),
        wrong(a -> a.config = "/nowhere/config", "/nowhere/config", ""),
        wrong(a -> a.fragments = List.of("/nowhere/more"), "/nowhere/more", ""),
        wrong(a -> a.minutes = 0, "a look every 0 minutes", "--every"),
        wrong(a -> a.minutes = 90_000, "a look every 90000 minutes", "30d"),
        wrong(a -> a.start = Instant.parse("2020-01-01T00:00:00Z"), "start in the past", "--start"),
        wrong(a -> a.until = Instant.parse("2020-01-01T00:00:00Z"), "end in the past", "--until"),
        wrong(
            a -> {
              a.start = Instant.parse("2100-01-02T00:00:00Z");
              a.until = Instant.parse("2100-01-01T00:00:00Z");
            },
            "before it starts",
            "--until"),
        wrong(a -> a.hours = 0, "a budget of 0 machine hours a day", "--budget"),
        wrong(a -> a.hours = -1, "a budget of -1 machine hours a day", "--budget"),
        wrong(a -> a.hours = 25, "25 machine hours a day for 1 machine", "at most 24"),
        wrong(a -> a.bisections = -1, "-1 bisections an hour", "--bisections"),
        wrong(a -> a.blocks = 0, "0 blocks", "--blocks"),
        wrong(a -> a.blocks = 4, "4 blocks", "give --blocks from 1 to 3"),
        wrong(a -> a.runs = 0, "0 runs", "--runs"),
        wrong(a -> a.backlog = 0, "0 waiting points", "--backlog"),
        wrong(a -> a.backfill = 3, "no tags are watched", "--tags"),
        wrong(
            a -> {
              a.refs = List.of(tags("v*"));
              a.backfill = 9;
            },
            "9 tags are to be measured",
            "--backlog"));
  }

  @Test
  void whatIsWrongIsToldWhenItIsAdded() throws Exception {
    KernelRepository.create(directory.resolve("away")).commit("import", "1000");
    origin.git(
        "-C", clone.toString(), "remote", "add", "gone", directory.resolve("nowhere").toString());
    HttpServer locked =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    locked.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"kernels\"");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    locked.start();
    origin.git(
        "-C",
        clone.toString(),
        "remote",
        "add",
        "locked",
        "http://127.0.0.1:" + locked.getAddress().getPort() + "/linux.git");
    List<Wrong> wrongs = wrongs();
    assertThat(wrongs).hasSizeGreaterThanOrEqualTo(25);
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      var taken = new Asked();
      taken.name = "taken";
      taken.refs = List.of(branch("main"));
      taken.remote = null;
      taken.start = Instant.parse("2100-01-01T00:00:00Z");
      controller.watches().add(taken.request(), ME);
      var messages = new HashSet<String>();
      var unclear = new ArrayList<String>();
      for (Wrong wrong : wrongs) {
        WatchRequest request = wrong.change().apply(new Asked()).request();
        Problem problem =
            catchThrowableOfType(Problem.class, () -> controller.watches().add(request, ME));
        if (problem == null
            || !problem.what().contains(wrong.what())
            || !problem.nextStep().contains(wrong.next())
            || problem.what().contains("\n")) {
          unclear.add(
              wrong.what()
                  + ": "
                  + (problem == null ? "added" : problem.what() + " -> " + problem.nextStep()));
        } else {
          messages.add(problem.what());
        }
      }
      assertThat(unclear).isEmpty();
      assertThat(messages).hasSizeGreaterThanOrEqualTo(25);
      assertThat(controller.watches().list()).hasSize(1);
      assertThat(controller.campaigns().allComparisons()).isEmpty();
    } finally {
      locked.stop(0);
    }
  }
}
