package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.SharedSettings;
import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.jobs.ImageKey;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.Printable;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.worker.protocol.SysValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks a comparison's request whole, before anything is started: what can be known from files
 * first, since that is quick, then the machines.
 */
public final class ComparisonCheck {

  /** What reaches a kernel as one argument, through a boot loader's file or QEMU's command line. */
  private static final Pattern KERNEL_ARGUMENT = Pattern.compile("[!-~]{1,512}");

  private final RecipeBook recipes;
  private final MachineRegistry stations;

  public ComparisonCheck(RecipeBook recipes, MachineRegistry stations) {
    this.recipes = recipes;
    this.stations = stations;
  }

  /**
   * Checks.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedComparison check(ComparisonRequest request) throws Problem {
    return check(request, recipe -> stations.open(request.lab(), RequestParts.tools(recipe)));
  }

  /**
   * Checks what was checked before, but not whether its machines are up: they may come back.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedComparison checkAgain(ComparisonRequest request) throws Problem {
    return check(request, recipe -> stations.known(request.lab()));
  }

  /**
   * Checks what can be known without a machine.
   *
   * @return how many machines the lab has
   * @throws Problem the first thing that is not as it must be
   */
  public int checkFiles(ComparisonRequest request) throws Problem {
    int machines = stations.names(request.lab()).size();
    check(request, recipe -> List.of()).close();
    return machines;
  }

  /**
   * Checks that a request's recipe has a metric.
   *
   * @throws Problem when it has not
   */
  public void checkMetric(ComparisonRequest request, String metric) throws Problem {
    RequestParts.metric(recipes.find(request.recipe()), metric);
  }

  private interface Machines {
    List<ConnectedMachine> of(Recipe recipe) throws Problem;
  }

  private CheckedComparison check(ComparisonRequest request, Machines machines) throws Problem {
    checkNumbers(request);
    checkNames(request);
    Recipe recipe = recipes.find(request.recipe());
    recipe.requireNumbers("a comparison");
    Recipe.Metric metric = RequestParts.metric(recipe, request.metric());
    var variants = new ArrayList<CheckedComparison.Variant>();
    try {
      for (ComparisonRequest.Variant variant : request.variants()) {
        variants.add(variant(request, variant, recipe));
      }
      List<ConnectedMachine> found = machines.of(recipe);
      return new CheckedComparison(
          request,
          List.copyOf(variants),
          recipe,
          found,
          detail(request, recipe, metric, variants, found));
    } catch (Problem | RuntimeException refused) {
      variants.forEach(variant -> variant.history().close());
      throw refused;
    }
  }

