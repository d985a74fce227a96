package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.view.access.TokenView;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * More than a thousand requests that mean no good, by hand and by seed, over sockets to the real
 * server and controller: each is refused in our words or cut off, nothing is executed, nothing is
 * told, and in between the server answers others.
 */
final class HostileRequestsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TOKEN = "a-token-of-this-test-0123456789";
  private static final String SECRET = "hunter2-is-the-password";
  private static final Set<Integer> REFUSALS =
      Set.of(400, 401, 403, 404, 405, 408, 413, 414, 415, 422, 429, 431);

  private static final Principal ANN = Principal.commandLine("ann");

  @TempDir Path folder;
  private KernelRepository repository;
  private LabController controller;
  private WebServer server;
  private String base = "";
  private int sent;
  private final List<String> wrong = new ArrayList<>();
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  @BeforeEach
  void start() throws Exception {
    repository = KernelRepository.create(folder.resolve("linux"));
    base = repository.commit("import \u001b[31m$(touch executed)`touch executed`", "1000");
    repository.commit(
        "\u202e\u009b31m| <script>alert(1)</script> | " + "long ".repeat(20_000), "1000");
    repository.commit("culprit \u001b]0;title\u0007; touch executed", "500");
    Path recipe = Files.createDirectories(folder.resolve("recipes/tiny"));
    Files.writeString(
        recipe.resolve("recipe.yaml"),
        """
        name: tiny
        summary: A recipe for tests
        description: "Escapes: \\e[31m"
        parameters:
          - {name: seconds, type: integer, default: 1, minimum: 1, description: length of a run}
        tools: [{name: git, package: git}]
        steps: {run: run}
        results: {parser: pgbench, output: pgbench.out, log: 'pgbench_log.*'}
        metrics:
          - {name: tps, unit: 1/s, direction: higher}
        """);
    Path run = Files.writeString(recipe.resolve("run"), "#!/bin/sh\n");
    assertThat(run.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        folder.resolve("lab.yaml"),
        "machines: [{name: lab1, address: lab1.example.org, user: root, key: /nonexistent,"
            + " known-hosts: /nonexistent, roles: [build, test], boot: {method: qemu}}]\n");
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
    Files.writeString(folder.resolve("secret.yaml"), "machines: " + SECRET + "\n");
    Files.writeString(folder.resolve("half.config"), "CONFIG_X=y\n" + SECRET + "\n");
    Files.write(folder.resolve("latin1"), new byte[] {'#', ' ', (byte) 0xe9, '\n'});
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start().waitFor())
        .isZero();
    Path huge = Files.createDirectories(folder.resolve("huge"));
    Files.copy(recipe.resolve("recipe.yaml"), huge.resolve("recipe.yaml"));
    try (var file = new RandomAccessFile(huge.resolve("data").toFile(), "rw");
        var config = new RandomAccessFile(folder.resolve("large.config").toFile(), "rw")) {
      file.setLength(5L << 30);
      config.setLength(5L << 30);
    }
    controller =
        LabController.open(
            folder.resolve("state"),
            folder.resolve("recipes"),
            folder.resolve("worker"),
            lease -> machine -> new FakeMachine(0.002),
            Time.real(),
            true);
    server = WebServer.start(controller, "127.0.0.1", 0, List.of(Token.own(TOKEN)));
  }

  @AfterEach
  void stop() {
    server.close();
    controller.close();
  }

  @Test
  void aThousandHostileRequestsAreRefused() throws Exception {
    for (String request : rawRequests()) {
      send(request.getBytes(StandardCharsets.ISO_8859_1), false);
    }
    for (String path : paths()) {
      send(request("GET", path, ""), true);
      send(request(turn("POST", "PUT", "DELETE", "TRACE", "FOO"), path, "{}"), true);
    }
    for (String body : bodies()) {
      send(
          request("POST", turn("/api/v1/bisections", "/api/v1/plan", "/api/v1/checks"), body),
          true);
    }
    mutations(4711);
    assertThat(sent).as(statuses.toString()).isGreaterThan(1000);
    assertThat(wrong).as(statuses.toString()).isEmpty();
    assertThat(controller.campaigns().bisections()).isEmpty();
    assertThat(controller.machines().checks()).isEmpty();
    for (Path place : List.of(Path.of("").toAbsolutePath(), folder, repository.folder())) {
      assertThat(place.resolve("executed")).doesNotExist();
    }
  }

  @Test
  void hostileCommitsAreShownWithoutWhatTheyWouldDo() throws Exception {
    ObjectNode request = whole();
    Answer started = exchange(request("POST", "/api/v1/bisections", request.toString()), true);
    assertThat(started.status()).as(started.text()).isEqualTo(201);
    String id = JSON.readTree(started.body()).get("id").stringValue();
    Awaitility.await().until(() -> controller.campaigns().bisection(id).endedAt() != null);
    Answer report = exchange(request("GET", "/api/v1/bisections/" + id + "/report", ""), true);
    assertThat(report.status()).isEqualTo(200);
    assertThat(report.body()).doesNotContain("<script>", "\u001b", "\u009b", "\u202e", "\u0007");
    assertThat(report.body().lines().mapToInt(String::length).max().orElse(0)).isLessThan(5000);
    assertThat(exchange(request("GET", "/api/v1/bisections/" + id, ""), true).status())
        .isEqualTo(200);
    assertThat(exchange(request("GET", "/api/v1/recipes/tiny", ""), true).status()).isEqualTo(200);
    assertThat(folder.resolve("executed")).doesNotExist();
  }

  /** What people and programs send as names, reasons and words, and what then shows it. */
  @Test
  void hostileTextsAreWrittenWithoutWhatTheyWouldDo() throws Exception {
    String viewer = controller.tokens().create("guest", Role.VIEWER, null, ANN).secret();
    for (String text : texts()) {
      for (Map.Entry<String, String> write : writes().entrySet()) {
        ObjectNode body = (ObjectNode) JSON.readTree(write.getValue());
        String field = body.propertyNames().iterator().next();
        if (write.getKey().equals("/api/v1/alarms")) {
          body.put("command", text);
        }
        Answer answer =
            exchange(request("POST", write.getKey(), body.put(field, text).toString()), true);
        accept(write.getKey(), text, answer);
      }
      String escaped = URLEncoder.encode(text, StandardCharsets.UTF_8);
      for (String page :
          List.of(
              turn("/api/v1/audit?by=", "/api/v1/audit?since=", "/api/v1/tokens/"),
              turn("/watches/", "/comparisons/"),
              turn("/regressions?state=", "/watches?since="))) {
        accept(page, text, exchange(request("GET", page + escaped, ""), true));
      }
      byte[] asViewer =
          new String(
                  request("POST", "/api/v1/labs/" + escaped + "/remove", "{}"),
                  StandardCharsets.UTF_8)
              .replace(TOKEN, viewer)
              .getBytes(StandardCharsets.UTF_8);
      assertThat(exchange(asViewer, true).status()).isIn(403, 404, 414);
    }
    assertThat(sent).isGreaterThan(400);
    controller.regressions().pass();
    RegressionView regression = controller.regressions().list().getFirst();
    assertThat(regression.alarms()).as(statuses.toString()).hasSizeGreaterThan(15);
    assertThat(controller.tokens().list()).extracting(TokenView::name).contains("guest");
    for (String page :
        List.of(
            "/",
            "/watches",
            "/regressions",
            "/regressions/" + regression.id(),
            "/machines",
            "/account",
            "/api/v1/regressions.csv",
            "/api/v1/regressions",
            "/api/v1/audit?limit=1000",
            "/api/v1/tokens",
            "/api/v1/machines")) {
      Answer shown = exchange(request("GET", page, ""), true);
      assertThat(shown.status()).as(page).isEqualTo(200);
      accept(page, "all of them", shown);
    }
    assertThat(wrong).isEmpty();
    for (Path place : List.of(Path.of("").toAbsolutePath(), folder, repository.folder())) {
      assertThat(place.resolve("executed")).doesNotExist();
    }
  }

  /** Notes what must not be in an answer, whatever was sent. */
  private void accept(String where, String text, Answer answer) {
    sent++;
    statuses.merge(answer.status(), 1, Integer::sum);
    String shown = where + " <- " + text.substring(0, Math.min(60, text.length()));
    if (answer.status() >= 500 || answer.status() == 0) {
      wrong.add(shown + " -> " + answer.status());
    }
    int end = answer.text().indexOf("\r\n\r\n");
    String head = end < 0 ? "" : answer.text().substring(0, end);
    boolean isHtml = head.contains("text/html");
    for (String part :
        isHtml
            ? List.of("<script>alert", "<img src=x", "onerror=alert(1)>", "\u001b", "\u202e")
            : List.of("\u001b", "\u009b31m")) {
      if (answer.body().contains(part)) {
        wrong.add(shown + " shows " + part);
      }
    }
    for (String part : List.of("7777777", SECRET, TOKEN, "root:x:0", "Exception", "\tat ")) {
      if (answer.body().contains(part)) {
        wrong.add(shown + " tells " + part);
      }
    }
    if (head.toLowerCase(Locale.ROOT).contains("\r\nx-injected")) {
      wrong.add(shown + " has a header of the client's");
    }
  }

  private static List<String> texts() {
    return List.of(
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "javascript:alert(1)",
        "]]><!--",
        "&lt;script&gt;",
        "'; DROP TABLE token; --",
        "' OR '1'='1",
        "\" UNION SELECT digest FROM token --",
        "x\r\nX-Injected: yes",
        "x\nX-Injected: yes\n\n<script>alert(1)</script>",
        "\u001b[31mred\u001b[0m",
        "\u001b]0;title\u0007",
        "\u009b31m",
        "\u202egnp.exe",
        "\u2066isolated\u2069",
        "\u0000",
        "a\u0000b",
        "\ud83d\ude00\u0301\u0301\u0301",
        "\ufeff",
        "${1111111*7}",
        "#{1111111*7}",
        "{{1111111*7}}",
        "<%= 1111111*7 %>",
        "@(1111111*7)",
        "!{1111111*7}",
        "${jndi:ldap://evil.example/x}",
        "%s%s%s%n%x",
        "$(touch executed)",
        "`touch executed`",
        ";touch executed;",
        "|touch executed",
        "--upload-pack=touch executed",
        "-rf",
        "=cmd|' /C touch executed'!A0",
        "../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "ext::sh -c 'touch executed'",
        "CON",
        " ",
        "a".repeat(20_000));
  }

  /** Calls that take words of people, the field with them first. */
  private Map<String, String> writes() {
    String linux = repository.folder().toString();
    var writes = new LinkedHashMap<String, String>();
    writes.put("/api/v1/tokens", "{\"name\": \"\", \"role\": \"viewer\"}");
    writes.put("/api/v1/tokens?role", "{\"role\": \"\", \"name\": \"x\"}");
    writes.put("/api/v1/links", "{\"path\": \"\"}");
    writes.put("/api/v1/labs", "{\"name\": \"\", \"path\": \"" + folder + "/lab.yaml\"}");
    writes.put("/api/v1/repositories", "{\"path\": \"\", \"name\": \"x\"}");
    writes.put("/api/v1/machines/lab1/drain", "{\"reason\": \"\"}");
    writes.put("/api/v1/watches/w/pause", "{\"reason\": \"\"}");
    String alarm =
        ", \"repository\": \"%s\", \"good\": \"main~1\", \"bad\": \"main\", \"kind\": \"loss\", \"before\": 1000, \"after\": 800}"
            .formatted(linux);
    writes.put("/api/v1/alarms", "{\"key\": \"\", \"source\": \"s\", \"metric\": \"tps\"" + alarm);
    return writes;
  }

  private String turn(String... choices) {
    return choices[sent % choices.length];
  }

  /** Sends one that must be refused. */
  private void send(byte[] request, boolean isWhole) throws IOException {
    String shown = new String(request, StandardCharsets.ISO_8859_1).replaceAll("\\p{Cntrl}", ".");
    shown = shown.substring(0, Math.min(300, shown.length()));
    Answer answer = exchange(request, isWhole);
    sent++;
    if (answer.status() != 0) {
      statuses.merge(answer.status(), 1, Integer::sum);
      if (!REFUSALS.contains(answer.status())) {
        wrong.add(shown + " -> " + answer.status());
      }
    }
    for (String leak :
        List.of(
            SECRET,
            TOKEN,
            "Exception",
            "\tat ",
            "dev.halfspeed",
            "tools.jackson",
            "PATH=",
            "java.")) {
      if (answer.text().contains(leak)) {
        wrong.add(shown + " tells " + leak);
      }
    }
    boolean isOurs = answer.body().startsWith("{\"type\":\"/api/v1/problems/");
    if (answer.status() != 0 && !isOurs && !answer.body().startsWith("<!")) {
      wrong.add(shown + " is answered with " + answer.body());
    }
    if (sent % 25 == 0) {
      long begin = System.nanoTime();
      assertThat(exchange(request("GET", "/api/v1/health", ""), true).status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
    }
  }

  private record Answer(int status, String text, String body) {}

  /** What came back; status 0 when the connection was closed without a word. */
  private Answer exchange(byte[] request, boolean isWhole) throws IOException {
    var answer = new ByteArrayOutputStream();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request);
      socket.setSoTimeout(500);
      int first;
      try {
        first = socket.getInputStream().read();
      } catch (SocketTimeoutException e) {
        if (!isWhole) {
          // It waits for the rest: there is none.
          socket.shutdownOutput();
        }
        socket.setSoTimeout(300_000);
        first = socket.getInputStream().read();
      }
      socket.setSoTimeout(300_000);
      if (first >= 0) {
        answer.write(first);
        if (!isWhole && !socket.isOutputShutdown()) {
          // Whoever does not ask for it would wait for the next request.
          socket.shutdownOutput();
        }
        socket.getInputStream().transferTo(answer);
      }
    } catch (SocketException e) {
      // Cut off in the middle of what was too much.
    }
    String text =
        answer.toString(StandardCharsets.UTF_8).replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", "");
    int head = text.indexOf("\r\n\r\n");
    String[] first = text.split("\\s+", 3);
    if (first.length < 3 || head < 0) {
      return new Answer(0, text, "");
    }
    return new Answer(Integer.parseInt(first[1]), text, text.substring(head + 4));
  }

  private static byte[] request(String method, String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
            + TOKEN
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(bytes);
    return request.toByteArray();
  }

  private static List<String> rawRequests() {
    String known =
        "Host: localhost\r\nAuthorization: Bearer " + TOKEN + "\r\nConnection: close\r\n";
    String json = known + "Content-Type: application/json\r\n";
    var raw = new ArrayList<String>();
    raw.addAll(
        List.of(
            "\r\n\r\n",
            "\0\0\0\0\r\n\r\n",
            "GET\r\n\r\n",
            "GET /api/v1/bisections\r\n\r\n",
            "GET /api/v1/nothing HTTP/9.9\r\n" + known + "\r\n",
            "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET http://evil.example/api/v1/nothing HTTP/1.1\r\n" + known + "\r\n",
            "CONNECT evil.example:443 HTTP/1.1\r\n" + known + "\r\n",
            "OPTIONS * HTTP/1.1\r\n" + known + "\r\n",
            "GET /api/v1/bisections HTTP/1.1\r\n\r\n",
            "GET /api/v1/bisections HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            "GET /api/v1/bisections HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
            "GET /api/v1/nothing HTTP/1.1\r\n" + known + "Bad Header\r\n\r\n",
            "GET /api/v1/nothing HTTP/1.1\r\n" + known + "X: a\0b\r\n\r\n",
            "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + known + "\r\n",
            "GET /api/v1/nothing HTTP/1.1\r\n" + known + "X: " + "a".repeat(20_000) + "\r\n\r\n",
            "GET /api/v1/nothing HTTP/1.1\r\n" + known + "X: a\r\n".repeat(5000) + "\r\n",
            "POST /api/v1/bisections HTTP/1.1\r\n" + json + "Content-Length: -1\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n" + json + "Content-Length: x\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n" + json + "Content-Length: 1e3\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n" + json + "Content-Length: 99999999999\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}garbage\r\n0\r\n\r\n",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n",
            "POST /api/v1/bisections HTTP/1.1\r\n" + json + "Transfer-Encoding: gzip\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n" + json + "Content-Length: 10\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n" + known + "Content-Length: 2\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + known
                + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + known
                + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Origin: http://evil.example\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/v1/bisections HTTP/1.1\r\n"
                + json
                + "Sec-Fetch-Site: cross-site\r\nContent-Length: 2\r\n\r\n{}",
            "POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type:"
                + " multipart/form-data; boundary=x\r\nContent-Length: 60\r\n\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n",
            "POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type:"
                + " application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
                + "token=%zz&".repeat(500)));
    for (String name : List.of("Upgrade: h2c", "Range: bytes=0-", "TE: x")) {
      raw.add("GET /api/v1/nothing HTTP/1.1\r\n" + known + name + "\r\n\r\n");
    }
    for (String header :
        List.of("", "Basic x", "Bearer", "Bearer \0", "Bearer " + "x".repeat(4000))) {
      raw.add(
          "GET /api/v1/bisections HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
              + header
              + "\r\n\r\n");
    }
    for (String cookie : List.of("x", "=", "halfspeed-1=1", "a=\0", "a=" + "b;".repeat(1000))) {
      raw.add(
          "GET /api/v1/bisections HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n");
    }
    return raw;
  }

  private static List<String> paths() {
    var paths = new ArrayList<String>();
    List<String> ids =
        List.of(
            "%00",
            "%zz",
            "%",
            "%c0%ae",
            "%ff",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%0d%0aX:a",
            "';drop%20table%20job;--",
            "%1b%5b31m",
            "%E2%80%AE",
            "a".repeat(4000),
            "$(touch%20executed)");
    for (String id : ids) {
      for (String form :
          List.of(
              "/api/v1/bisections/%s/report",
              "/api/v1/jobs/%s/1/log",
              "/api/v1/bisections/%s/events",
              "/api/v1/machines/%s/drain",
              "/api/v1/checks/%s",
              "/api/v1/recipes/%s",
              "/api/v1/variants/pair?first=%s",
              "/variants/pair?first=b:%s&second=%s",
              "/variants?first=%s",
              "/bisections/new?repository=%s",
              "/bisections/%s/chart.svg?zoom=%s",
              "/bisections/%s/chart.png",
              "/watches/%s/series/chart.png?id=%s",
              "/watches?since=x%s",
              "/api/v1/%s",
              "/assets/%s",
              "/open/%s")) {
        paths.add(form.replace("%s", id));
      }
    }
    for (String file : List.of("/etc", "/proc/self", "/dev/zero", "/dev", "/root", "a\0b", "./x")) {
      paths.add("/api/v1/recipes/" + file.replace("/", "%2F").replace("\0", "%00"));
    }
    paths.addAll(
        List.of(
            "//evil.example",
            "/.git/config",
            "/api/v1//bisections/x",
            "/api/v1/./../x",
            "/a?" + "b&".repeat(2000)));
    return paths;
  }

  private List<String> bodies() {
    var values =
        new ArrayList<>(
            List.of(
                "null",
                "true",
                "0",
                "-1",
                "1e20",
                "1e400",
                "1e-400",
                "9223372036854775808",
                "2147483648",
                "-9223372036854775809",
                "0.5",
                "1".repeat(2000),
                "\"\"",
                "\" \"",
                "\"\\u0000\"",
                "\"a\\u0000b\"",
                "\"\\ud800\"",
                "\"\\u001b[31m\"",
                "\"\\u202e\"",
                "\"NaN\"",
                "\"Infinity\"",
                "\"true\"",
                "\"1\"",
                "[]",
                "[null]",
                "[1]",
                "[[]]",
                "[\"\"]",
                "[\"a\\u0000\"]",
                "{}",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"seconds\":\"$(touch executed)\"}",
                "\"" + "a".repeat(100_000) + "\"",
                "\"-rf\"",
                "\"--upload-pack=touch executed\"",
                "\"$(touch executed)\"",
                "\";touch executed\"",
                "\"../../../../etc/passwd\"",
                "\"/etc/shadow\"",
                "\"/dev/zero\"",
                "\"/dev/stdin\"",
                "\"/proc/self/environ\"",
                "\"/proc/self/mem\"",
                "\"/sys/kernel/notes\"",
                "\"file:///etc/passwd\"",
                "\"/\""));
    for (String name :
        List.of(
            "fifo",
            "secret",
            "secret.yaml",
            "half.config",
            "latin1",
            "large.config",
            "huge",
            "none",
            "")) {
      values.add("\"" + folder.resolve(name) + "\"");
      values.add("[\"" + folder.resolve(name) + "\"]");
    }
    var bodies = new ArrayList<String>();
    for (String field :
        List.of(
            "repository",
            "good",
            "recipe",
            "profile",
            "parameters",
            "configBase",
            "configFragments",
            "lab",
            "metric",
            "seed",
            "runs",
            "x")) {
      for (String value : values) {
        boolean isFile = Set.of("configBase", "configFragments", "lab").contains(field);
        if (field.equals("lab") && value.equals("null")) {
          continue; // The machine at hand.
        }
        ObjectNode request = whole();
        // Where a value may happen to be right, something else is not.
        request.put("good", isFile ? base : "no-such-revision");
        if (isFile) {
          request.put("lab", folder.resolve("no-such-lab").toString());
        }
        request.remove(List.of("bad", field));
        String text = request.toString();
        bodies.add(text.substring(0, text.length() - 1) + ",\"" + field + "\":" + value + "}");
      }
    }
    bodies.addAll(
        List.of(
            "[".repeat(100_000),
            "{\"a\":".repeat(5000),
            "{\"good\":\"a\",\"good\":\"b\"}",
            "{\"good\":\"a\"",
            "{'good':1}",
            "{good:1}",
            "{\"good\":NaN}",
            "{} {}",
            "\"",
            "\ufeff{}",
            "{\"__proto__\":{}}",
            "{\"" + "a".repeat(200_000) + "\":1}"));
    return bodies;
  }

  /** Valid requests in which some bytes are others. */
  private void mutations(long seed) throws IOException {
    var random = new Random(seed);
    ObjectNode request = whole();
    request.put("good", "no-such-revision");
    byte[] whole = request("POST", "/api/v1/bisections", request.toString());
    int head = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    for (int number = 0; number < 400; number++) {
      byte[] mutated = whole.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        int at =
            random.nextBoolean()
                ? head + random.nextInt(mutated.length - head)
                : random.nextInt(mutated.length);
        mutated[at] = (byte) random.nextInt(256);
      }
      send(mutated, false);
    }
  }

  private ObjectNode whole() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("repository", repository.folder().toString());
    fields.put("good", base);
    fields.put("bad", "main");
    fields.put("recipe", "tiny");
    fields.put("configBase", "tinyconfig");
    fields.put("lab", folder.resolve("lab.yaml").toString());
    return JSON.valueToTree(fields);
  }
}
