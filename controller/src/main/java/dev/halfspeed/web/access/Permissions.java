package dev.halfspeed.web.access;

import dev.halfspeed.core.Role;
import dev.halfspeed.web.page.Links;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which role a request needs: the one place where that is decided. Reads need a viewer but for
 * those that are listed; a write that nobody has listed needs an admin.
 */
public final class Permissions {
  private static final String GET = "GET";
  private static final String POST = "POST";

  /** Of a path, with all that is below it. */
  private static final String BELOW = "/**";

  private static final List<Rule> ALONE =
      List.of(
          // Reads that tell who may do what.
          api(GET, "/tokens" + BELOW, Role.ADMIN, "read the list of tokens"),
          api(GET, "/audit" + BELOW, Role.ADMIN, "read the audit log"),
          page(GET, "/audit" + BELOW, Role.ADMIN, "read the audit log"),
          // What changes nothing, or only what is one's own.
          api(POST, "/links", Role.VIEWER, "make a link"),
          api(POST, "/plan", Role.VIEWER, "plan"),
          page(POST, "/login", Role.VIEWER, "log in"),
          page(POST, "/logout", Role.VIEWER, "log out"),
          // Work for the lab.
          api(POST, "/bisections", Role.OPERATOR, "start a bisection"),
          page(POST, "/bisections/new", Role.OPERATOR, "start a bisection"),
          api(POST, "/bisections/:id/cancel", Role.OPERATOR, "cancel a bisection"),
          page(POST, "/bisections/:id/cancel", Role.OPERATOR, "cancel a bisection"),
          api(POST, "/bisections/:id/remeasure", Role.OPERATOR, "measure a commit again"),
          api(POST, "/bisections/:id/override", Role.OPERATOR, "override an outcome"),
          page(POST, "/bisections/:id/compare", Role.OPERATOR, "start a comparison"),
          page(POST, "/bisections/:id/again", Role.OPERATOR, "start a bisection"),
          page(POST, "/bisections/:id/remeasure", Role.OPERATOR, "measure a commit again"),
          page(POST, "/bisections/:id/override", Role.OPERATOR, "override an outcome"),
          api(POST, "/comparisons", Role.OPERATOR, "start a comparison"),
          api(POST, "/comparisons/:comparison/cancel", Role.OPERATOR, "cancel a comparison"),
          page(POST, "/comparisons/:comparison/cancel", Role.OPERATOR, "cancel a comparison"),
          api(POST, "/config-bisections", Role.OPERATOR, "start a config bisection"),
          api(
              POST,
              "/config-bisections/:search/remeasure",
              Role.OPERATOR,
              "measure a configuration again"),
          page(
              POST,
              "/config-bisections/:search/remeasure",
              Role.OPERATOR,
              "measure a configuration again"),
          api(
              POST,
              "/config-bisections/:search/cancel",
              Role.OPERATOR,
              "cancel a config bisection"),
          page(
              POST,
              "/config-bisections/:search/cancel",
              Role.OPERATOR,
              "cancel a config bisection"),
          api(POST, "/checks", Role.OPERATOR, "check machines"),
          api(POST, "/checks/:check/cancel", Role.OPERATOR, "cancel a check"),
          page(POST, "/checks/:check/cancel", Role.OPERATOR, "cancel a check"),
          api(POST, "/machines/check", Role.OPERATOR, "check machines"),
          page(POST, "/machines/check", Role.OPERATOR, "check machines"),
          api(POST, "/watches", Role.OPERATOR, "add a watch"),
          api(POST, "/watches/:watch/pause", Role.OPERATOR, "pause a watch"),
          api(POST, "/watches/:watch/resume", Role.OPERATOR, "resume a watch"),
          api(POST, "/watches/:watch/run-now", Role.OPERATOR, "run a watch"),
          api(POST, "/watches/:watch/remove", Role.OPERATOR, "remove a watch"),
          api(POST, "/alarms", Role.OPERATOR, "raise an alarm"),
          api(POST, "/regressions/:regression/ignore", Role.OPERATOR, "ignore a regression"),
          api(POST, "/regressions/:regression/retract", Role.OPERATOR, "retract a regression"),
          api(POST, "/regressions/:regression/blame", Role.OPERATOR, "blame a commit"),
          api(POST, "/regressions/:regression/move", Role.OPERATOR, "move a regression"),
          page(POST, "/regressions/:regression/ignore", Role.OPERATOR, "ignore a regression"),
          page(POST, "/regressions/:regression/retract", Role.OPERATOR, "retract a regression"),
          page(POST, "/regressions/:regression/blame", Role.OPERATOR, "blame a commit"),
          page(POST, "/regressions/:regression/move", Role.OPERATOR, "move a regression"),
          // What there is, and who may use it.
          api(POST, "/machines/:machine/drain", Role.ADMIN, "drain a machine"),
          api(POST, "/machines/:machine/admit", Role.ADMIN, "admit a machine"),
          page(POST, "/machines/:machine/drain", Role.ADMIN, "drain a machine"),
          page(POST, "/machines/:machine/admit", Role.ADMIN, "admit a machine"),
          api(POST, "/labs", Role.ADMIN, "add a lab"),
          api(POST, "/labs/:lab/remove", Role.ADMIN, "remove a lab"),
          api(POST, "/repositories", Role.ADMIN, "add a repository"),
          api(POST, "/repositories/:repository/remove", Role.ADMIN, "remove a repository"),
          api(POST, "/tokens", Role.ADMIN, "make a token"),
          api(POST, "/tokens/:token/revoke", Role.ADMIN, "revoke a token"));

