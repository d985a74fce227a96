package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.health.AaTest;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.Words;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;

/** Checks whole what is asked for a check of machines. */
public final class CheckRequestCheck {
  private final RecipeBook recipes;

  public CheckRequestCheck(RecipeBook recipes) {
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
          ProblemCode.INVALID_FIELD,
          "a check of "
              + Words.count(request.boots(), "boot")
              + " with "
              + Words.count(request.runs(), "run")
              + " each",
          "boot from %d to %d times, with 1 to %d runs"
              .formatted(AaTest.LEAST_BOOTS, RequestParts.MOST_BOOTS, RequestParts.MOST_RUNS));
    }
    Recipe recipe = recipes.find(request.recipe());
    recipe.requireNumbers("a check of machines");
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
