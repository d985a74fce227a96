package dev.halfspeed.bisect;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.health.AaTest;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.RangeOptions;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Sought;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks whole what is asked for a check of machines. */
final class CheckRequestCheck {
  private final RecipeBook recipes;

  CheckRequestCheck(RecipeBook recipes) {
    this.recipes = recipes;
  }

  /**
   * Checks what is asked for a check of machines, and makes the commit ready to be sent.
   *
   * @param snapshots our own repository for such commits
   * @throws Problem the first thing that is not as it must be
   */
  KnownGood check(CheckRequest request, Path snapshots) throws Problem {
    if (request.boots() < AaTest.LEAST_BOOTS
        || request.boots() > RequestParts.MOST_BOOTS
        || request.runs() < 1
        || request.runs() > RequestParts.MOST_RUNS) {
      throw new Problem(
          "a check of "
              + Words.count(request.boots(), "boot")
              + " with "
              + Words.count(request.runs(), "run")
              + " each",
          "boot from %d to %d times, with 1 to %d runs"
              .formatted(AaTest.LEAST_BOOTS, RequestParts.MOST_BOOTS, RequestParts.MOST_RUNS));
    }
    Recipe recipe = recipes.find(request.recipe());
    RecipePlan plan = recipe.plan(recipe.resolve(request.profile(), request.parameters()));
    Recipe.Metric metric = RequestParts.metric(recipe, request.metric());
    try (KernelHistory history =
        KernelHistory.open(NamedFile.path(request.repository(), "repository"))) {
      CommitInfo good = history.resolve(request.good());
      history.requireKernel(good);
      try (Snapshots made = Snapshots.open(snapshots, history)) {
        return new KnownGood(
            new CommitLine(good.id(), good.subject()),
            made.snapshot(good.id()),
            made.repository(),
            recipe,
            plan,
            metric,
            RequestParts.configBase(request.configBase()),
            RequestParts.fragments(request.configFragments()),
            RequestParts.configWords(request.configBase(), request.configFragments()));
      }
    }
  }
}