  private static final List<Rule> RULES =
      Stream.of(
              ALONE,
              interventions("/bisections/:id", "a bisection"),
              interventions("/comparisons/:comparison", "a comparison"),
              interventions("/config-bisections/:search", "a config bisection"))
          .flatMap(List::stream)
          .toList();

  private static final Rule READING = new Rule(GET, BELOW, Pattern.compile(".*"), Role.VIEWER, "");
  private static final Rule UNLISTED =
      new Rule("", BELOW, Pattern.compile(".*"), Role.ADMIN, "do that");

  private Permissions() {}

  /**
   * What a request needs.
   *
   * @param path as the router is given it, with names of parts, such as /bisections/:id
   * @param role that it needs at least
   * @param words what it does: an admin is needed to ...
   */
  public record Rule(String method, String path, Pattern pattern, Role role, String words) {
    boolean fits(String asked, String where) {
      return method.equals(asked) && pattern.matcher(where).matches();
    }
  }

  /** All that is listed. */
  public static List<Rule> rules() {
    return RULES;
  }

  /**
   * What a request needs.
   *
   * @param path with its escapes resolved, as the router sees it
   */
  public static Rule of(String method, String path) {
    boolean isRead = isRead(method);
    return listed(method, path).orElse(isRead ? READING : UNLISTED);
  }

  /** The rule that is listed for a request; empty where none is. */
  public static Optional<Rule> listed(String method, String path) {
    String asked = isRead(method) ? GET : method;
    String where = path.length() > 1 && path.endsWith("/") ? chopped(path, 1) : path;
    return RULES.stream().filter(rule -> rule.fits(asked, where)).findFirst();
  }

  /** Whether a request only asks. */
  public static boolean isRead(String method) {
    return method.equals(GET) || method.equals("HEAD");
  }

  /** What people do to campaigns of a kind, by the API and on its page. */
  private static List<Rule> interventions(String path, String what) {
    return Map.of(
            "pause", "pause " + what,
            "resume", "resume " + what,
            "priority", "set " + what + "'s priority",
            "budget", "set " + what + "'s budget",
            "exclude", "leave out a sample",
            "undo", "undo what was done to " + what)
        .entrySet()
        .stream()
        .flatMap(verb ->
            Stream.of(
                api(POST, path + "/" + verb.getKey(), Role.OPERATOR, verb.getValue()),
                page(POST, path + "/" + verb.getKey(), Role.OPERATOR, verb.getValue())))
        .toList();
  }

  private static Rule api(String method, String path, Role role, String words) {
    return page(method, Links.API + path, role, words);
  }

  private static Rule page(String method, String path, Role role, String words) {
    String exact = path.endsWith(BELOW) ? chopped(path, BELOW.length()) : path;
    String pattern = exact.replaceAll(":[A-Za-z]+", "[^/]+");
    return new Rule(
        method, path, Pattern.compile(pattern + (exact.equals(path) ? "" : "(/.*)?")), role, words);
  }

  private static String chopped(String path, int by) {
    return path.substring(0, path.length() - by);
  }
}
