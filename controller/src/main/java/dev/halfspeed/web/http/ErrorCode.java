package dev.halfspeed.web.http;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.page.Links;
import java.util.Arrays;
import java.util.Locale;

/** What can go wrong with a request: a stable word for programs, a status, and a sentence. */
public enum ErrorCode {
  MALFORMED_REQUEST(400, "The request can't be read"),
  TOKEN_REQUIRED(401, "The token is missing or wrong"),
  FORBIDDEN(403, "This may not be asked from there, or by this token"),
  NO_SUCH_ADDRESS(404, "There is nothing at this address"),
  NOT_FOUND(404, "What the address names is not there"),
  METHOD_NOT_ALLOWED(405, "The address does not take this method"),
  MACHINE_IN_USE(409, "Another controller works on a machine; that ends by itself"),
  REQUEST_IN_PROGRESS(409, "A request with this idempotency key is being answered"),
  REQUEST_TOO_LARGE(413, "The body is larger than 1 MiB"),
  ADDRESS_TOO_LONG(414, "The address is longer than 8 KiB"),
  NOT_JSON(415, "The body is not declared as JSON"),
  NO_SUCH_RANGE(416, "The log ends before the range that was asked for"),
  REFUSED(422, "Something in the request, or on a machine, is not as it must be"),
  UNKNOWN_NAME(422, "The request names something that is not there"),
  UNKNOWN_REVISION(422, "The request names a revision that is not one commit of its repository"),
  NO_CANDIDATES(422, "There is nothing to search between good and bad"),
  MACHINE_UNREACHABLE(422, "A machine that is to work can't be reached"),
  INVALID_FIELD(
      422, "A field of the body or the query is missing, not known, or not as it must be"),
  PATH_NOT_ALLOWED(422, "The request names a path on the controller's disk"),
  WRONG_STATE(422, "This can't be done to something in the state that it is in"),
  NAME_TAKEN(422, "The name is taken already"),
  ALREADY_REGISTERED(422, "The repository, or a machine of the lab, has another name already"),
  IDEMPOTENCY_KEY_REUSED(422, "The idempotency key came with another request before"),
  TOO_MANY_REQUESTS(429, "Too many requests at once, or too many wrong tokens"),
  HEADERS_TOO_LARGE(431, "The headers are larger than 8 KiB"),
  INTERNAL_ERROR(500, "A fault of Halfspeed"),
  STORE_UNAVAILABLE(503, "The controller's database fails"),
  MACHINE_AWAY(503, "What was asked for is on a machine that is not connected"),
  NOT_READY(503, "The controller can't work now");

  private final int status;
  private final String title;

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status that it comes with. */
  public int status() {
    return status;
  }

  /** What it is, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** The word for programs, such as {@code not-found}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Where it is explained. */
  String type() {
    return Links.API + "/problems/" + word();
  }

  /** The one that stands for a status by itself. */
  static ErrorCode of(int status) {
    if (status == REFUSED.status) {
      return REFUSED;
    }
    return Arrays.stream(values())
        .filter(code -> code.status == status)
        .findFirst()
        .orElse(status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR);
  }

  /**
   * What a problem is to the one who asked.
   *
   * @param isNamed whether the address names the thing that was asked for
   */
  public static ErrorCode of(Problem problem, boolean isNamed) {
    if (Controller.isInUse(problem)) {
      return MACHINE_IN_USE;
    }
    return switch (problem.code()) {
      case REFUSED -> REFUSED;
      case UNKNOWN -> isNamed ? NOT_FOUND : UNKNOWN_NAME;
      case WRONG_STATE -> WRONG_STATE;
      case NAME_TAKEN -> NAME_TAKEN;
      case INVALID_FIELD -> INVALID_FIELD;
      case PATH_NOT_ALLOWED -> PATH_NOT_ALLOWED;
      case MACHINE_AWAY -> MACHINE_AWAY;
      case MACHINE_UNREACHABLE -> MACHINE_UNREACHABLE;
      case UNKNOWN_REVISION -> UNKNOWN_REVISION;
      case NO_CANDIDATES -> NO_CANDIDATES;
      case ALREADY_REGISTERED -> ALREADY_REGISTERED;
      case BUSY -> TOO_MANY_REQUESTS;
      case FORBIDDEN -> FORBIDDEN;
    };
  }
}
