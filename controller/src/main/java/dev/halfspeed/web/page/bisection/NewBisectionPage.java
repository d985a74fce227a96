package dev.halfspeed.web.page.bisection;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.report.view.LabView;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An empty form that starts a bisection. First a repository and a recipe are chosen, which starts
 * nothing; what the form offers then are revisions of the one, and metrics of the other.
 *
 * @param repositories names of those that are registered
 * @param repository the chosen one; empty where none is
 * @param recipe likewise
 * @param form absent until both are chosen, and for who may start nothing
 * @param mayAct whether who looks at it may start one
 */
public record NewBisectionPage(
    List<String> repositories,
    List<String> recipes,
    String repository,
    String recipe,
    @Nullable Form form,
    boolean mayAct)
    implements Page {
  public NewBisectionPage {
    repositories = List.copyOf(repositories);
    recipes = List.copyOf(recipes);
  }

  /**
   * What is asked.
   *
   * @param key of this page: a form that comes twice with it starts one bisection
   * @param revisions branches and tags, the newest first
   * @param labs names of those that are registered
   */
  public record Form(
      String key,
      String summary,
      List<String> revisions,
      List<String> labs,
      List<String> profiles,
      List<String> metrics,
      List<Parameter> parameters,
      int maximumBoots) {
    public Form {
      revisions = List.copyOf(revisions);
      labs = List.copyOf(labs);
      profiles = List.copyOf(profiles);
      metrics = List.copyOf(metrics);
      parameters = List.copyOf(parameters);
    }

    /** For a recipe and revisions of a repository. */
    public static Form of(RecipeView recipe, List<String> revisions, List<LabView> labs) {
      return new Form(
          UUID.randomUUID().toString(),
          Show.line(recipe.summary()),
          revisions,
          labs.stream().map(LabView::name).toList(),
          recipe.profiles().keySet().stream().sorted().toList(),
          recipe.metrics().stream().map(RecipeView.Metric::name).toList(),
          recipe.parameters().stream()
              .filter(parameter -> !parameter.trusted())
              .map(Parameter::of)
              .toList(),
          RequestParts.USUAL_BOOTS);
    }
  }

  /**
   * A parameter of the recipe.
   *
   * @param field of the form
   * @param label what it is, with its unit
   * @param usual what it is where the field is left empty, and no profile sets it
   */
  public record Parameter(String field, String label, String usual) {
    static Parameter of(RecipeView.Parameter parameter) {
      String unit = parameter.unit();
      return new Parameter(
          field(parameter.name()),
          Show.line(
              "%s%s: %s"
                  .formatted(
                      parameter.name(),
                      unit == null ? "" : " (" + unit + ")",
                      parameter.description())),
          Show.line(parameter.defaultValue()));
    }

    /** The field of the form that has a parameter's value. */
    public static String field(String name) {
      return "parameter-" + name;
    }
  }

  /**
   * The page.
   *
   * @param repository as the address has it
   */
  public static NewBisectionPage of(
      List<RepositoryView> repositories,
      List<RecipeView> recipes,
      String repository,
      String recipe,
      @Nullable Form form,
      boolean mayAct) {
    return new NewBisectionPage(
        repositories.stream().map(RepositoryView::name).toList(),
        recipes.stream().map(RecipeView::name).toList(),
        repository,
        recipe,
        form,
        mayAct);
  }

  @Override
  public String title() {
    return "Start a bisection";
  }

  @Override
  public String template() {
    return "newbisection.jte";
  }
}
