package dev.halfspeed.web.api;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.report.Printable;
import dev.halfspeed.watch.WatchRequest;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients send, read strictly: a field that is not known is more likely misspelt than new. */
final class Requests {
  private static final String NEXT = "See docs/api.md for the fields of a request.";
  private static final int DEEPEST = 20;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();
  private static final Pattern PAGE =
      Pattern.compile(
          "/|/machines|/(bisections|comparisons|config-bisections|checks)/[A-Za-z0-9._-]{1,64}");
  private static final List<String> REQUIRED =
      List.of("repository", "good", "bad", "recipe", "configBase");
  private static final String DEFAULTS =
      """
      {"parameters": {}, "configFragments": [], "paths": [], "confidence": %s,
       "firstParent": false, "runs": 0, "maximumBoots": %s, "seed": 1, "priority": 0,
       "find": "regression"}
      """
          .formatted(RequestParts.USUAL_CONFIDENCE, RequestParts.USUAL_BOOTS);

  private static final List<String> CHECK_REQUIRED =
      List.of("repository", "good", "recipe", "configBase");
  private static final String CHECK_DEFAULTS =
      """
      {"parameters": {}, "configFragments": [], "boots": 12, "runs": 2, "seed": 1}
      """;

  private static final List<String> COMPARISON_REQUIRED = List.of("recipe");
  private static final String COMPARISON_DEFAULTS =
      """
      {"parameters": {}, "confidence": %s, "smallest": %s, "runs": %s, "maximumBoots": %s,
       "seed": 1, "priority": 0}
      """
          .formatted(
              RequestParts.USUAL_CONFIDENCE,
              ComparisonRequest.SMALLEST,
              ComparisonRequest.RUNS,
              RequestParts.USUAL_BOOTS);
  private static final List<String> VARIANT_REQUIRED =
      List.of("name", "repository", "revision", "configBase");
  private static final String VARIANT_DEFAULTS =
      """
      {"configFragments": [], "kernelArguments": [], "parameters": {}}
      """;

  private static final List<String> CONFIG_BISECTION_REQUIRED =
      List.of("repository", "revision", "goodConfig", "badConfig", "recipe");
  private static final String CONFIG_BISECTION_DEFAULTS =
      """
      {"good": "good.config", "bad": "bad.config", "parameters": {}, "confidence": %s,
       "runs": 0, "maximumBoots": %s, "seed": 1, "priority": 0}
      """
          .formatted(RequestParts.USUAL_CONFIDENCE, RequestParts.USUAL_BOOTS);

  private static final List<String> ALARM_REQUIRED =
      List.of("key", "source", "repository", "good", "bad", "metric");
  private static final List<String> DECISION_REQUIRED = List.of("reason");

  private static final List<String> WATCH_REQUIRED =
      List.of("name", "repository", "reference", "configBase");
  private static final String WATCH_DEFAULTS =
      """
      {"configFragments": [], "everyMinutes": 60, "machineHoursADay": 8, "bisectionsAnHour": 1,
       "blocks": 1, "runs": 1, "backlog": 8, "backfill": 0, "seed": 1}
      """;
  private static final List<String> WORKLOAD_REQUIRED = List.of("recipe");
  private static final String WORKLOAD_DEFAULTS =
      """
      {"parameters": {}, "metrics": []}
      """;
  private static final List<String> REF_REQUIRED = List.of("kind", "pattern");
  private static final String REF_DEFAULTS = "{}";

  private static final String REGISTRATION_DEFAULTS = "{\"replace\": false}";

  private static final String FRACTION_OR_NULL = "{\"type\": [\"number\", \"null\"]}";

  /** What a message calls the request as a whole. */
  private static final String REQUEST = "the request";

  static final RequestForm BISECTION = new RequestForm(BisectionRequest.class, DEFAULTS);
  static final RequestForm PLAN =
      new RequestForm(
          BisectionRequest.class,
          DEFAULTS,
          Map.of(),
          Map.of("noise", FRACTION_OR_NULL, "effect", FRACTION_OR_NULL));
  static final RequestForm WHOLE_CHECK = new RequestForm(CheckRequest.class, CHECK_DEFAULTS);
  static final RequestForm COMPARISON =
      new RequestForm(
          ComparisonRequest.class,
          COMPARISON_DEFAULTS,
          Map.of(
              ComparisonRequest.Variant.class,
              new RequestForm(ComparisonRequest.Variant.class, VARIANT_DEFAULTS)),
          Map.of());
  static final RequestForm CONFIG_BISECTION =
      new RequestForm(ConfigBisectionRequest.class, CONFIG_BISECTION_DEFAULTS);
  static final RequestForm WATCH =
      new RequestForm(
          WatchRequest.class,
          WATCH_DEFAULTS,
          Map.of(
              WatchRequest.Workload.class,
              new RequestForm(WatchRequest.Workload.class, WORKLOAD_DEFAULTS)),
          Map.of());
  static final RequestForm ALARM = new RequestForm(AlarmRequest.class, "{}");
  static final RequestForm DECISION = new RequestForm(Decision.class, "{}");
  static final RequestForm REGISTRATION =
      new RequestForm(Registration.class, REGISTRATION_DEFAULTS);
  static final RequestForm NEW_TOKEN = new RequestForm(NewToken.class, "{\"expires\": \"90d\"}");
  static final RequestForm CHECK = new RequestForm(Check.class, "{}");
  static final RequestForm REASON = new RequestForm(Reason.class, "{}");
  static final RequestForm PAGE_LINK = new RequestForm(Page.class, "{}");

