package dev.halfspeed.controller;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.recipe.Parameter;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.registry.Labs;
import dev.halfspeed.registry.Repositories;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.LabView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.store.campaign.CampaignStore;
import dev.halfspeed.store.machine.LabRecord;
import dev.halfspeed.store.machine.RepositoryRecord;
import dev.halfspeed.watch.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requests name. Whoever is not the controller's own command line names what is registered and
 * nothing else; what that one names by a path is registered with it.
 */
final class Names implements Registry {
  private static final Logger LOG = LoggerFactory.getLogger(Names.class);
  private static final Pattern RECIPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final int SHOWN = 80;

  private final Labs labs;
  private final Repositories repositories;
  private final RecipeBook recipes;
  private final CampaignStore campaigns;
  private final Actions actions;

  Names(
      Labs labs,
      Repositories repositories,
      RecipeBook recipes,
      CampaignStore campaigns,
      Actions actions) {
    this.labs = labs;
    this.repositories = repositories;
    this.recipes = recipes;
    this.campaigns = campaigns;
    this.actions = actions;
  }

  /** The request as the engine knows it. */
  BisectionRequest resolve(BisectionRequest request, Principal by) throws Problem {
    check(request.lab(), request.recipe(), by);
    checkParameters(request.recipe(), request.parameters(), by);
    checkConfig(request.configBase(), request.configFragments(), by);
    return request.of(repository(request.repository(), by));
  }

  /** The request as the engine knows it. */
  ComparisonRequest resolve(ComparisonRequest request, Principal by) throws Problem {
    check(request.lab(), request.recipe(), by);
    checkParameters(request.recipe(), request.parameters(), by);
    var paths = new ArrayList<String>();
    for (ComparisonRequest.Variant variant : request.variants()) {
      checkParameters(request.recipe(), variant.parameters(), by);
      checkConfig(variant.configBase(), variant.configFragments(), by);
      paths.add(repository(variant.repository(), by));
    }
    return request.of(paths);
  }

  /** The request as the engine knows it. */
  ConfigBisectionRequest resolve(ConfigBisectionRequest request, Principal by) throws Problem {
    check(request.lab(), request.recipe(), by);
    checkParameters(request.recipe(), request.parameters(), by);
    if (!by.mayNamePaths()) {
      UntrustedConfig.check(request.good(), request.goodConfig());
      UntrustedConfig.check(request.bad(), request.badConfig());
    }
    return request.of(repository(request.repository(), by));
  }

  /** The request as the engine knows it. */
  CheckRequest resolve(CheckRequest request, Principal by) throws Problem {
    check(request.lab(), request.recipe(), by);
    checkParameters(request.recipe(), request.parameters(), by);
    checkConfig(request.configBase(), request.configFragments(), by);
    return request.of(repository(request.repository(), by));
  }

  /** The request as regressions know it. */
  AlarmRequest resolve(AlarmRequest request, Principal by) throws Problem {
    checkLab(request.lab(), by);
    if (request.recipe() != null) {
      checkRecipe(request.recipe(), by);
      checkParameters(
          request.recipe(), Objects.requireNonNullElse(request.parameters(), Map.of()), by);
    }
    checkConfig(
        Objects.requireNonNullElse(request.configBase(), "defconfig"),
        Objects.requireNonNullElse(request.configFragments(), List.of()),
        by);
    return request.of(repository(request.repository(), by));
  }

  /** The watch as the engine knows it. */
  WatchRequest resolve(WatchRequest request, Principal by) throws Problem {
    for (WatchRequest.Workload workload : request.workloads()) {
      check(request.lab(), workload.recipe(), by);
      checkParameters(workload.recipe(), workload.parameters(), by);
    }
    checkConfig(request.configBase(), request.configFragments(), by);
    return request.of(repository(request.repository(), by));
  }

  private void check(@Nullable String lab, String recipe, Principal by) throws Problem {
    checkLab(lab, by);
    checkRecipe(recipe, by);
  }

  /** Requires that a lab may be named so; absent or empty: the machine at hand. */
  void checkLab(@Nullable String lab, Principal by) throws Problem {
    if (lab == null || lab.isEmpty()) {
      return;
    }
    if (isPath(lab) && !by.mayNamePaths()) {
      throw refusal("lab file", lab, "name a lab: GET /api/v1/labs lists them", "lab");
    }
    labs.check(lab);
  }

  /** Requires that a recipe may be named so. */
  static void checkRecipe(String recipe, Principal by) throws Problem {
    if (!by.mayNamePaths() && !RECIPE.matcher(recipe).matches()) {
      throw new Problem(
          ProblemCode.PATH_NOT_ALLOWED,
          "the request names the recipe \""
              + Printable.line(recipe, SHOWN)
              + "\", which is no name",
          "name one that comes with Halfspeed: GET /api/v1/recipes lists them; only the"
              + " controller's own command line may name the folder of another");
    }
  }

