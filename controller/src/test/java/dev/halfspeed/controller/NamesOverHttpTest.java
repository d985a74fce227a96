package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Role;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Names and principals, asked of a whole controller over HTTP, also by those who mean no good. */
final class NamesOverHttpTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OWN = "own-token-that-nobody-guesses";
  private static final String BOB = "bobs-token-that-nobody-guesses";
  private static final String USER = System.getProperty("user.name");

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private TinyLab lab;
  private LabController controller;
  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    lab = new TinyLab(folder);
    controller = lab.controller(new FakeMachine(0.002), Time.real());
    serve();
  }

  private void serve() throws Exception {
    server =
        WebServer.start(
            controller,
            "127.0.0.1",
            0,
            List.of(Token.own(OWN), Token.named("bob", BOB, Role.ADMIN)));
  }

  @AfterEach
  void stop() {
    server.close();
    controller.close();
    http.close();
  }

  private record Answer(int status, JsonNode body) {
    String what() {
      return body.path("detail").asString();
    }

    String next() {
      return body.path("next").asString();
    }
  }

  private Answer get(String token, String path) throws Exception {
    return send(HttpRequest.newBuilder().GET(), token, path);
  }

  private Answer post(String token, String path, Object body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    return send(headers.length == 0 ? request : request.headers(headers), token, path);
  }

  private Answer send(HttpRequest.Builder request, String token, String path) throws Exception {
    HttpResponse<String> response =
        http.send(
            request
                .uri(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  /** By names alone, as bob may ask. */
  private ObjectNode named() {
    return JSON.createObjectNode()
        .put("repository", "linux")
        .put("good", lab.good())
        .put("bad", "main")
        .put("recipe", "tiny")
        .put("configBase", "tinyconfig")
        .put("lab", "rack1")
        .put("metric", "tps");
  }

  private void register() throws Exception {
    Answer repository =
        post(OWN, "/api/v1/repositories", Map.of("name", "linux", "path", path("linux")));
    assertThat(repository.status()).as(repository.toString()).isEqualTo(201);
    Answer rack = post(OWN, "/api/v1/labs", Map.of("name", "rack1", "path", path("lab.yaml")));
    assertThat(rack.status()).as(rack.toString()).isEqualTo(201);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void whoHasATokenOfHisOwnNamesWhatIsRegistered() throws Exception {
    register();
    Answer begun = post(BOB, "/api/v1/bisections", named());
    assertThat(begun.status()).as(begun.toString()).isEqualTo(201);
    String id = begun.body().path("id").asString();
    assertThat(get(BOB, "/api/v1/bisections/" + id).body().path("owner").asString())
        .isEqualTo("token bob");
    BisectionView end = TinyLab.end(controller, id);
    assertThat(end.ending()).isNotNull();
    assertThat(requireNonNull(end.ending()).kind()).isEqualTo("culprit");
    assertThat(controller.campaigns().bisections().getFirst().owner()).isEqualTo("token bob");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "repository=/etc",
        "repository=../linux",
        "repository=./linux",
        "repository=linux/../linux",
        "repository=.",
        "repository=..",
        "repository=linux\n",
        "repository=linux\u0000",
        "repository=LINUX",
        "lab=/etc/passwd",
        "lab=../lab.yaml",
        "lab=lab.yaml",
        "lab=rack1\r\nX: y",
        "lab=rack1/",
        "recipe=/etc",
        "recipe=../recipes/tiny",
        "recipe=..",
        "recipe=tiny\n",
        "configBase=/etc/shadow",
        "configBase=../x/tinyconfig",
        "configBase=tinyconfig\n"
      })
  void allElseIsRefused(String change) throws Exception {
    register();
    int end = change.indexOf('=');
    ObjectNode request = named().put(change.substring(0, end), change.substring(end + 1));
    for (String where : List.of("/api/v1/bisections", "/api/v1/plan")) {
      Answer answer = post(BOB, where, request);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
      assertThat(answer.what()).isNotBlank().doesNotContain("root:", "\n", "\u0000");
      assertThat(answer.next()).isNotBlank();
    }
    ObjectNode check = request.deepCopy();
    check.remove("bad");
    assertThat(post(BOB, "/api/v1/checks", check).status()).isEqualTo(422);
    assertThat(controller.campaigns().bisections()).isEmpty();
    assertThat(controller.machines().checks()).isEmpty();
    assertThat(controller.registry().labs()).hasSize(1);
    assertThat(controller.registry().repositories()).hasSize(1);
  }

  @Test
  void fragmentsAndRecipesOutsideAndLabFilesAreRefusedWhereverTheyAreNamed() throws Exception {
    register();
    Answer fragments =
        post(
            BOB,
            "/api/v1/bisections",
            named().set("configFragments", JSON.valueToTree(List.of("/etc/shadow"))));
    assertThat(fragments.status()).isEqualTo(422);
    assertThat(fragments.what()).contains("path on the controller's disk");
    Answer variants =
        post(
            BOB,
            "/api/v1/comparisons",
            Map.of(
                "recipe",
                "tiny",
                "lab",
                "rack1",
                "variants",
                List.of(
                    Map.of(
                        "name",
                        "a",
                        "repository",
                        "linux",
                        "revision",
                        "main",
                        "configBase",
                        "tinyconfig"),
                    Map.of(
                        "name",
                        "b",
                        "repository",
                        path("linux"),
                        "revision",
                        "main",
                        "configBase",
                        "tinyconfig"))));
    assertThat(variants.status()).isEqualTo(422);
    assertThat(variants.what()).contains("path on the controller's disk, the repository");
    Answer look = post(BOB, "/api/v1/machines/check", Map.of("lab", path("lab.yaml")));
    assertThat(look.status()).isEqualTo(422);
    assertThat(look.next()).contains("halfspeed lab add");
    Answer recipe = get(BOB, "/api/v1/recipes/" + path("recipes/tiny").replace("/", "%2F"));
    assertThat(recipe.status()).isEqualTo(422);
    assertThat(recipe.what()).contains("which is no name");
    assertThat(get(BOB, "/api/v1/recipes/tiny").status()).isEqualTo(200);
  }

  /** A recipe's parameter may be a line for a shell, or a path. */
  @ParameterizedTest
  @ValueSource(
      strings = {"bisections", "plan", "checks", "comparisons", "variants", "alarms", "watches"})
  void whatMachinesWouldRunOrOpenIsRefused(String kind) throws Exception {
    register();
    writeRunner();
    Answer answer =
        post(
            BOB,
            "/api/v1/" + (kind.equals("variants") ? "comparisons" : kind),
            withCommand(kind, "reboot"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.what())
        .contains("parameter command of runner to \"reboot\"", "machines would run or open");
    assertThat(answer.next()).contains("own command line");
    assertThat(controller.campaigns().bisections()).isEmpty();
    assertThat(controller.campaigns().allComparisons()).isEmpty();
  }

  @Test
  void whatTheOwnCommandLineHadRunOthersMayRepeat() throws Exception {
    register();
    writeRunner();
    String where = "/api/v1/bisections";
    assertThat(post(OWN, where, withCommand("bisections", "bench")).status()).isEqualTo(201);
    ObjectNode again = withCommand("bisections", "bench").put("seed", 2);
    assertThat(post(BOB, where, again).status()).isEqualTo(201);
    assertThat(post(BOB, where, withCommand("bisections", "bench;id")).status()).isEqualTo(422);
    assertThat(post(BOB, where, withCommand("bisections", "none")).status())
        .as("the default")
        .isEqualTo(201);
  }

  private void writeRunner() throws Exception {
    Path tiny = folder.resolve("recipes/tiny");
    Path runner = Files.createDirectories(folder.resolve("recipes/runner"));
    Files.copy(tiny.resolve("run"), runner.resolve("run"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(
        runner.resolve("recipe.yaml"),
        Files.readString(tiny.resolve("recipe.yaml"))
            .replace("name: tiny", "name: runner")
            .replace(
                "parameters:\n",
                "parameters:\n  - {name: command, type: string, default: none, trusted: true,"
                    + " description: a line for sh}\n"));
  }

  private ObjectNode withCommand(String kind, String command) {
    Map<String, String> parameters = Map.of("command", command);
    ObjectNode request = named().put("recipe", "runner");
    return switch (kind) {
      case "comparisons", "variants" -> {
        var variants = JSON.createArrayNode();
        for (String name : List.of("a", "b")) {
          variants
              .addObject()
              .put("name", name)
              .put("repository", "linux")
              .put("revision", "main")
              .put("configBase", "tinyconfig")
              .set("parameters", JSON.valueToTree(kind.equals("variants") ? parameters : Map.of()));
        }
        ObjectNode all = JSON.createObjectNode().put("recipe", "runner").put("lab", "rack1");
        all.set("variants", variants);
        yield all.set(
            "parameters", JSON.valueToTree(kind.equals("variants") ? Map.of() : parameters));
      }
      case "checks" -> {
        request.remove("bad");
        yield request.set("parameters", JSON.valueToTree(parameters));
      }
      case "alarms" ->
          request
              .put("key", "1")
              .put("source", "otava")
              .put("change", -0.1)
              .set("parameters", JSON.valueToTree(parameters));
      case "watches" -> {
        ObjectNode watch =
            JSON.createObjectNode()
                .put("name", "nightly")
                .put("repository", "linux")
                .put("reference", "main~3")
                .put("configBase", "tinyconfig")
                .put("lab", "rack1");
        watch.putArray("refs").addObject().put("kind", "BRANCH").put("pattern", "main");
        watch
            .putArray("workloads")
            .addObject()
            .put("recipe", "runner")
            .set("parameters", JSON.valueToTree(parameters));
        yield watch;
      }
      default -> request.set("parameters", JSON.valueToTree(parameters));
    };
  }

  @Test
  void onlyTheOwnCommandLineRegistersAndRemoves() throws Exception {
    register();
    Map<String, String> other = Map.of("name", "mine", "path", path("lab.yaml"));
    for (Answer answer :
        List.of(
            post(BOB, "/api/v1/labs", other),
            post(BOB, "/api/v1/repositories", Map.of("name", "mine", "path", "/")),
            post(BOB, "/api/v1/labs/rack1/remove", Map.of()),
            post(BOB, "/api/v1/repositories/linux/remove", Map.of()),
            // The same token through a proxy may come from anywhere.
            post(OWN, "/api/v1/labs/rack1/remove", Map.of(), "X-Forwarded-For", "192.0.2.1"),
            post(OWN, "/api/v1/labs", other, "Forwarded", "for=192.0.2.1"))) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
      assertThat(answer.next()).contains("own command line");
    }
    assertThat(get(BOB, "/api/v1/labs").body()).hasSize(1);
    assertThat(post("neither", "/api/v1/labs", other).status()).isEqualTo(401);
  }

  @Test
  void whatThePathsOfTheOwnCommandLineNameHasANameFromThenOn() throws Exception {
    ObjectNode byPath = named().put("repository", path("linux")).put("lab", path("lab.yaml"));
    Answer begun = post(OWN, "/api/v1/bisections", byPath);
    assertThat(begun.status()).as(begun.toString()).isEqualTo(201);
    String id = begun.body().path("id").asString();
    assertThat(controller.campaigns().bisection(id).owner()).isEqualTo(USER);
    assertThat(get(BOB, "/api/v1/labs").body().path(0).path("name").asString()).isEqualTo("lab");
    JsonNode repository = get(BOB, "/api/v1/repositories").body().path(0);
    assertThat(repository.path("name").asString()).isEqualTo("linux");
    assertThat(repository.path("byPath").asBoolean()).isTrue();
    assertThat(repository.path("addedBy").asString()).isEqualTo(USER);
    // The same by the repository's name: the campaign that is open, or was.
    Answer again = post(OWN, "/api/v1/bisections", byPath.put("repository", "linux"));
    assertThat(again.status()).isEqualTo(201);
    TinyLab.end(controller, id);
    assertThat(post(BOB, "/api/v1/bisections", named().put("lab", "lab")).status()).isEqualTo(201);
  }

  @Test
  void badRegistrationsChangeNothing() throws Exception {
    register();
    Files.writeString(folder.resolve("broken.yaml"), "machines: [{name: x}]\n");
    Files.writeString(folder.resolve("other.yaml"), machine("lab9", "lab1.example.org"));
    Files.writeString(folder.resolve("same.yaml"), machine("lab1", "lab2.example.org"));
    Files.writeString(
        folder.resolve("twice.yaml"),
        machine("a", "lab3.example.org") + machine("b", "lab3.example.org").substring(10));
    Files.createDirectory(folder.resolve("empty"));
    var bad = new ArrayList<List<String>>();
    for (String name : List.of("a/b", "..", ".x", "a b", "a\nb", "x.yaml", "a".repeat(64), "é")) {
      bad.add(List.of("labs", name, path("lab.yaml"), "can't be the name"));
      bad.add(List.of("repositories", name, path("linux"), "can't be the name"));
    }
    bad.add(List.of("labs", "b", path("none.yaml"), "none.yaml"));
    bad.add(List.of("labs", "b", folder.toString(), "is a folder"));
    bad.add(List.of("labs", "b", "/dev/zero", "no ordinary file"));
    bad.add(List.of("labs", "b", path("broken.yaml"), "address"));
    bad.add(List.of("labs", "b", path("other.yaml"), "is machine lab1 of lab rack1 already"));
    bad.add(List.of("labs", "b", path("same.yaml"), "is machine lab1 of lab rack1 already"));
    bad.add(List.of("labs", "b", path("twice.yaml"), "are both at"));
    bad.add(List.of("labs", "rack1", path("same.yaml"), "there is a lab rack1 already"));
    bad.add(List.of("repositories", "b", path("none"), "none"));
    bad.add(List.of("repositories", "b", path("empty"), "empty"));
    bad.add(List.of("repositories", "b", path("linux"), "is repository linux already"));
    bad.add(List.of("repositories", "b", "https://example.org/linux.git", "is an address"));
    for (List<String> one : bad) {
      Answer answer =
          post(OWN, "/api/v1/" + one.get(0), Map.of("name", one.get(1), "path", one.get(2)));
      assertThat(answer.status()).as(one + ": " + answer).isEqualTo(422);
      assertThat(answer.what()).as(one.toString()).contains(one.get(3)).doesNotContain("\n");
    }
    for (String unknown : List.of("nobody", "..%2Frack1", "rack1%0A", "a%00b")) {
      assertThat(post(OWN, "/api/v1/labs/" + unknown + "/remove", Map.of()).status())
          .isEqualTo(404);
      assertThat(post(OWN, "/api/v1/repositories/" + unknown + "/remove", Map.of()).status())
          .isEqualTo(404);
    }
    // A file that calls machines otherwise than the lab that has them.
    Answer renamed =
        post(OWN, "/api/v1/bisections", named().put("lab", path("other.yaml")).put("seed", 2));
    assertThat(renamed.status()).isEqualTo(422);
    assertThat(renamed.what()).contains("is machine lab1 of lab rack1");
    assertThat(controller.registry().labs()).hasSize(1);
    assertThat(controller.registry().repositories()).hasSize(1);
  }

  private static String machine(String name, String address) {
    return """
    machines:
      - name: %s
        address: %s
        user: root
        key: /nonexistent
        known-hosts: /nonexistent
    """
        .formatted(name, address);
  }

  @Test
  void aLabInUseStaysAndGoesOnWithAnotherController() throws Exception {
    register();
    server.close();
    controller.close();
    var waits = new FakeMachine(0.002);
    controller = lab.controller(waits, Time.real());
    serve();
    post(OWN, "/api/v1/machines/check", Map.of("lab", "rack1"));
    post(OWN, "/api/v1/machines/lab1/drain", Map.of("reason", "a new disk"));
    JsonNode standing = get(BOB, "/api/v1/machines").body().path(0).path("standing");
    assertThat(standing.path("by").asString()).isEqualTo(USER);
    assertThat(standing.path("reason").asString()).isEqualTo("a new disk");
    String id = post(BOB, "/api/v1/bisections", named()).body().path("id").asString();
    Answer removal = post(OWN, "/api/v1/labs/rack1/remove", Map.of());
    assertThat(removal.status()).isEqualTo(422);
    assertThat(removal.what()).isEqualTo("lab rack1 is used by " + id + ", which has not ended");
    Files.writeString(folder.resolve("more.yaml"), machine("lab7", "lab7.example.org"));
    assertThat(
            post(
                    OWN,
                    "/api/v1/labs",
                    Map.of("name", "rack1", "path", path("more.yaml"), "replace", true))
                .status())
        .isEqualTo(422);
    // It needs no file: what it said is kept.
    Files.delete(folder.resolve("lab.yaml"));
    server.close();
    controller.close();
    controller = lab.controller(new FakeMachine(0.002), Time.real());
    serve();
    assertThat(post(BOB, "/api/v1/machines/lab1/admit", Map.of("reason", "")).status())
        .isEqualTo(200);
    BisectionView end = TinyLab.end(controller, id);
    assertThat(end.ending()).isNotNull();
    assertThat(requireNonNull(end.ending()).kind()).isEqualTo("culprit");
    assertThat(post(OWN, "/api/v1/labs/rack1/remove", Map.of()).status()).isEqualTo(200);
    assertThat(post(BOB, "/api/v1/bisections", named().put("seed", 2)).status()).isEqualTo(422);
  }

  /** Somebody may work with the name that a path got by itself. */
  @Test
  void aNameThatAPathGotByItselfIsNotTakenAwayWhileItIsUsed() throws Exception {
    register();
    post(OWN, "/api/v1/labs/rack1/remove", Map.of());
    post(OWN, "/api/v1/machines/check", Map.of("lab", path("lab.yaml")));
    post(OWN, "/api/v1/machines/lab1/drain", Map.of("reason", "a new disk"));
    Answer byPath = post(OWN, "/api/v1/bisections", named().put("lab", path("lab.yaml")));
    assertThat(byPath.status()).isLessThan(300);
    String id =
        post(BOB, "/api/v1/bisections", named().put("lab", "lab").put("seed", 2))
            .body()
            .path("id")
            .asString();
    Answer taken = post(OWN, "/api/v1/labs", Map.of("name", "rack9", "path", path("lab.yaml")));
    assertThat(taken.status()).isEqualTo(422);
    assertThat(taken.what()).isEqualTo("lab lab is used by " + id + ", which has not ended");
  }

  @Test
  void whoCancelsIsNamed() throws Exception {
    register();
    post(OWN, "/api/v1/machines/check", Map.of("lab", "rack1"));
    post(OWN, "/api/v1/machines/lab1/drain", Map.of("reason", "a new disk"));
    String id = post(OWN, "/api/v1/bisections", named()).body().path("id").asString();
    assertThat(post(BOB, "/api/v1/bisections/" + id + "/cancel", Map.of()).status()).isEqualTo(200);
    BisectionView end = TinyLab.end(controller, id);
    assertThat(end.owner()).isEqualTo(USER);
    assertThat(end.ending()).isNotNull();
    assertThat(requireNonNull(end.ending()).words())
        .contains("token bob cancelled it before it came to a conclusion.");
  }
}
