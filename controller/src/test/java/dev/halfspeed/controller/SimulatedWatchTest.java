package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.Seeds;
import dev.halfspeed.notify.NoticeChannel;
import dev.halfspeed.notify.NotifySettings;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.watch.WatchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A watch by the real controller, from the first tag to the regression that is bisected, told,
 * mended and closed, in labs where everything goes wrong.
 */
final class SimulatedWatchTest {
  private static final List<String> MACHINES = List.of("lab1", "lab2");
  private static final String WATCH = "tags";
  private static final int TAGS = 22;
  private static final int COMMITS_A_TAG = 3;
  private static final int CULPRIT = 12 * COMMITS_A_TAG + 2;
  private static final int FIX = 17 * COMMITS_A_TAG + 1;
  private static final int UNBUILDABLE = 5 * COMMITS_A_TAG;
  private static final int UNBOOTABLE = 8 * COMMITS_A_TAG;
  private static final Duration BETWEEN_TAGS = Duration.ofMinutes(30);
  private static final Duration PEACE = Duration.ofMinutes(10);
  private static final Duration ALL_TAGS = BETWEEN_TAGS.multipliedBy(TAGS + 2);

  private static final RegressionSettings PATIENCE =
      new RegressionSettings(
          Duration.ofMinutes(30),
          Duration.ofDays(2),
          Duration.ofDays(3),
          Duration.ofDays(1),
          Duration.ofHours(1),
          2,
          2,
          RegressionSettings.WAITING);

  @TempDir private static Path shared;
  private static KernelRepository history;
  private static QuickStores stores;
  private static final List<String> commits = new ArrayList<>();

  @BeforeAll
  static void setUp() throws IOException, Problem {
    stores = QuickStores.create(Files.createDirectories(shared.resolve("stores")));
    history = KernelRepository.create(shared.resolve("linux"));
    commits.add(history.commit("import", "1000."));
    for (int i = 1; i <= TAGS * COMMITS_A_TAG; i++) {
      String speed = i >= CULPRIT && i < FIX ? "700" : "1000";
      // Zeros tell commits apart that are equally fast.
      String whole = speed + "." + "0".repeat(i);
      commits.add(
          history.commit(
              "change " + i,
              i == UNBUILDABLE ? "unbuildable" : i == UNBOOTABLE ? "unbootable" : whole));
    }
    TinyRecipe.write(shared.resolve("recipes"));
    SimulatedLab.describe(MACHINES, shared.resolve("lab.yaml"));
  }

  /**
   * One lab; 50 with {@code -Dhalfspeed.seeds=many}, and {@code -Dhalfspeed.labs=100
   * -Dhalfspeed.first-lab=7} plays others.
   */
  @Test
  void whateverGoesWrongTheRegressionIsToldOnceAndClosed() throws Exception {
    int labs = Integer.getInteger("halfspeed.labs", Seeds.count(1, 50));
    long first = Long.getLong("halfspeed.first-lab", 1);
    assertThat(
            SideBySide.failures(LongStream.range(first, first + labs), SimulatedWatchTest::failure))
        .isEmpty();
  }

  private static Optional<String> failure(long seed) {
    Watched watched = null;
    try {
      watched = new Watched(seed);
      watched.lab.dieOften(seed % 7);
      watched.lab.releaseGremlin(ALL_TAGS, PEACE, EnumSet.allOf(SimulatedLab.Trouble.class));
      watched.lab.run();
      return Optional.empty();
    } catch (AssertionError | IOException | Problem | RuntimeException failed) {
      return Optional.of(
          "seed %d: %s%n%s"
              .formatted(
                  seed, failed, watched == null ? "" : String.join("\n", watched.lab.trace())));
    }
  }

  /** A watch of a repository in which a tag appears every six hours. */
  private static final class Watched implements SimulatedLab.Wish {
    private final List<NoticeChannel.Letter> letters = new ArrayList<>();
    private final Path repository;
    private final SimulatedLab lab;
    private @Nullable LabController controller;

