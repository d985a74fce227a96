package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.LockFile;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a recipe's data once on this machine, whole or not at all, for all boots to come. */
final class Preparation {
  private final Home home;
  private final Tools tools;

  Preparation(Home home, Tools tools) {
    this.home = home;
    this.tools = tools;
  }

  /**
   * The folder of the prepared data, made now if need be; null where the recipe prepares nothing.
   *
   * @param scripts the recipe's folder on this machine
   * @throws InfrastructureException when the recipe's script fails
   */
  @Nullable Path prepared(
      RecipePlan recipe,
      Path scripts,
      BootPlan boot,
      JobFolder folder,
      Reporter reporter,
      Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    String script = recipe.prepare();
    if (script == null) {
      return null;
    }
    String digest = RecipeEnvironment.digest(recipe, boot);
    Path data = home.data().resolve(digest);
    if (Files.isDirectory(data)) {
      OldRecipes.used(data);
      return data;
    }
    reporter.phase("prepare");
    try (LockFile _ = home.lock("prepare")) {
      if (!Files.isDirectory(data)) {
        Path unfinished = home.data().resolve(digest + ".tmp");
        Folders.delete(unfinished);
        Files.createDirectory(unfinished);
        run(recipe, scripts, script, boot, unfinished, folder, deadline);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return data;
  }

  private void run(
      RecipePlan recipe,
      Path scripts,
      String script,
      BootPlan boot,
      Path data,
      JobFolder folder,
      Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var environment = new HashMap<>(tools.environment());
    environment.putAll(RecipeEnvironment.of(recipe, boot));
    environment.put("HALFSPEED_DATA", data.toString());
    Path log = folder.file("prepare.log");
    int code =
        new Command(List.of(scripts.resolve(script).toString()), environment, scripts)
            .run(log, line -> {}, deadline);
    if (code != 0) {
      String tail = LogTail.of(log);
      throw new InfrastructureException(
          Result.Fault.PREPARATION_FAILED,
          "the recipe "
              + recipe.name()
              + " could not prepare this machine (exit code "
              + code
              + "): "
              + ErrorLine.of(log),
          tail);
    }
  }
}
