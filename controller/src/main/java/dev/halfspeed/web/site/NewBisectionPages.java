package dev.halfspeed.web.site;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.api.KeptAnswers;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.bisection.NewBisectionPage;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The form that starts a bisection without an earlier one. */
public final class NewBisectionPages {
  private static final String PATH = "/bisections/new";
  private static final long SEED = 1;

  private final Controller controller;
  private final KeptAnswers kept;

  /**
   * Serves nothing yet.
   *
   * @param kept what the form started, so that one that comes twice starts one bisection
   */
  public NewBisectionPages(Controller controller, KeptAnswers kept) {
    this.controller = controller;
    this.kept = kept;
  }

  /** Adds the page; before that of one bisection, whose address is like it. */
  public void mount(PageRoutes routes) {
    routes.get(PATH, this::page, Links.campaigns());
    routes.post(PATH, this::start, PATH);
  }

  private Page page(RoutingContext context, PageQuery query) throws UnreadableException {
    List<RepositoryView> repositories = controller.registry().repositories();
    List<RecipeView> recipes = controller.recipes();
    Optional<RepositoryView> repository =
        chosen("repository", query, repositories, RepositoryView::name);
    Optional<RecipeView> recipe = chosen("recipe", query, recipes, RecipeView::name);
    boolean mayAct = Access.role(context).includes(Role.OPERATOR);
    return NewBisectionPage.of(
        repositories,
        recipes,
        repository.map(RepositoryView::name).orElse(""),
        recipe.map(RecipeView::name).orElse(""),
        mayAct && repository.isPresent() && recipe.isPresent()
            ? NewBisectionPage.Form.of(
                recipe.get(),
                controller.revisions(repository.get().path()),
                controller.registry().labs())
            : null,
        mayAct);
  }

  /** What the address names; the only one there is where it names none. */
  private static <T> Optional<T> chosen(
      String what, PageQuery query, List<T> all, Function<T, String> name)
      throws UnreadableException {
    String wanted = query.text(what);
    if (wanted.isEmpty()) {
      return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }
    Optional<T> found = all.stream().filter(one -> name.apply(one).equals(wanted)).findFirst();
    if (found.isEmpty()) {
      throw new UnreadableException(
          new Problem(
              ProblemCode.INVALID_FIELD,
              "there is no %s \"%s\"".formatted(what, Printable.line(wanted, 60)),
              "choose one of the list"));
    }
    return found;
  }

  private String start(RoutingContext context) throws Problem {
    // A stray Enter key starts none.
    FormFields.required(context, "start");
    FormFields.required(context, "key");
    var request =
        new BisectionRequest(
            FormFields.required(context, "repository"),
            FormFields.required(context, "good").strip(),
            FormFields.required(context, "bad").strip(),
            FormFields.required(context, "recipe"),
            optional(context, "profile"),
            parameters(context),
            FormFields.required(context, "config").strip(),
            List.of(),
            optional(context, "lab"),
            optional(context, "metric"),
            RequestParts.USUAL_CONFIDENCE,
            optional(context, "firstparent") != null,
            paths(context),
            0,
            FormFields.wholeNumber(context, "boots"),
            SEED,
            null,
            FormFields.required(context, "find"),
            null,
            null,
            null);
    try {
      return kept.started(
          context,
          () ->
              Links.campaign(
                  controller.requests().bisect(request, Access.principal(context)), true));
    } catch (Problem e) {
      // The form is there; what is not is something that it names.
      throw e.code() == ProblemCode.UNKNOWN
          ? new Problem(ProblemCode.INVALID_FIELD, e.what(), e.nextStep(), e)
          : e;
    }
  }

  /** Those that are filled in; an unknown recipe has none, and is refused where it is looked up. */
  private Map<String, String> parameters(RoutingContext context) throws Problem {
    String recipe = FormFields.required(context, "recipe");
    var values = new TreeMap<String, String>();
    controller.recipes().stream()
        .filter(known -> known.name().equals(recipe))
        .flatMap(known -> known.parameters().stream())
        .forEach(parameter -> {
          String value = optional(context, NewBisectionPage.Parameter.field(parameter.name()));
          if (value != null) {
            values.put(parameter.name(), value);
          }
        });
    return values;
  }

  private static List<String> paths(RoutingContext context) {
    String words = optional(context, "paths");
    return words == null ? List.of() : List.of(words.split("\\s+"));
  }

  private static @Nullable String optional(RoutingContext context, String name) {
    String value = context.request().getFormAttribute(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
