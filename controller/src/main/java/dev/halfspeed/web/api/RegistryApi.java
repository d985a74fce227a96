package dev.halfspeed.web.api;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.controller.Registry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.LabView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The part of the API that is about the labs and repositories that requests may name. */
public final class RegistryApi {
  private static final RequestForm<Registration> REGISTRATION =
      new RequestForm<>(Registration.class, List.of("name", "path"), "{\"replace\": false}");

  private final Controller controller;

  public RegistryApi(Controller controller) {
    this.controller = controller;
  }

  /**
   * What is to be registered.
   *
   * @param path on the controller's disk
   * @param replace whether something of that name may be there already; absent: no
   */
  record Registration(String name, String path, boolean replace) {}

  /** What was taken away. */
  record Removed(String name) {}

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/labs", "Registered labs, by name").givesPages(LabView.class),
        context -> Paging.page(context, registry().labs(), LabView::name));
    operations.add(
        Operation.post("/labs", "Reads and checks a lab file, and registers the lab")
            .takes(REGISTRATION)
            .gives(201, LabView.class),
        this::addLab);
    operations.add(
        Operation.post("/labs/{lab}/remove", "Takes a lab's name away").gives(200, Removed.class),
        this::removeLab);
    operations.add(
        Operation.get("/repositories", "Registered repositories, by name")
            .givesPages(RepositoryView.class),
        context -> Paging.page(context, registry().repositories(), RepositoryView::name));
    operations.add(
        Operation.post("/repositories", "Registers a repository")
            .takes(REGISTRATION)
            .gives(201, RepositoryView.class),
        this::addRepository);
    operations.add(
        Operation.post("/repositories/{repository}/remove", "Takes a repository's name away")
            .gives(200, Removed.class),
        this::removeRepository);
  }

  private Registry registry() {
    return controller.registry();
  }

  private Answer addLab(RoutingContext context) throws Problem, MalformedRequestException {
    Registration lab = REGISTRATION.read(context.body().buffer());
    return Answer.json(
        201, registry().addLab(lab.name(), lab.path(), lab.replace(), Access.principal(context)));
  }

  private Answer addRepository(RoutingContext context) throws Problem, MalformedRequestException {
    Registration repository = REGISTRATION.read(context.body().buffer());
    return Answer.json(
        201,
        registry()
            .addRepository(
                repository.name(),
                repository.path(),
                repository.replace(),
                Access.principal(context)));
  }

  private Answer removeLab(RoutingContext context) throws Problem {
    String name = context.pathParam("lab");
    registry().removeLab(name, Access.principal(context));
    return Answer.json(200, new Removed(name));
  }

  private Answer removeRepository(RoutingContext context) throws Problem {
    String name = context.pathParam("repository");
    registry().removeRepository(name, Access.principal(context));
    return Answer.json(200, new Removed(name));
  }
}
