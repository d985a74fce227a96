package dev.halfspeed.web.api;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.PageQuery;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists in pages: {@code limit} items behind the one that {@code after} names. What comes to the
 * list meanwhile moves no page. However a list counts its pages, the next one is linked in a header
 * in the same way.
 */
final class Paging {
  /** How many items a page has where the request does not say. */
  static final int USUAL = 100;

  /** How many items a page may have. */
  static final int MOST = 1000;

  static final String LIMIT = "limit";

  /** The JSON schema of {@link #LIMIT}. */
  static final String LIMIT_SCHEMA =
      "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": %d, \"default\": %d}"
          .formatted(MOST, USUAL);

  static final String LIMIT_MEANING = "items of a page";
  static final String AFTER = "after";

  private Paging() {}

  /**
   * Answers with a page of a list, and with a link to the next one where there is one.
   *
   * @param name what {@code after} calls an item; no two have the same
   */
  static <T> Answer page(RoutingContext context, List<T> list, Function<T, String> name)
      throws Problem {
    var query = new PageQuery(context);
    int limit = limit(query);
    int from = start(list, query.text(AFTER), name);
    int until = Math.min(list.size(), from + limit);
    Answer answer = Answer.json(200, list.subList(from, until));
    return until < list.size()
        ? linked(answer, context, AFTER, name.apply(list.get(until - 1)))
        : answer;
  }

  /** How many items a page is to have. */
  static int limit(PageQuery query) throws Problem {
    int limit = (int) query.number(LIMIT, USUAL);
    if (limit > MOST) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"limit\" in the address is " + limit + ", and a page has at most " + MOST + " items",
          "give a smaller one, and follow the Link header to the next page");
    }
    return limit;
  }

  /**
   * An answer with a link to the page behind it.
   *
   * @param field of the query that says which page it is
   * @param value of that page
   */
  static Answer linked(Answer answer, RoutingContext context, String field, String value) {
    return answer.with("Link", "<" + next(context, field, value) + ">; rel=\"next\"");
  }

  private static <T> int start(List<T> list, String after, Function<T, String> name)
      throws Problem {
    if (after.isEmpty()) {
      return 0;
    }
    for (int i = 0; i < list.size(); i++) {
      if (name.apply(list.get(i)).equals(after)) {
        return i + 1;
      }
    }
    throw new Problem(
        ProblemCode.INVALID_FIELD,
        "\"after\" in the address is \""
            + Printable.line(after, 80)
            + "\", and nothing in this list is called so",
        "begin again without it: what it named is not there any more, or was never");
  }

  /** The address of the next page: everything else in the query stays. */
  private static String next(RoutingContext context, String field, String value) {
    Stream<Map.Entry<String, String>> kept =
        context.queryParams().entries().stream().filter(entry -> !entry.getKey().equals(field));
    return context.request().path()
        + "?"
        + Stream.concat(kept, Stream.of(Map.entry(field, value)))
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
