package dev.halfspeed.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.worker.job.Home;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another user of the machine, a real one, gets nothing at all from a controller that runs, its
 * state and the worker's folders. Becoming another user takes root, as which the tests run on CI.
 */
final class SecondUserTest {
  private static final String SECRET = "only-for-the-user-of-the-controller";

  @TempDir Path folder;
  private Path state;
  private Path worker;
  private Process controller;
  private URI address = URI.create("http://127.0.0.1/");
  private String link = "";

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
    chmod(folder, "rwxr-xr-x");
    Files.writeString(folder.resolve("open"), "everybody\n");
    chmod(folder.resolve("open"), "rw-r--r--");
    // As earlier versions left it.
    state = Files.createDirectories(folder.resolve("state"));
    Path reports = Files.createDirectories(state.resolve("reports"));
    Path report = reports.resolve("b1.md");
    Files.writeString(report, SECRET);
    chmod(state, "rwxr-xr-x");
    chmod(reports, "rwxr-xr-x");
    chmod(report, "rw-r--r--");
    worker = Files.createDirectories(folder.resolve("worker"));
    Files.createDirectories(worker.resolve("source.git"));
    chmod(worker, "rwxr-xr-x");
    Home.create(worker);
    Files.writeString(worker.resolve("jobs/log"), SECRET);
    Files.writeString(worker.resolve("source.git/HEAD"), SECRET);
    Files.createDirectories(folder.resolve("home/worker/target"));
    Files.createDirectories(folder.resolve("home/recipes"));
    Files.writeString(folder.resolve("home/worker/target/halfspeed-worker-x86_64.tar.gz"), "");
    controller =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dhalfspeed.home=" + folder.resolve("home"),
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                classPath(),
                Main.class.getName(),
                "serve",
                "--port",
                "0",
                "--state",
                state.toString())
            .redirectErrorStream(true)
            .start();
    var lines =
        new BufferedReader(
            new InputStreamReader(controller.getInputStream(), StandardCharsets.UTF_8));
    var said = new ArrayList<String>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      if (line.startsWith("Halfspeed serves ")) {
        address = URI.create(line.split(" ")[2]);
      }
      if (line.startsWith("Open in a browser: ")) {
        link = line.split(" ")[4];
        break;
      }
    }
    assertThat(link).as(said.toString()).contains("/open/");
    assertThat(said).anyMatch(line -> line.contains("now it is for you alone"));
  }

  @AfterEach
  void stop() throws Exception {
    if (controller != null) {
      controller.destroy();
      assertThat(controller.waitFor(5, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void anotherUserGetsNothingAtAll() throws Exception {
    List<Path> all = new ArrayList<>();
    for (Path place : List.of(state, worker)) {
      try (Stream<Path> paths = Files.walk(place)) {
        paths.forEach(all::add);
      }
    }
    assertThat(all)
        .contains(
            state.resolve("token"),
            state.resolve("halfspeed.db"),
            state.resolve("controller.json"),
            state.resolve("reports/b1.md"));
    // The other user reads what is for everybody, so it is the others' rights that count below.
    assertThat(asNobody("cat \"$1\"", folder.resolve("open").toString())).isEqualTo("everybody\n");
    String files = all.stream().map(Path::toString).collect(Collectors.joining("\n"));
    assertThat(
            asNobody(
                """
                printf '%s\\n' "$1" | while IFS= read -r file; do
                  cat "$file" 2>/dev/null && echo "READ $file"
                  ls "$file" 2>/dev/null && echo "LISTED $file"
                  (: >>"$file") 2>/dev/null && echo "WRITTEN $file"
                  (: >"$file/new") 2>/dev/null && echo "MADE $file"
                done
                true
                """,
                files))
        .isEmpty();
    for (Path each : all) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .as(each.toString())
          .satisfiesAnyOf(
              mode -> assertThat(mode).endsWith("------"),
              mode -> assertThat(each.startsWith(worker)).isTrue());
    }
    String token = Files.readString(state.resolve("token")).strip();
    assertThat(asNobody("cat /proc/$1/environ /proc/$1/maps 2>/dev/null; true", pid())).isEmpty();
    assertThat(asNobody("cat /proc/$1/cmdline", pid())).doesNotContain(token);
  }

  @Test
  void anotherUsersRequestsAreRefused() throws Exception {
    for (String path :
        List.of(
            "/",
            "/machines",
            "/assets/style.css",
            "/api/v1/health",
            "/api/v1/bisections",
            "/api/v1/machines",
            "/api/v1/recipes",
            "/api/v1/checks",
            "/open/AAAA",
            "/nothing")) {
      assertThat(ask("GET", path, "")).as(path).startsWith("HTTP/1.1 401 ").doesNotContain(SECRET);
    }
    for (String path :
        List.of(
            "/api/v1/bisections",
            "/api/v1/plan",
            "/api/v1/links",
            "/api/v1/machines/check",
            "/api/v1/checks")) {
      assertThat(ask("POST", path, "")).as(path).startsWith("HTTP/1.1 401 ");
    }
    for (int guess = 0; guess < 12; guess++) {
      assertThat(
              ask("GET", "/api/v1/bisections", "Authorization: Bearer " + "0".repeat(64) + "\r\n"))
          .containsAnyOf("HTTP/1.1 401 ", "HTTP/1.1 429 ");
    }
    String token = Files.readString(state.resolve("token")).strip();
    assertThat(Files.readString(state.resolve("controller.log")))
        .contains("wrong token from 127.0.0.1: GET /api/v1/bisections")
        .doesNotContain("000000", token);
    // The user's own command and browser are let in beside all that.
    assertThat(ask("GET", "/api/v1/bisections", "Authorization: Bearer " + token + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(ask("GET", URI.create(link).getPath(), "")).startsWith("HTTP/1.1 303 ");
    assertThat(ask("GET", URI.create(link).getPath(), "")).doesNotContain("303");
  }

  private String pid() {
    return Long.toString(controller.pid());
  }

  private String ask(String method, String path, String headers) throws Exception {
    String body = method.equals("POST") ? "{}" : "";
    return asNobody(
        """
        exec 3<>"/dev/tcp/127.0.0.1/$1"
        printf '%s' "$2" >&3
        cat <&3
        """,
        Integer.toString(address.getPort()),
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n"
            + headers
            + "\r\n"
            + body);
  }

  /** What a script prints that a user without any rights of ours runs. */
  private static String asNobody(String script, String... arguments) throws Exception {
    var words =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--bounding-set=-all",
                "--no-new-privs",
                "bash",
                "-c",
                script,
                "nobody"));
    words.addAll(Arrays.asList(arguments));
    var builder =
        new ProcessBuilder(words)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(script).isZero();
    return output;
  }

  private static String classPath() throws Exception {
    if (SecondUserTest.class.getClassLoader() instanceof URLClassLoader loader) {
      var places = new ArrayList<String>();
      for (URL url : loader.getURLs()) {
        places.add(Path.of(url.toURI()).toString());
      }
      return String.join(":", places);
    }
    return System.getProperty("java.class.path");
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
