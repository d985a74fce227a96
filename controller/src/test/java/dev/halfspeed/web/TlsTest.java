package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.Logged;
import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Trust;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.access.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate and a key of its own, made by openssl. */
final class TlsTest {
  private static final List<Token> TOKENS = List.of(Token.own(Client.TOKEN));

  @TempDir private static Path folder;
  private static Path first;
  private static Path second;
  private static Path other;

  @BeforeAll
  static void make() throws Exception {
    first = certificate("first", "localhost", "rsa:2048");
    second = certificate("second", "localhost", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
    other = certificate("other", "ctl.example.org", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
  }

  /** Makes a certificate NAME.pem with its key NAME.key. */
  private static Path certificate(String name, String host, String... key) throws Exception {
    var command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey"));
    command.addAll(List.of(key));
    command.addAll(
        List.of(
            "-keyout",
            folder.resolve(name + ".key").toString(),
            "-out",
            folder.resolve(name + ".pem").toString(),
            "-subj",
            "/CN=" + name,
            "-addext",
            "subjectAltName=DNS:" + host));
    Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
    return folder.resolve(name + ".pem");
  }

  private static Path key(Path certificate) {
    return Path.of(certificate.toString().replace(".pem", ".key"));
  }

  private static WebServer serve(String host, TlsFiles files) throws Problem {
    return WebServer.start(new FakeController(), new Serving(host, 0, TOKENS, false, files));
  }

  private static HttpResponse<String> get(SSLContext trust, URI address, String... headers)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(address);
      return client.send(
          (headers.length == 0 ? request : request.headers(headers)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void addressesLinksAndCookiesAreThoseOfTls() throws Exception {
    try (WebServer server = serve("localhost", new TlsFiles(first, key(first)))) {
      assertThat(server.address().toString()).startsWith("https://localhost:");
      URI link = server.link("/", TOKENS.getFirst().principal());
      assertThat(link.toString()).startsWith("https://");
      HttpResponse<String> opened = get(Trust.of(first), link);
      assertThat(opened.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie)
          .startsWith("__Host-halfspeed-" + server.port() + "=")
          .contains("; Secure", "; HTTPOnly", "SameSite=Lax", "Path=/")
          .doesNotContain("Domain");
      assertThat(
              get(
                      Trust.of(first),
                      server.address().resolve("/api/v1/me"),
                      "Cookie",
                      cookie.split(";")[0])
                  .statusCode())
          .isEqualTo(200);
      // It would hold for the servers of all other ports of this machine.
      assertThat(opened.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }
  }

  @Test
  void ofAServerForOthersBrowsersKeepThatItHasTls() throws Exception {
    try (WebServer server = serve("0.0.0.0", new TlsFiles(first, key(first)))) {
      HttpResponse<String> answer = get(Trust.of(first), server.address());
      assertThat(answer.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
    }
  }

  @Test
  void theCommandLineBelievesOneThatItIsToldOfAndTheOneOfItsOwnController() throws Exception {
    try (WebServer server = serve("localhost", new TlsFiles(other, key(other)))) {
      try (var api = new ApiClient(server.address(), Client.TOKEN, Trust.only(other))) {
        assertThat(api.forAccess().tokens()).isEmpty();
      }
      for (SSLContext trust :
          List.of(Trust.ofSystem(), Trust.of(other), Trust.of(first), Trust.only(first))) {
        try (var api = new ApiClient(server.address(), Client.TOKEN, trust)) {
          Problem problem = catchThrowableOfType(Problem.class, api.forAccess()::tokens);
          assertThat(problem.what()).contains("is not trusted");
          assertThat(problem.nextStep()).contains("--ca FILE");
        }
      }
    }
  }

  @Test
  void aRenewedCertificateIsTakenAndAWrongOneIsNot() throws Exception {
    Path certificate = Files.copy(first, folder.resolve("live.pem"));
    Path key = Files.copy(key(first), folder.resolve("live.key"));
    try (WebServer server =
        serve("localhost", new TlsFiles(certificate, key, Duration.ofMillis(20)))) {
      assertThat(shown(server)).isEqualTo("CN=first");
      replace(certificate, Files.readAllBytes(second));
      replace(key, Files.readAllBytes(key(second)));
      Awaitility.await().until(() -> shown(server).equals("CN=second"));
      try (var log = Logged.by(WebServer.class)) {
        replace(key, new byte[] {1});
        Awaitility.await()
            .until(() ->
                log.messages().contains("the TLS certificate was changed, and stays the old"));
      }
      assertThat(shown(server)).isEqualTo("CN=second");
      replace(certificate, Files.readAllBytes(first));
      replace(key, Files.readAllBytes(key(first)));
      Awaitility.await().until(() -> shown(server).equals("CN=first"));
    }
  }

  private static void replace(Path file, byte[] with) throws IOException {
    Path fresh = Files.write(folder.resolve("fresh"), with);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whose certificate a new connection is shown. */
  private static String shown(WebServer server) throws IOException {
    for (Path known : List.of(first, second)) {
      try (var socket =
          (SSLSocket)
              Trust.only(known).getSocketFactory().createSocket("localhost", server.port())) {
        socket.startHandshake();
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
            .getSubjectX500Principal()
            .getName();
      } catch (SSLException | Problem e) {
        // It is another one's.
      }
    }
    return "";
  }

  @Test
  void filesThatDoNotFitAreRefusedAtTheStart() throws Exception {
    Path none = folder.resolve("none");
    Path text = Files.writeString(folder.resolve("text"), "no PEM\n");
    Path open = Files.copy(key(first), folder.resolve("open.key"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-------"));
    assertThat(refusal(none, key(first))).isEqualTo("There is no TLS certificate " + none);
    assertThat(refusal(first, none)).isEqualTo("There is no TLS key " + none);
    assertThat(refusal(text, key(first))).contains(text.toString(), "certificate");
    assertThat(refusal(first, text)).contains(text + " is not the key of " + first);
    assertThat(refusal(key(first), key(first))).contains("certificate");
    assertThat(refusal(first, key(second))).contains("is not the key of");
    assertThat(refusal(other, key(second))).contains("is not the key of");
    assertThat(refusal(first, open)).contains("may be read by everybody");
    assertThat(refusalAt(Instant.now().minus(Duration.ofDays(1))))
        .contains(first + " is good from", "on only");
    assertThat(refusalAt(Instant.now().plus(Duration.ofDays(3))))
        .contains(first + " has expired on");
  }

  private static String refusalAt(Instant now) {
    return catchThrowableOfType(
            Problem.class,
            () ->
                WebServer.start(
                        new FakeController(),
                        new Serving("localhost", 0, TOKENS, false, new TlsFiles(first, key(first))),
                        WebServer.Settings.USUAL.with(() -> now))
                    .close())
        .what();
  }

  private static String refusal(Path certificate, Path key) {
    Problem problem =
        catchThrowableOfType(
            Problem.class, () -> serve("localhost", new TlsFiles(certificate, key)).close());
    assertThat(problem).as("%s %s", certificate, key).isNotNull();
    assertThat(problem.nextStep()).isNotBlank();
    return problem.what();
  }
}
