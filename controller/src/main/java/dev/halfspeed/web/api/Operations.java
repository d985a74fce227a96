package dev.halfspeed.web.api;

import dev.halfspeed.web.http.Calls;
import dev.halfspeed.web.page.Links;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;

/** The calls that the API takes: what is served is what the OpenAPI document describes. */
public final class Operations {
  private final Router router;
  private final Calls calls;
  private final KeptAnswers kept;
  private final List<Operation> all = new ArrayList<>();

  /**
   * There is no call yet.
   *
   * @param calls answers requests of a route
   * @param kept answers to requests with an idempotency key
   */
  public Operations(Router router, Calls calls, KeptAnswers kept) {
    this.router = router;
    this.calls = calls;
    this.kept = kept;
  }

  /** Adds a call that is answered off the event loop. */
  void add(Operation operation, Calls.Call call) {
    Route route = route(operation);
    if (operation.method().equals(HttpMethod.GET)) {
      route.method(HttpMethod.HEAD);
    }
    calls.on(route, operation.starts() ? kept.around(call) : call);
  }

  /** Adds a call that goes on answering when it has returned. */
  void addStream(Operation operation, Calls.Begin begin) {
    calls.onStream(route(operation).method(HttpMethod.HEAD), begin);
  }

  /** Adds a call that answers for as long as its client takes it. */
  void addDownload(Operation operation, Calls.Begin download) {
    calls.onDownload(route(operation).method(HttpMethod.HEAD), download);
  }

  private Route route(Operation operation) {
    all.add(operation);
    return Metrics.named(
        router.route(operation.method(), Links.API + operation.routed()),
        Links.API + operation.path());
  }

  /** All calls, in the order in which they were added. */
  public List<Operation> all() {
    return List.copyOf(all);
  }
}