  private static void checkNumbers(ComparisonRequest request) throws Problem {
    RequestParts.checkConfidence(request.confidence());
    RequestParts.checkPriority(request.priority());
    RequestParts.checkBoots(request.maximumBoots());
    RequestParts.checkMachineHours(request.maximumMachineHours());
    RequestParts.checkRuns(request.runs(), 1);
    int variants = request.variants().size();
    if (variants < 2 || variants > ComparisonRequest.MOST_VARIANTS) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          variants + (variants == 1 ? " variant" : " variants") + " to compare",
          "name from 2 to "
              + ComparisonRequest.MOST_VARIANTS
              + ", such as: halfspeed compare v6.12 v6.13");
    }
    if (!(request.smallest() > 0 && request.smallest() < 1)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "a smallest difference of " + 100 * request.smallest() + " %",
          "give --smallest above 0 and below 100 %, such as --smallest 1");
    }
    if (request.maximumBoots() < 2 * variants) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "a budget of " + request.maximumBoots() + " boots for " + variants + " variants",
          "give --max-boots at least " + 2 * variants + ": each is booted twice at least");
    }
  }

  private static void checkNames(ComparisonRequest request) throws Problem {
    var names = new HashSet<String>();
    for (ComparisonRequest.Variant variant : request.variants()) {
      if (variant.name().isBlank() || !names.add(variant.name())) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            variant.name().isBlank()
                ? "a variant without a name"
                : "two variants are called \"" + variant.name() + "\"",
            "give each a name of its own, such as: halfspeed compare A=v6.12 B=v6.13");
      }
    }
    String good = request.good();
    if (good != null
        && (!names.contains(good) || good.equals(request.variants().getFirst().name()))) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "the good variant is \"%s\", which is %s"
              .formatted(
                  Printable.line(good, 80),
                  names.contains(good) ? "the first, so the bad one" : "none of the variants"),
          "name another variant than the first, whose loss is told against it");
    }
  }

  private static CheckedComparison.Variant variant(
      ComparisonRequest request, ComparisonRequest.Variant variant, Recipe recipe) throws Problem {
    for (String argument : variant.kernelArguments()) {
      if (!KERNEL_ARGUMENT.matcher(argument).matches()) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            "variant \"%s\" has the kernel argument \"%s\""
                .formatted(Printable.line(variant.name(), 80), Printable.line(argument, 80)),
            "write each as one printable word, such as mitigations=off");
      }
      if (SysValue.of(argument).filter(value -> !value.isValid()).isPresent()) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            "variant \"%s\" has %s, which can't be set"
                .formatted(
                    Printable.line(variant.name(), 80), Printable.line(argument(argument), 80)),
            "name a file below /sys, and one word of letters and digits as its value");
      }
    }
    var parameters = new HashMap<>(request.parameters());
    parameters.putAll(variant.parameters());
    RecipePlan plan = recipe.plan(recipe.resolve(request.profile(), parameters));
    KernelHistory history = KernelHistory.open(NamedFile.path(variant.repository(), "repository"));
    try {
      CommitInfo commit = history.resolve(variant.revision());
      history.requireKernel(commit);
      List<CommitInfo> reverts = reverts(variant, history, commit);
      return new CheckedComparison.Variant(
          history,
          commit,
          reverts,
          RequestParts.configBase(variant.configBase()),
          RequestParts.fragments(variant.configFragments()),
          variant.kernelArguments(),
          plan);
    } catch (Problem | RuntimeException refused) {
      history.close();
      throw refused;
    }
  }

  /** The commits that a variant takes back, each of which must apply to what is left then. */
  private static List<CommitInfo> reverts(
      ComparisonRequest.Variant variant, KernelHistory history, CommitInfo commit) throws Problem {
    var reverts = new ArrayList<CommitInfo>();
    for (String revision : variant.taken()) {
      reverts.add(history.resolve(revision));
    }
    if (!reverts.isEmpty()) {
      requireApplies(variant, history, commit, reverts);
    }
    return List.copyOf(reverts);
  }

  private static void requireApplies(
      ComparisonRequest.Variant variant,
      KernelHistory history,
      CommitInfo commit,
      List<CommitInfo> reverts)
      throws Problem {
    try {
      Path scratch = Files.createTempDirectory("halfspeed-revert");
      try (Snapshots snapshots = Snapshots.open(scratch.resolve("snapshots.git"), history)) {
        for (int last = 1; last <= reverts.size(); last++) {
          List<String> ids = reverts.subList(0, last).stream().map(CommitInfo::id).toList();
          if (snapshots.without(commit.id(), ids).isEmpty()) {
            CommitInfo reverted = reverts.get(last - 1);
            throw new Problem(
                "variant \"%s\" can't be had: %s (\"%s\") can't be reverted on %s: it is not in there, or later changes are in the way"
                    .formatted(
                        Printable.line(variant.name(), 80),
                        reverted.id().substring(0, 12),
                        Printable.line(reverted.subject(), 80),
                        Printable.line(variant.revision(), 80)),
                "make a branch with the revert by hand (git revert), and compare that");
          }
        }
      } finally {
        Snapshots.remove(scratch);
      }
    } catch (IOException e) {
      throw new Problem(
          "whether %s can be reverted could not be tried on the controller: %s"
              .formatted(
                  reverts.stream()
                      .map(each -> each.id().substring(0, 12))
                      .collect(Collectors.joining(", ")),
                  Printable.line(String.valueOf(e.getMessage()), 200)),
          "make room in the folder for temporary files on the controller's host (TMPDIR), and"
              + " submit the request again",
          e);
    }
  }

  private static ComparisonDetail detail(
      ComparisonRequest request,
      Recipe recipe,
      Recipe.Metric metric,
      List<CheckedComparison.Variant> variants,
      List<ConnectedMachine> found) {
    var described = new ArrayList<ComparisonDetail.Variant>();
    var parts = new ArrayList<String>();
    for (int number = 0; number < variants.size(); number++) {
      CheckedComparison.Variant variant = variants.get(number);
      ComparisonRequest.Variant asked = request.variants().get(number);
      described.add(
          new ComparisonDetail.Variant(
              asked.name(),
              new CommitLine(variant.commit().id(), variant.commit().subject()),
              difference(request.variants().getFirst(), asked, variant.reverts()),
              variant.reverts().stream().map(CommitInfo::id).toList()));
      parts.add(variant.commit().id());
      variant.reverts().forEach(reverted -> parts.add("without " + reverted.id()));
      parts.add(variant.plan().digest());
      new TreeMap<>(variant.plan().parameters())
          .forEach((name, value) -> parts.add(name + "=" + value));
      parts.add(ImageKey.part(variant.configBase()));
      parts.addAll(variant.configFragments());
      parts.addAll(variant.kernelArguments());
    }
    found.forEach(station -> parts.add(station.name() + ": " + station.toolchain()));
    ComparisonRequest.Variant first = request.variants().getFirst();
    return new ComparisonDetail(
        ComparisonDetail.VERSION,
        described,
        recipe.name(),
        variants.getFirst().plan().parameters(),
        metrics(recipe, metric),
        config(first),
        ContentDigest.of(parts),
        found.stream().map(ConnectedMachine::name).toList(),
        Map.of(),
        isOfRevisionsAlone(variants, described) ? shared(variants.getFirst(), found) : null,
        null);
  }

  /** With its kernel arguments: what all variants have differs from none. */
  private static String config(ComparisonRequest.Variant variant) {
    String words = RequestParts.configWords(variant.configBase(), variant.configFragments());
    return variant.kernelArguments().isEmpty()
        ? words
        : words + ", booted with " + String.join(" ", variant.kernelArguments());
  }

  private static boolean isOfRevisionsAlone(
      List<CheckedComparison.Variant> variants, List<ComparisonDetail.Variant> described) {
    return described.stream().allMatch(variant -> variant.what().isEmpty())
        && variants.stream().allMatch(variant -> variant.kernelArguments().isEmpty());
  }

  private static String shared(CheckedComparison.Variant any, List<ConnectedMachine> found) {
    return SharedSettings.digest(any.plan(), any.configBase(), any.configFragments(), found);
  }

  private static List<ComparisonDetail.Metric> metrics(Recipe recipe, Recipe.Metric deciding) {
    var metrics = new ArrayList<ComparisonDetail.Metric>();
    metrics.add(metric(deciding));
    recipe.metrics().stream()
        .filter(each -> !each.equals(deciding))
        .forEach(each -> metrics.add(metric(each)));
    return List.copyOf(metrics);
  }

  private static ComparisonDetail.Metric metric(Recipe.Metric metric) {
    return new ComparisonDetail.Metric(metric.name(), metric.unit(), metric.higherIsBetter());
  }

  /** What differs beside the revision, in words. */
  private static String difference(
      ComparisonRequest.Variant first,
      ComparisonRequest.Variant variant,
      List<CommitInfo> reverts) {
    var words = new ArrayList<String>();
    reverts.forEach(reverted ->
        words.add(
            "%s reverted (\"%s\")".formatted(reverted.id().substring(0, 12), reverted.subject())));
    if (!first.configBase().equals(variant.configBase())) {
      words.add("config " + variant.configBase());
    }
    variant.configFragments().stream()
        .filter(each -> !first.configFragments().contains(each))
        .forEach(each -> words.add("with " + each));
    first.configFragments().stream()
        .filter(each -> !variant.configFragments().contains(each))
        .forEach(each -> words.add("without " + each));
    variant.kernelArguments().stream()
        .filter(each -> !first.kernelArguments().contains(each))
        .forEach(each -> words.add(argument(each)));
    first.kernelArguments().stream()
        .filter(each -> !variant.kernelArguments().contains(each))
        .forEach(each -> words.add("without " + argument(each)));
    new TreeMap<>(variant.parameters())
        .forEach((name, value) -> {
          if (!Objects.equals(first.parameters().get(name), value)) {
            words.add(name + " " + value);
          }
        });
    return String.join(", ", words);
  }

  /** An argument as people wrote it. */
  private static String argument(String argument) {
    return SysValue.of(argument).map(SysValue::toString).orElse(argument);
  }
}
