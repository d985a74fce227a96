package dev.halfspeed.web.site;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.Calls;
import dev.halfspeed.web.http.ErrorCode;
import dev.halfspeed.web.http.PageAnswer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Page;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** Serves pages that are written on the server; what goes wrong is said on a page, too. */
public final class PageRoutes {
  private final Router router;
  private final BiConsumer<Route, Calls.Call> on;

  /**
   * Serves nothing yet.
   *
   * @param on has requests of a route answered off the event loop
   */
  public PageRoutes(Router router, BiConsumer<Route, Calls.Call> on) {
    this.router = router;
    this.on = on;
  }

  /** Makes a page. */
  interface Maker {
    /**
     * The page of a request.
     *
     * @throws Problem when what the address names is not there
     * @throws UnreadableException when the address is not as it must be
     */
    Page of(RoutingContext context, PageQuery query) throws Problem, UnreadableException;
  }

  /** Answers a request with other than a page. */
  interface Answerer {
    /**
     * The answer to a request.
     *
     * @throws Problem when what the address names is not there
     * @throws UnreadableException when the address is not as it must be
     */
    Answer of(RoutingContext context, PageQuery query) throws Problem, UnreadableException;
  }

  /** Does what a form asks for. */
  interface Form {
    /**
     * Does it.
     *
     * @return address of the page to go on with
     * @throws Problem when it can't be done
     */
    String of(RoutingContext context) throws Problem;
  }

  /**
   * Serves a page.
   *
   * @param back where a page about trouble leads
   */
  void get(String path, Maker maker, String back) {
    getAny(path, (context, query) -> PageAnswer.html(200, maker.of(context, query)), back);
  }

  /** Serves something else than a page at an address that people see. */
  void getAny(String path, Answerer answerer, String back) {
    on.accept(
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD),
        context -> {
          try {
            return answerer.of(context, new PageQuery(context));
          } catch (UnreadableException e) {
            return PageAnswer.trouble(422, "This address can't be read", e.problem(), back);
          } catch (Problem e) {
            return trouble(ErrorCode.of(e, true), e, back);
          } catch (StoreException e) {
            return PageAnswer.trouble(503, "The controller's database fails", e.problem(), back);
          }
        });
  }

  private static Answer trouble(ErrorCode code, Problem problem, String back) {
    String title =
        switch (code.status()) {
          case 404 -> "Not found";
          case 503 -> "Not to be had now";
          default -> "That can't be shown";
        };
    return PageAnswer.trouble(code.status(), title, problem, back);
  }

  /**
   * Takes a form.
   *
   * @param back where a page about trouble leads
   */
  void post(String path, Form form, String back) {
    on.accept(
        router.post(path),
        context -> {
          try {
            return PageAnswer.seeOther(form.of(context));
          } catch (Problem e) {
            return PageAnswer.trouble(
                ErrorCode.of(e, true).status(), "That can't be done", e, back);
          } catch (StoreException e) {
            return PageAnswer.trouble(503, "The controller's database fails", e.problem(), back);
          }
        });
  }
}