  /**
   * Requires that these values may be given to a recipe's parameters. What a campaign was accepted
   * with may be asked for again.
   */
  private void checkParameters(String recipe, Map<String, String> values, Principal by)
      throws Problem {
    if (by.mayNamePaths() || values.isEmpty()) {
      return;
    }
    for (Parameter parameter : recipes.find(recipe).parameters()) {
      String value = values.get(parameter.name());
      if (parameter.trusted()
          && value != null
          && !value.equals(parameter.defaultValue())
          && !campaigns.hasHad(recipe, parameter.name(), value)) {
        throw new Problem(
            ProblemCode.PATH_NOT_ALLOWED,
            "the request sets the parameter %s of %s to \"%s\", which the lab's machines would run or open"
                .formatted(parameter.name(), recipe, Printable.line(value, SHOWN)),
            "leave it out, or ask at the controller's own command line, which may set it");
      }
    }
  }

  private static void checkConfig(String base, List<String> fragments, Principal by)
      throws Problem {
    if (by.mayNamePaths()) {
      return;
    }
    if (!RequestParts.isMakeTarget(base) || !fragments.isEmpty()) {
      throw new Problem(
          ProblemCode.PATH_NOT_ALLOWED,
          "the request names a path on the controller's disk, the configuration \""
              + Printable.line(RequestParts.isMakeTarget(base) ? fragments.getFirst() : base, SHOWN)
              + "\"",
          "name one of the kernel's own make targets, such as defconfig; only the controller's own"
              + " command line may name files");
    }
  }

  private String repository(String repository, Principal by) throws Problem {
    if (isPath(repository) && !by.mayNamePaths()) {
      throw refusal(
          "repository",
          repository,
          "name a registered one: GET /api/v1/repositories lists them",
          "repository");
    }
    return repositories.path(repository);
  }

  private static boolean isPath(String text) {
    return text.contains("/");
  }

  private static Problem refusal(String what, String path, String next, String kind) {
    return new Problem(
        ProblemCode.PATH_NOT_ALLOWED,
        "the request names a path on the controller's disk, the %s \"%s\""
            .formatted(what, Printable.line(path, SHOWN)),
        next + "; the controller's own user registers one: halfspeed " + kind + " add NAME PATH");
  }

  /**
   * What was accepted is known by a name from now on. It runs already: where it can't be named, it
   * is no less accepted.
   */
  void remember(@Nullable String lab, List<String> repositoryPaths, Principal by) {
    if (!by.mayNamePaths()) {
      return;
    }
    try {
      if (lab != null && isPath(lab)) {
        labs.remember(lab, by);
      }
      for (String path : repositoryPaths) {
        repositories.remember(path, by);
      }
    } catch (Problem unnamed) {
      LOG.warn("lab {} or repositories {} have no name", lab, repositoryPaths, unnamed);
    }
  }

  private static void requireOwner(Principal by) throws Problem {
    if (!by.mayNamePaths()) {
      throw new Problem(
          ProblemCode.FORBIDDEN,
          by.name() + " may not register anything, nor take a name away",
          "ask for it at the controller's own command line, on its host");
    }
  }

  @Override
  public List<LabView> labs() {
    return labs.all().stream().map(Names::view).toList();
  }

  @Override
  public LabView addLab(String name, String file, boolean replace, Principal by) throws Problem {
    requireOwner(by);
    LabRecord lab = labs.add(name, file, replace, by);
    actions.keep(by, "add", "lab " + name, file);
    return view(lab);
  }

  @Override
  public void removeLab(String name, Principal by) throws Problem {
    requireOwner(by);
    labs.remove(name);
    actions.keep(by, "remove", "lab " + name, "");
  }

  @Override
  public List<RepositoryView> repositories() {
    return repositories.all().stream().map(Names::view).toList();
  }

  @Override
  public RepositoryView addRepository(String name, String path, boolean replace, Principal by)
      throws Problem {
    requireOwner(by);
    RepositoryRecord repository = repositories.add(name, path, replace, by);
    actions.keep(by, "add", "repository " + name, path);
    return view(repository);
  }

  @Override
  public void removeRepository(String name, Principal by) throws Problem {
    requireOwner(by);
    repositories.remove(name);
    actions.keep(by, "remove", "repository " + name, "");
  }

  private static LabView view(LabRecord lab) {
    return new LabView(
        lab.name(),
        lab.source(),
        lab.byPath(),
        lab.addedBy(),
        lab.addedAt(),
        lab.machines().stream()
            .map(machine -> new LabView.Machine(machine.machine(), machine.address()))
            .toList());
  }

  private static RepositoryView view(RepositoryRecord repository) {
    return new RepositoryView(
        repository.name(),
        repository.path(),
        repository.byPath(),
        repository.addedBy(),
        repository.addedAt());
  }
}