    Watched(long seed) throws IOException {
      Path folder = Files.createTempDirectory(shared, "seed" + seed + "-");
      repository = folder.resolve("linux");
      history.git("clone", "-q", "--shared", history.folder().toString(), repository.toString());
      tag(0);
      lab =
          new SimulatedLab(
              stores,
              Files.createDirectory(folder.resolve("state")),
              shared.resolve("recipes"),
              MACHINES,
              List.of(),
              seed);
      for (int number = 1; number <= TAGS; number++) {
        int next = number;
        lab.plan(BETWEEN_TAGS.multipliedBy(number), () -> tag(next));
      }
      lab.wants(this, ALL_TAGS.plusDays(2));
    }

    private void tag(int number) {
      try {
        Files.writeString(
            repository.resolve(".git/refs/tags/%s".formatted(name(number))),
            commits.get(number * COMMITS_A_TAG) + "\n");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static String name(int number) {
      return "t-%02d".formatted(number);
    }

    @Override
    public void ask(LabController now) throws Problem {
      controller = now;
      now.lookAfterRegressions(
          new RegressionFile(
              new NotifySettings(
                  Optional.empty(),
                  NotifySettings.Authors.OFF,
                  List.of(),
                  List.of(
                      new NotifySettings.Target(
                          "team",
                          List.of("team"),
                          true,
                          Set.of("culprit", "no culprit", "unconfirmed", "fixed", "machine"),
                          _ -> new Letterbox()))),
              PATIENCE));
      if (now.watches().list().isEmpty()) {
        now.watches()
            .add(
                new WatchRequest(
                    WATCH,
                    repository.toString(),
                    null,
                    List.of(new WatchRequest.Ref(WatchRequest.Kind.TAGS, "t-*", null)),
                    name(0),
                    List.of(new WatchRequest.Workload("tiny", null, Map.of(), List.of())),
                    "tinyconfig",
                    List.of(),
                    shared.resolve("lab.yaml").toString(),
                    10,
                    null,
                    null,
                    24,
                    2,
                    1,
                    1,
                    TAGS,
                    0,
                    1),
                People.ANN);
      }
    }

    @Override
    public boolean isDone(Store store) {
      LabController now = requireNonNull(controller);
      return now.regressions().list().stream().anyMatch(each -> each.state().equals("fixed"))
          && letters.stream().anyMatch(letter -> letter.subject().startsWith("[FIXED]"))
          && store.notices().open().isEmpty();
    }

    @Override
    public void check() {
      LabController now = requireNonNull(controller);
      assertThat(now.regressions().list())
          .filteredOn(each -> each.culprit() != null)
          .singleElement()
          .satisfies(one -> {
            assertThat(one.state()).isEqualTo("fixed");
            assertThat(requireNonNull(one.culprit()).id()).isEqualTo(commits.get(CULPRIT));
            assertThat(requireNonNull(one.fix()).id()).isEqualTo(commits.get(FIX));
          });
      WatchView.Counts counts = now.watches().list().getFirst().counts();
      assertThat(counts).isEqualTo(new WatchView.Counts(0, 0, TAGS - 2, 2, 0));
      // A letter is sent again under its key where the controller died while it was sent.
      assertThat(
              letters.stream()
                  .collect(
                      Collectors.toMap(
                          NoticeChannel.Letter::key,
                          NoticeChannel.Letter::subject,
                          (one, _) -> one)))
          .hasSize(2);
    }

    @Override
    public String toString() {
      LabController now = requireNonNull(controller);
      try {
        return "%s%n%s%n%s".formatted(now.regressions().list(), now.watches().show(WATCH), letters);
      } catch (Problem gone) {
        return gone.toString();
      }
    }

    /** Takes letters; the controller may die before or after that. */
    private final class Letterbox implements NoticeChannel {
      @Override
      public String send(Letter letter) {
        lab.touch("before a letter");
        letters.add(letter);
        lab.touch("after a letter");
        return "taken";
      }

      @Override
      public void check() {}
    }
  }
}
