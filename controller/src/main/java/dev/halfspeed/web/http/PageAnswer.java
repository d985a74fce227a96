package dev.halfspeed.web.http;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Templates;
import dev.halfspeed.web.page.TroublePage;
import io.vertx.core.buffer.Buffer;

/** Answers for people: pages, and ways to them. */
public final class PageAnswer {
  private static final Templates TEMPLATES = new Templates();

  private PageAnswer() {}

  /** Sends a browser to another page. */
  public static Answer seeOther(String address) {
    return new Answer(303, "text/plain", Buffer.buffer()).with("Location", address);
  }

  /** A page. */
  public static Answer html(int status, Page page) {
    return new Answer(status, "text/html; charset=utf-8", Buffer.buffer(TEMPLATES.write(page)));
  }

  /** A page about a request that no route answers. */
  public static Answer trouble(int status, Problem problem) {
    return trouble(
        status, status == 404 ? "Not found" : "That can't be done", problem, Links.campaigns());
  }

  /**
   * A page that says what is wrong.
   *
   * @param back where it leads
   */
  public static Answer trouble(int status, String title, Problem problem, String back) {
    return html(status, new TroublePage(title, problem.what(), problem.nextStep(), back));
  }
}