  private Requests() {}

  /**
   * Which machines to look at.
   *
   * @param lab name of a lab, or path of a lab file; absent: the machine at hand
   * @param machine a name; absent: all of them
   */
  record Check(@Nullable String lab, @Nullable String machine) {}

  /**
   * What is to be registered.
   *
   * @param path on the controller's disk
   * @param replace whether something of that name may be there already; absent: no
   */
  record Registration(String name, String path, boolean replace) {}

  static Registration registration(@Nullable Buffer body)
      throws Problem, MalformedRequestException {
    return value(
        REQUEST,
        whole(REQUEST, object(body), List.of("name", "path"), REGISTRATION_DEFAULTS),
        Registration.class);
  }

  /**
   * A token that is to be made.
   *
   * @param expires a number of days such as 90d, or never
   */
  record NewToken(String name, String role, String expires) {}

  static NewToken token(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return value(
        REQUEST,
        whole(REQUEST, object(body), List.of("name", "role"), NEW_TOKEN.defaults()),
        NewToken.class);
  }

  /** A page that is to be shown; may be absent. */
  record Page(@Nullable String path) {}

  /** Why something is asked for; may be absent. */
  record Reason(@Nullable String reason) {}

  /**
   * What a person decides about a regression, and why.
   *
   * @param by his name, where he is not whom the controller knows; absent: he is
   * @param commit the culprit that he names; absent otherwise
   */
  record Decision(@Nullable String by, String reason, @Nullable String commit) {}

  static BisectionRequest bisection(@Nullable Buffer body)
      throws Problem, MalformedRequestException {
    return bisection(object(body));
  }

  /** A request for a bisection with {@code noise} and {@code effect} beside its own fields. */
  static PlanRequest plan(@Nullable Buffer body) throws Problem, MalformedRequestException {
    ObjectNode given = object(body);
    Double noise = number(given, "noise");
    Double effect = number(given, "effect");
    given.remove(List.of("noise", "effect"));
    return new PlanRequest(bisection(given), noise, effect);
  }

