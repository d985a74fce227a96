package dev.halfspeed.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.halfspeed.problem.Problem;
import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels against real servers and programs on this machine. */
final class ChannelsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String SECRET = "0123456789abcdef";

  @TempDir private Path folder;

  private static NoticeChannel.Letter letter(
      String key, String recipient, @Nullable String thread) {
    return new NoticeChannel.Letter(
        key,
        NOW,
        recipient,
        "[REGRESSION] pgbench tps -7.1 %: mm: über",
        "Hello,\n\nFixes: 123456789abc (\"mm: über\")\n",
        thread);
  }

  private static NotifySettings.Smtp smtp(int port, Duration timeout) {
    return new NotifySettings.Smtp(
        "127.0.0.1",
        port,
        NotifySettings.Security.NONE,
        "Halfspeed <halfspeed@lab.example.org>",
        Optional.empty(),
        Optional.empty(),
        timeout);
  }

  private static GreenMail server() {
    var setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    setup.setServerStartupTimeout(60_000);
    var server = new GreenMail(setup);
    server.start();
    return server;
  }

  @Test
  void aMailIsPlainAndAThreadHangsTogether() throws Exception {
    GreenMail server = server();
    try {
      var channel = new MailChannel("team", smtp(server.getSmtp().getPort(), LONG));
      channel.check();
      channel.send(letter("r1/15/CULPRIT/team", "Ada <ada@example.org>, list@example.org", null));
      channel.send(letter("r1/20/FIXED/team", "ada@example.org", "r1/15/CULPRIT/team"));
      MimeMessage first = received(server, false).getFirst();
      assertThat(first.getSubject()).isEqualTo("[REGRESSION] pgbench tps -7.1 %: mm: über");
      assertThat(first.getContentType()).startsWith("text/plain");
      assertThat(first.getContent().toString().replace("\r\n", "\n"))
          .startsWith("Hello,\n\nFixes: 123456789abc (\"mm: über\")");
      assertThat(first.getRecipients(Message.RecipientType.TO)[0])
          .hasToString("Ada <ada@example.org>");
      assertThat(first.getRecipients(Message.RecipientType.CC)[0]).hasToString("list@example.org");
      assertThat(first.getFrom()[0]).hasToString("Halfspeed <halfspeed@lab.example.org>");
      assertThat(first.getSentDate().toInstant()).isEqualTo(NOW);
      MimeMessage last = received(server, true).getFirst();
      assertThat(last.getHeader("In-Reply-To")[0]).isEqualTo(first.getMessageID());
      assertThat(last.getHeader("References")[0]).isEqualTo(first.getMessageID());
      // The same notice again is the same mail to whoever reads it.
      channel.send(letter("r1/20/FIXED/team", "ada@example.org", "r1/15/CULPRIT/team"));
      assertThat(received(server, true)).hasSize(2);
      assertThat(received(server, true).getLast().getMessageID()).isEqualTo(last.getMessageID());
    } finally {
      server.stop();
    }
  }

  @Test
  void aSubjectCanBeginNoHeader() throws Exception {
    GreenMail server = server();
    try {
      var channel = new MailChannel("team", smtp(server.getSmtp().getPort(), LONG));
      channel.send(
          new NoticeChannel.Letter(
              "k",
              NOW,
              "ada@example.org",
              "mm: x\r\nBcc: all@example.org\r\n\r\nHi",
              "body",
              null));
      MimeMessage mail = received(server, false).getFirst();
      assertThat(mail.getSubject()).isEqualTo("mm: x Bcc: all@example.org Hi");
      assertThat(mail.getHeader("Bcc")).isNull();
    } finally {
      server.stop();
    }
  }

  /** Mails that arrived, first ones of a thread or answers in it; the server sorts by recipient. */
  private static List<MimeMessage> received(GreenMail server, boolean areAnswers) throws Exception {
    var received = new ArrayList<MimeMessage>();
    for (MimeMessage mail : server.getReceivedMessages()) {
      if ((mail.getHeader("In-Reply-To") != null) == areAnswers) {
        received.add(mail);
      }
    }
    return received;
  }

  @Test
  void aMailServerThatRefusesOrHangsIsNamed() throws Exception {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
      // It listens, and says nothing.
      var silent = new MailChannel("team", smtp(closed, SHORT));
      assertThatThrownBy(silent::check)
          .isInstanceOf(Problem.class)
          .hasMessageContaining("channel team: the mail server 127.0.0.1:" + closed);
    }
    var channel = new MailChannel("team", smtp(closed, LONG));
    assertThatThrownBy(channel::check)
        .isInstanceOf(Problem.class)
        .hasMessageContaining("channel team: the mail server 127.0.0.1:" + closed);
    assertThatThrownBy(() -> channel.send(letter("k", "ada@example.org", null)))
        .isInstanceOfSatisfying(
            DeliveryException.class, failed -> assertThat(failed.isPassing()).isTrue());
  }

  /** A mail server that refuses some recipients: those whose addresses begin with a code. */
  private static Thread choosy(ServerSocket socket, List<String> mails) {
    return Thread.ofVirtual()
        .start(() -> {
          try (var connection = socket.accept();
              var in =
                  new BufferedReader(
                      new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
              var out =
                  new PrintStream(connection.getOutputStream(), true, StandardCharsets.UTF_8)) {
            out.print("220 ready\r\n");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
              Matcher refused = Pattern.compile("RCPT TO:<([45]50).*").matcher(line);
              if (refused.matches()) {
                out.print(refused.group(1) + " no such user\r\n");
              } else if (line.equals("DATA")) {
                out.print("354 go on\r\n");
                while (!".".equals(in.readLine())) {
                  // The mail itself.
                }
                mails.add("one");
                out.print("250 taken\r\n");
              } else {
                out.print("250 fine\r\n");
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void aRecipientWhoIsRefusedIsToldOfAndTheOthersGetTheMail() throws Exception {
    List<String> mails = new CopyOnWriteArrayList<>();
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var channel = new MailChannel("authors", smtp(socket.getLocalPort(), LONG));
      Thread first = choosy(socket, mails);
      assertThat(
              channel.send(
                  letter("k", "Ada <ada@example.org>, 550gone@example.org, b@example.org", null)))
          .startsWith("taken by 127.0.0.1 as <")
          .endsWith(">, but not for 550gone@example.org (550 no such user)");
      first.join();
      assertThat(mails).hasSize(1);
      Thread second = choosy(socket, mails);
      assertThatThrownBy(() -> channel.send(letter("k", "550gone@example.org", null)))
          .isInstanceOfSatisfying(
              DeliveryException.class, failed -> assertThat(failed.isPassing()).isFalse());
      second.join();
      Thread third = choosy(socket, mails);
      assertThatThrownBy(
              () -> channel.send(letter("k", "450full@example.org, 550gone@example.org", null)))
          .isInstanceOfSatisfying(
              DeliveryException.class, failed -> assertThat(failed.isPassing()).isTrue());
      third.join();
      assertThat(mails).hasSize(1);
    }
  }

  @Test
  void aNameIsEncodedInHeaders() throws Exception {
    GreenMail server = server();
    try {
      var channel = new MailChannel("team", smtp(server.getSmtp().getPort(), LONG));
      channel.send(letter("k", "\"Jörg, A.\" <j@example.org>", null));
      MimeMessage mail = received(server, false).getFirst();
      assertThat(mail.getHeader("To")[0]).matches("\\p{ASCII}+");
      assertThat(((InternetAddress) mail.getRecipients(Message.RecipientType.TO)[0]).getPersonal())
          .isEqualTo("Jörg, A.");
    } finally {
      server.stop();
    }
  }

  private interface Answer {
    void to(com.sun.net.httpserver.HttpExchange exchange) throws Exception;
  }

  private static HttpServer http(Answer answer) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            answer.to(exchange);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server;
  }

  private static WebhookChannel webhook(HttpServer server, Duration timeout) {
    return new WebhookChannel(
        "chat",
        URI.create(
            "http://ann:hunter2@127.0.0.1:" + server.getAddress().getPort() + "/hook/T0K3N?k=1"),
        SECRET,
        timeout,
        InstantSource.fixed(NOW));
  }

  @Test
  void aWebhookIsSigned() throws Exception {
    Map<String, String> headers = new HashMap<>();
    var body = new StringBuilder();
    HttpServer server =
        http(exchange -> {
          exchange
              .getRequestHeaders()
              .forEach(
                  (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
          body.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
        });
    try {
      assertThat(webhook(server, LONG).send(letter("r1/2/FIXED/chat", "", null)))
          .isEqualTo("HTTP 204");
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signed = headers.get("halfspeed-timestamp") + "." + body;
      assertThat(headers.get("halfspeed-timestamp"))
          .isEqualTo(String.valueOf(NOW.getEpochSecond()));
      assertThat(headers.get("halfspeed-signature"))
          .isEqualTo(
              "sha256="
                  + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
      assertThat(headers.get("halfspeed-notice")).isEqualTo("r1/2/FIXED/chat");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aWebhookThatRedirectsElsewhereOrHangsOrFailsIsNamed() throws Exception {
    HttpServer away =
        http(exchange -> {
          exchange.getResponseHeaders().add("Location", "http://elsewhere.example.org/x");
          exchange.sendResponseHeaders(307, -1);
        });
    HttpServer failing = http(exchange -> exchange.sendResponseHeaders(500, -1));
    HttpServer gone = http(exchange -> exchange.sendResponseHeaders(410, -1));
    HttpServer same =
        http(exchange -> {
          boolean isThere = exchange.getRequestURI().getPath().equals("/there");
          exchange.getResponseHeaders().add("Location", "/there");
          exchange.sendResponseHeaders(isThere ? 200 : 307, -1);
        });
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> webhook(away, LONG).check())
          .isInstanceOf(Problem.class)
          .hasMessageEndingWith("redirects to another host, http://elsewhere.example.org");
      assertThatThrownBy(() -> webhook(failing, LONG).check())
          .hasMessageEndingWith("answers HTTP 500");
      assertThatThrownBy(() -> webhook(gone, LONG).send(letter("k", "", null)))
          .isInstanceOfSatisfying(
              DeliveryException.class, failed -> assertThat(failed.isPassing()).isFalse());
      webhook(same, LONG).check();
      var hangs =
          new WebhookChannel(
              "chat",
              URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"),
              SECRET,
              SHORT,
              InstantSource.fixed(NOW));
      assertThatThrownBy(hangs::check)
          .isInstanceOf(Problem.class)
          .hasMessageContaining("has not answered after");
    } finally {
      List.of(away, failing, gone, same).forEach(server -> server.stop(0));
    }
  }

  /** A redirect to nowhere, and what is no redirect, are refusals. */
  @ParameterizedTest
  @CsvSource({"304, /", "300, /", "307,", "307, 'http://[broken'", "308, mailto:ada@example.org"})
  void aWebhookThatNamesNoAddressToGoOnToRefuses(int code, @Nullable String location)
      throws Exception {
    var asked = new AtomicInteger();
    HttpServer server =
        http(exchange -> {
          asked.incrementAndGet();
          if (location != null) {
            exchange.getResponseHeaders().add("Location", location);
          }
          exchange.sendResponseHeaders(code, -1);
        });
    try {
      assertThatThrownBy(() -> webhook(server, LONG).send(letter("k", "", null)))
          .isInstanceOfSatisfying(
              DeliveryException.class,
              failed -> {
                assertThat(failed).hasMessageContaining(" answers HTTP " + code);
                assertThat(failed.isPassing()).isTrue();
              });
      assertThat(asked).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  /** Whoever knows such an address may post there. */
  @Test
  void theAddressOfAWebhookIsShownByItsHostOnly() throws Exception {
    List<HttpServer> servers =
        List.of(
            http(exchange -> exchange.sendResponseHeaders(500, -1)),
            http(exchange -> exchange.sendResponseHeaders(304, -1)),
            http(exchange -> {
              exchange.getResponseHeaders().add("Location", "http://other.example.org/T0K3N");
              exchange.sendResponseHeaders(307, -1);
            }),
            http(exchange -> {
              exchange.getResponseHeaders().add("Location", "/hook/T0K3N/again");
              exchange.sendResponseHeaders(307, -1);
            }));
    try {
      for (HttpServer server : servers) {
        assertThatThrownBy(() -> webhook(server, LONG).send(letter("k", "", null)))
            .isInstanceOf(DeliveryException.class)
            .hasMessageContaining("http://127.0.0.1:" + server.getAddress().getPort() + " ")
            .hasMessageNotContaining("T0K3N")
            .hasMessageNotContaining("hunter2");
      }
    } finally {
      servers.forEach(server -> server.stop(0));
    }
  }

  /** On the same host a port may change: that is what a redirect from http to https does. */
  @Test
  void aWebhookIsFollowedToAnotherPortOfItsHost() throws Exception {
    HttpServer there = http(exchange -> exchange.sendResponseHeaders(200, -1));
    HttpServer here =
        http(exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", "http://127.0.0.1:" + there.getAddress().getPort() + "/");
          exchange.sendResponseHeaders(307, -1);
        });
    try {
      assertThat(webhook(here, LONG).send(letter("k", "", null))).isEqualTo("HTTP 200");
    } finally {
      List.of(here, there).forEach(server -> server.stop(0));
    }
  }

  @Test
  void aCommandThatCannotBeStartedLeavesNoFile() throws Exception {
    var channel =
        new CommandChannel("script", List.of(folder.resolve("missing").toString()), LONG, folder);
    assertThatThrownBy(() -> channel.send(letter("k", "", null)))
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining("can't start");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aCommandGetsTheNoticeOnItsInput() throws Exception {
    Path program = program("cat > " + folder.resolve("got") + "; echo fine");
    var channel = new CommandChannel("script", List.of(program.toString()), LONG);
    channel.check();
    assertThat(channel.send(letter("k", "", null))).isEqualTo("fine");
    assertThat(folder.resolve("got")).content().startsWith("Hello,");
  }

  @Test
  void aCommandThatFailsHangsOrIsNotThereIsNamed() throws Exception {
    var failing =
        new CommandChannel("script", List.of(program("echo no; exit 3").toString()), LONG);
    assertThatThrownBy(() -> failing.send(letter("k", "", null)))
        .hasMessageEndingWith("ended with code 3: no");
    var hanging =
        new CommandChannel("script", List.of(program("exec sleep 600").toString()), SHORT);
    assertThatThrownBy(() -> hanging.send(letter("k", "", null)))
        .hasMessageContaining("has not ended after");
    assertThatThrownBy(() -> new CommandChannel("script", List.of("told"), LONG).check())
        .isInstanceOf(Problem.class)
        .hasMessageContaining("no absolute path");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(
            () -> new CommandChannel("script", List.of(missing.toString()), LONG).check())
        .hasMessageContaining("there is no file " + missing);
    Path plain = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
    assertThatThrownBy(() -> new CommandChannel("script", List.of(plain.toString()), LONG).check())
        .hasMessageContaining("can't be executed by this user");
  }

  private Path program(String script) throws Exception {
    Path program = Files.createTempFile(folder, "program", ".sh");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }
}
