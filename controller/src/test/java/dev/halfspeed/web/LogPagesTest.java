package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.JobLog;
import dev.halfspeed.jobs.KeptLog;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.api.LogDownload;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs as pages and as bytes. */
final class LogPagesTest {
  private static final FakeController controller = new FakeController();
  private static final String RAW = "/api/v1/jobs/short/1/log";
  private static WebServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    var away = new Problem(ProblemCode.MACHINE_AWAY, "lab-1 is not connected", "connect it");
    var gone = new Problem(ProblemCode.UNKNOWN, "lab-1 has no log of it", "it was removed");
    controller.logs.put("away/1", new FoundLog.Nothing(Views.job("b1", "away"), away));
    controller.logs.put("gone/1", new FoundLog.Nothing(Views.job("b1", "gone"), gone));
    controller.logs.put("lost/1", new FoundLog.Whole(Views.job("b1", "lost"), new LostLog(away)));
    controller.logs.put("empty/1", new FoundLog.Whole(Views.job("b1", "empty"), new KeptLog("")));
    controller.logs.put(
        "end/1", new FoundLog.End(Views.job("b1", "end"), new KeptLog("the end\n"), away));
    controller.logs.put(
        "short/1", new FoundLog.Whole(Views.job("b1", "short"), new KeptLog("0123456789\nlast")));
    server = WebServer.start(controller, "127.0.0.1", 0, List.of(Token.own(Client.TOKEN)));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static LargeLog large() {
    var log = new LargeLog();
    controller.logs.put("large/1", new FoundLog.Whole(Views.job("b1", "large"), log));
    return log;
  }

  private static String page(String path) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
    return response.body();
  }

  @Test
  void aLargeLogOpensAtItsEndWithItsError() throws Exception {
    LargeLog log = large();
    String page = page("/jobs/large/1/log");
    assertThat(page)
        .contains("lines 999,901 to 1,000,000 of 1,000,000", "id=\"L1000000\"")
        .contains("The error, in line 654321", "mm/slab.c:7: error: &lt;img src=x")
        .contains("/jobs/large/1/log?line=654321#L654321", "95.4 MiB, 1,000,000 lines")
        .doesNotContain("id=\"L654321\"", "\u001b", "\u202e", "<img src=x", "<script>");
    assertThat(page.length()).isLessThan(200_000);
    assertThat(log.bytesRead.get()).isLessThan(100_000);
  }

  @Test
  void aLineHasAnAddressThatStays() throws Exception {
    LargeLog log = large();
    String page = page("/jobs/large/1/log?line=654321");
    assertThat(page)
        .contains("lines 654,301 to 654,600 of", "id=\"L654321\" class=\"here\"")
        .contains("?line=654001#L654001", "?line=654601#L654601");
    assertThat(page("/jobs/large/1/log?line=999999999")).contains("id=\"L1000000\" class=\"here\"");
    assertThat(log.bytesRead.get()).isLessThan(200_000);
  }

  @Test
  void theWholeLogIsSearched() throws Exception {
    LargeLog log = large();
    assertThat(page("/jobs/large/1/log?find=error"))
        .contains("Lines with \"error\"", "?line=654321#L654321");
    assertThat(page("/jobs/large/1/log?find=%3Cb%3E")).contains("None.", "&lt;b&gt;");
    assertThat(log.bytesRead.get()).isLessThan(200_000);
    assertThat(client.get("/jobs/large/1/log?find=" + "x".repeat(201)).statusCode()).isEqualTo(422);
  }

  @Test
  void allOfALargeLogIsSentAPieceAtATime() throws Exception {
    LargeLog log = large();
    HttpResponse<InputStream> response =
        client.begin("/api/v1/jobs/large/1/log").get(5, TimeUnit.MINUTES);
    assertThat(response.headers().firstValue("Content-Length")).contains("100000000");
    long count = 0;
    var buffer = new byte[1 << 16];
    try (InputStream body = response.body()) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        count += read;
      }
    }
    assertThat(count).isEqualTo(100_000_000);
    assertThat(log.largestRead.get()).isEqualTo(LogDownload.PIECE_BYTES);
  }

  /** Status, what is sent, and which bytes that are. */
  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, 0-3/15",
    "bytes=11-, 206, last, 11-14/15",
    "bytes=-4, 206, last, 11-14/15",
    "bytes=-99, 206, '0123456789\nlast', 0-14/15",
    "bytes=8-99, 206, '89\nlast', 8-14/15",
    "bytes=x, 200, '0123456789\nlast',",
    "bytes=-, 200, '0123456789\nlast',",
    "bytes=15-, 416, , */15",
    "bytes=-0, 416, , */15"
  })
  void aRangeIsSent(String range, int status, String body, String sent) throws Exception {
    HttpResponse<String> response = client.get(RAW, "Range", range);
    assertThat(response.statusCode()).isEqualTo(status);
    if (status != 416) {
      assertThat(response.body()).isEqualTo(body);
    }
    assertThat(response.headers().firstValue("Content-Range").orElse(null))
        .isEqualTo(sent == null ? null : "bytes " + sent);
  }

  /** The last bytes of nothing are nothing; the first one is not there. */
  @ParameterizedTest
  @CsvSource({"bytes=-5, 200, 0", "bytes=-0, 416,", "bytes=0-, 416,", "bytes=x, 200, 0"})
  void ofAnEmptyLogNothingIsSent(String range, int status, String length) throws Exception {
    HttpResponse<String> response = client.get("/api/v1/jobs/empty/1/log", "Range", range);
    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 200) {
      assertThat(response.headers().firstValue("Content-Length")).contains(length);
      assertThat(response.headers().firstValue("Content-Range")).isEmpty();
    } else {
      assertThat(response.headers().firstValue("Content-Range")).contains("bytes */0");
    }
  }

  @Test
  void headSaysHowLongItIs() throws Exception {
    HttpResponse<String> head =
        client.send(client.request(RAW).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).contains("15");
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"away, 503", "gone, 404", "none, 404", "lost, 503"})
  void whatIsNotThereIsSaid(String job, int status) throws Exception {
    HttpResponse<String> page = client.get("/jobs/" + job + "/1/log");
    assertThat(page.statusCode()).isEqualTo(status);
    assertThat(page.body()).contains("<h1>", "role=\"alert\"");
    HttpResponse<String> raw = client.get("/api/v1/jobs/" + job + "/1/log");
    assertThat(raw.statusCode()).isEqualTo(status);
    assertThat(Client.json(raw).at("/detail").stringValue()).isNotEmpty();
  }

  @Test
  void theEndThatWasKeptIsCalledThat() throws Exception {
    assertThat(page("/jobs/end/1/log"))
        .contains("This is the end that came with the result: lab-1 is not connected", "the end");
    HttpResponse<String> raw = client.get("/api/v1/jobs/end/1/log");
    assertThat(raw.body()).isEqualTo("the end\n");
    assertThat(raw.headers().firstValue("Halfspeed-Log")).contains("end only");
  }

  /** A log whose machine goes away while it is read. */
  private record LostLog(Problem why) implements JobLog {
    @Override
    public Extent extent() throws Problem {
      throw why;
    }

    @Override
    public byte[] bytes(long offset, int most) throws Problem {
      throw why;
    }

    @Override
    public List<Line> lines(long first, int count) throws Problem {
      throw why;
    }

    @Override
    public List<Line> find(String text, int most) throws Problem {
      throw why;
    }

    @Override
    public List<Line> errors(int most) throws Problem {
      throw why;
    }
  }
}