  private static @Nullable Double number(ObjectNode given, String name) throws Problem {
    JsonNode value = given.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isNumber()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "The field \"" + name + "\" of the request is not as it must be",
          NEXT);
    }
    return value.asDouble();
  }

  private static BisectionRequest bisection(ObjectNode given) throws Problem {
    return value(REQUEST, whole(REQUEST, given, REQUIRED, DEFAULTS), BisectionRequest.class);
  }

  static CheckRequest wholeCheck(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return value(
        REQUEST, whole(REQUEST, object(body), CHECK_REQUIRED, CHECK_DEFAULTS), CheckRequest.class);
  }

  static ComparisonRequest comparison(@Nullable Buffer body)
      throws Problem, MalformedRequestException {
    ObjectNode given = object(body);
    if (!(given.get("variants") instanceof ArrayNode variants)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD, "The request lacks \"variants\", or it is no list", NEXT);
    }
    if (variants.size() < 2) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "The request has " + (variants.isEmpty() ? "no variant" : "only one variant"),
          "Name two or more that are to be compared.");
    }
    ArrayNode whole = JSON.createArrayNode();
    for (JsonNode variant : variants) {
      whole.add(variant("variant " + (whole.size() + 1) + " of the request", variant));
    }
    given.set("variants", whole);
    return value(
        REQUEST,
        whole(REQUEST, given, COMPARISON_REQUIRED, COMPARISON_DEFAULTS),
        ComparisonRequest.class);
  }

  static ConfigBisectionRequest configBisection(@Nullable Buffer body)
      throws Problem, MalformedRequestException {
    return value(
        REQUEST,
        whole(REQUEST, object(body), CONFIG_BISECTION_REQUIRED, CONFIG_BISECTION_DEFAULTS),
        ConfigBisectionRequest.class);
  }

  /** A variant with all its fields, each of which was read once, so that messages can say where. */
  private static ObjectNode variant(String where, JsonNode given) throws Problem {
    if (!(given instanceof ObjectNode object)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          capital(where) + " is not as it must be: it is no JSON object",
          NEXT);
    }
    ObjectNode whole = whole(where, object, VARIANT_REQUIRED, VARIANT_DEFAULTS);
    value(where, whole, ComparisonRequest.Variant.class);
    return whole;
  }

  static AlarmRequest alarm(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return value(
        "the alarm", whole("the alarm", object(body), ALARM_REQUIRED, "{}"), AlarmRequest.class);
  }

  /** What a person decides about a regression. */
  static Decision decision(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return value(REQUEST, whole(REQUEST, object(body), DECISION_REQUIRED, "{}"), Decision.class);
  }

  static WatchRequest watch(@Nullable Buffer body) throws Problem, MalformedRequestException {
    ObjectNode given = object(body);
    given.set("refs", list(given, "refs", "ref", REF_REQUIRED, REF_DEFAULTS));
    given.set(
        "workloads", list(given, "workloads", "workload", WORKLOAD_REQUIRED, WORKLOAD_DEFAULTS));
    return value(
        REQUEST, whole(REQUEST, given, WATCH_REQUIRED, WATCH_DEFAULTS), WatchRequest.class);
  }

  /** The objects of a list, with their defaults. */
  private static ArrayNode list(
      ObjectNode given, String field, String what, List<String> required, String defaults)
      throws Problem {
    if (!(given.get(field) instanceof ArrayNode items)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD, "The request lacks \"" + field + "\", or it is no list", NEXT);
    }
    ArrayNode whole = JSON.createArrayNode();
    for (JsonNode item : items) {
      String where = what + " " + (whole.size() + 1) + " of the request";
      if (!(item instanceof ObjectNode object)) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            capital(where) + " is not as it must be: it is no JSON object",
            NEXT);
      }
      whole.add(whole(where, object, required, defaults));
    }
    return whole;
  }

  /** A reason that may be left out, and the whole body with it. */
  static String reasonOrNone(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return body == null || body.length() == 0
        ? ""
        : Objects.requireNonNullElse(reason(body).reason(), "");
  }

  static Reason reason(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return value(REQUEST, object(body), Reason.class);
  }

  /**
   * What was given, with the defaults of what was not.
   *
   * @param where what messages call it
   */
  private static ObjectNode whole(
      String where, ObjectNode given, List<String> required, String defaults) throws Problem {
    for (String name : required) {
      if (!given.path(name).isString() || given.path(name).stringValue().isBlank()) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            capital(where) + " lacks \"" + name + "\", or it is no text",
            NEXT);
      }
    }
    for (Map.Entry<String, JsonNode> field : given.properties()) {
      // An unset variable in a script: nothing at all may be left out, or null.
      if (field.getValue().isString() && field.getValue().stringValue().isBlank()) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            "The field \"" + Printable.line(field.getKey(), 80) + "\" of " + where + " is empty",
            NEXT);
      }
    }
    ObjectNode whole = (ObjectNode) JSON.readTree(defaults);
    given
        .properties()
        .forEach(field -> {
          if (!field.getValue().isNull()) {
            whole.set(field.getKey(), field.getValue());
          }
        });
    return whole;
  }

  /**
   * A request of a form.
   *
   * @param required the names of fields that must be texts
   */
  static <T> T value(@Nullable Buffer body, List<String> required, RequestForm form, Class<T> type)
      throws Problem, MalformedRequestException {
    return value(REQUEST, whole(REQUEST, object(body), required, form.defaults()), type);
  }

  static Check check(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return value(REQUEST, object(body), Check.class);
  }

  private static ObjectNode object(@Nullable Buffer body) throws MalformedRequestException {
    try {
      if (body != null
          && body.length() > 0
          && JSON.readTree(text(body.getBytes())) instanceof ObjectNode object) {
        return object;
      }
    } catch (CharacterCodingException e) {
      throw new MalformedRequestException("The request is not JSON: it is not in UTF-8");
    } catch (StreamConstraintsException e) {
      throw new MalformedRequestException(
          "The request is not JSON that is read here: it is nested too deeply");
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new MalformedRequestException(
          "The request is not JSON"
              + (at == null
                  ? ""
                  : ": see line " + at.getLineNr() + ", column " + at.getColumnNr()));
    }
    throw new MalformedRequestException("The request is not a JSON object");
  }

  private static String text(byte[] body) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
  }

  /** The page that a link shall lead to; the first one when none is named. */
  static String page(@Nullable Buffer body) throws Problem, MalformedRequestException {
    String path = value(REQUEST, object(body), Page.class).path();
    if (path == null) {
      return "/";
    }
    if (!PAGE.matcher(path).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "There is no page " + Printable.line(path, 80),
          "Name /, /machines, or the page of a campaign such as /bisections/ID.");
    }
    return path;
  }

  private static String capital(String where) {
    return where.substring(0, 1).toUpperCase(Locale.ROOT) + where.substring(1);
  }

  private static <T> T value(String where, ObjectNode object, Class<T> type) throws Problem {
    try {
      return JSON.treeToValue(object, type);
    } catch (UnrecognizedPropertyException e) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          capital(where)
              + " has a field \""
              + Printable.line(e.getPropertyName(), 80)
              + "\" that is not known",
          NEXT,
          e);
    } catch (JacksonException e) {
      String field =
          e instanceof DatabindException bound && !bound.getPath().isEmpty()
              ? bound.getPath().getFirst().getPropertyName()
              : "";
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          (field.isEmpty() ? "A value" : "The field \"" + field + "\"")
              + " of "
              + where
              + " is not as it must be",
          NEXT,
          e);
    }
  }
}
