package dev.halfspeed.controller;

import dev.halfspeed.core.Principal;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.awaitility.Awaitility;

/**
 * Many followers of a bisection and many requests at once, against a whole controller in a process
 * of its own: real git and SQLite, a fake machine that takes its time. Bisections run one after the
 * other, first some without load. Run by docs/benchmarks/load; prints Markdown.
 */
final class LoadBenchmark {
  private static final String TOKEN = "a-token-for-a-benchmark-0123456789";
  private static final int WITHOUT_LOAD = 2;

  private LoadBenchmark() {}

  /**
   * Takes a folder, seconds, readers, requests a second, milliseconds of a job and milliseconds
   * within which readers turn to the next bisection, and idle connections; or {@code serve}, a
   * folder and milliseconds of a job.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("serve")) {
      serve(Path.of(arguments[1]), Duration.ofMillis(Long.parseLong(arguments[2])));
      return;
    }
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "load");
    try {
      new Load(
              Duration.ofSeconds(Long.parseLong(arguments[1])),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              Long.parseLong(arguments[5]),
              Integer.parseInt(arguments[6]))
          .run(folder, arguments[4]);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    System.exit(0);
  }

  /** Runs bisections until its input ends, and tells of each on its output. */
  private static void serve(Path folder, Duration job) throws Exception {
    // That of tests is for tests.
    Awaitility.setDefaultTimeout(Duration.ofHours(1));
    var lab = new TinyLab(folder);
    var machine = new FakeMachine(0.02);
    machine.breaks((_, _) -> {
      pause(job);
      return Optional.empty();
    });
    try (LabController controller = lab.controller(machine, Time.real());
        WebServer server = WebServer.start(controller, "127.0.0.1", 0, List.of(Token.own(TOKEN)))) {
      System.out.println("port " + server.port());
      while (System.in.available() == 0) {
        long began = System.nanoTime();
        String id = controller.requests().bisect(lab.request("main"), Principal.commandLine("ada"));
        System.out.println("begun " + id);
        TinyLab.end(controller, id);
        System.out.println("ended " + (System.nanoTime() - began) / 1_000_000);
      }
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What asks. */
  private static final class Load {
    private final Duration length;
    private final int readers;
    private final int aSecond;
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong events = new AtomicLong();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger gaps = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final List<Long> withoutLoad = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> underLoad = new ConcurrentLinkedQueue<>();
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final long spreadMillis;
    private final int idle;
    private final List<Socket> idling = new ArrayList<>();
    private volatile String bisection = "";
    private volatile boolean isOver;
    private int port;

    Load(Duration length, int readers, int aSecond, long spreadMillis, int idle) {
      this.length = length;
      this.readers = readers;
      this.aSecond = aSecond;
      this.spreadMillis = spreadMillis;
      this.idle = idle;
    }

    void run(Path folder, String job) throws Exception {
      Process server =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LoadBenchmark.class.getName(),
                  "serve",
                  folder.toString(),
                  job)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader told =
          new BufferedReader(
              new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
        port = Integer.parseInt(told.readLine().substring("port ".length()));
        while (withoutLoad.size() < WITHOUT_LOAD) {
          hear(told.readLine());
        }
        Thread hearing = Thread.ofVirtual().start(() -> told.lines().forEach(this::hear));
        long residentBefore = resident(server);
        idle();
        ask();
        print(residentBefore, resident(server));
        server.getOutputStream().write('\n');
        server.getOutputStream().flush();
        server.destroy();
        server.waitFor();
        hearing.join();
      } finally {
        server.destroyForcibly();
      }
    }

    private void hear(String line) {
      String what = line.substring(line.indexOf(' ') + 1);
      if (line.startsWith("begun ")) {
        bisection = what;
      } else if (withoutLoad.size() < WITHOUT_LOAD) {
        withoutLoad.add(Long.valueOf(what));
      } else {
        underLoad.add(Long.valueOf(what));
      }
    }

    private static long resident(Process process) throws IOException {
      try (Stream<String> lines =
          Files.lines(Path.of("/proc/" + process.pid() + "/status"), StandardCharsets.UTF_8)) {
        return lines
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0)
            / 1024;
      }
    }

    /**
     * Opens connections that want nothing: every second one is silent, the others send the head of
     * a request a byte every two seconds.
     */
    private void idle() throws IOException {
      for (int i = 0; i < idle; i++) {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        idling.add(socket);
      }
      Thread.ofVirtual()
          .start(() -> {
            byte[] head = "GET /api/v1/health HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < head.length && !isOver; sent++) {
              for (int i = 0; i < idling.size(); i += 2) {
                drip(idling.get(i), head[sent]);
              }
              pause(Duration.ofSeconds(2));
            }
          });
    }

    private static void drip(Socket socket, byte next) {
      try {
        socket.getOutputStream().write(next);
      } catch (IOException closed) {
        // The server need not wait for ever.
      }
    }

    /** How many of them the server has not closed. */
    private long stillOpen() {
      return idling.stream()
          .filter(socket -> {
            try {
              socket.setSoTimeout(1);
              return socket.getInputStream().read() >= 0;
            } catch (SocketTimeoutException waits) {
              return true;
            } catch (IOException closed) {
              return false;
            }
          })
          .count();
    }

    private void ask() throws InterruptedException {
      List<Thread> following = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        following.add(Thread.ofVirtual().start(this::follow));
        Thread.sleep(Duration.ofMillis(5));
      }
      request();
      isOver = true;
      for (Thread thread : following) {
        thread.join();
      }
    }

    /** Follows one bisection after the other; comes back as browsers do where it is cut off. */
    private void follow() {
      String done = "";
      while (!isOver) {
        String id = bisection;
        if (id.equals(done)) {
          pause(Duration.ofMillis(100));
          continue;
        }
        if (followed(id)) {
          done = id;
          pause(Duration.ofMillis((long) (random.nextDouble() * spreadMillis)));
          streams.incrementAndGet();
        }
      }
    }

    private boolean followed(String id) {
      var seen = new Seen();
      while (!isOver) {
        try (Socket socket = open(id, seen.id);
            BufferedReader lines =
                new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
          if (read(lines, seen)) {
            return true;
          }
        } catch (IOException e) {
          // Counted below like an end before the end.
        }
        if (!isOver) {
          broken.incrementAndGet();
          pause(Duration.ofSeconds(2));
        }
      }
      return false;
    }

    /** The last event that a follower was told. */
    private static final class Seen {
      private String id = "";
      private long number = -1;
    }

    /** Looks for numbers that are left out. */
    private boolean read(BufferedReader lines, Seen seen) throws IOException {
      String name = "";
      for (String line = lines.readLine(); line != null && !isOver; line = lines.readLine()) {
        if (line.equals("event: end")) {
          return true;
        }
        if (line.startsWith("event: ")) {
          name = line;
        } else if (line.startsWith("id: ")) {
          long number = Long.parseLong(line.substring(line.indexOf('-') + 1));
          if (name.equals("event: change") && number != seen.number + 1) {
            gaps.incrementAndGet();
          }
          seen.id = line.substring("id: ".length());
          seen.number = number;
          events.incrementAndGet();
        }
      }
      return false;
    }

    private Socket open(String id, String lastId) throws IOException {
      var socket = new Socket();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String more = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/bisections/%s/events HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
                  .formatted(id, TOKEN, more)
                  .getBytes(StandardCharsets.US_ASCII));
      return socket;
    }

    /**
     * Asks at times that were fixed before, and counts from those: an answer that comes late holds
     * up no later question, and one that had to wait is not left out (coordinated omission).
     */
    private void request() throws InterruptedException {
      var open = new Phaser(1);
      try (HttpClient client =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
        long began = System.nanoTime();
        long apart = 1_000_000_000L / aSecond;
        long all = length.toNanos() / apart;
        for (long i = 0; i < all; i++) {
          long due = began + i * apart;
          long wait = due - System.nanoTime();
          if (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait));
          }
          String path = path(i);
          open.register();
          var _ =
              client
                  .sendAsync(
                      HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                          .header("Authorization", "Bearer " + TOKEN)
                          .build(),
                      HttpResponse.BodyHandlers.discarding())
                  .whenComplete((response, problem) -> {
                    latencies.recordValue((System.nanoTime() - due) / 1000);
                    if (problem != null || Objects.requireNonNull(response).statusCode() != 200) {
                      failed.incrementAndGet();
                    }
                    open.arriveAndDeregister();
                  });
        }
        open.arriveAndAwaitAdvance();
      }
    }

    private String path(long number) {
      return switch ((int) (number % 5)) {
        case 0 -> "/api/v1/bisections?limit=20";
        case 1 -> "/api/v1/bisections/" + bisection;
        case 2 -> "/api/v1/machines";
        case 3 -> "/api/v1/bisections/" + bisection + "/report";
        default -> "/api/v1/ready";
      };
    }

    private void print(long residentBefore, long residentAfter) {
      System.out.printf(
          "%d followers, %d requests a second, %d s%n%n| what | |%n|---|---|%n",
          readers, aSecond, length.toSeconds());
      row("requests", latencies.getTotalCount() + ", " + failed.get() + " not answered with 200");
      for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
        row(
            "latency from the time it was due, %s %%".formatted(percentile),
            "%.1f ms".formatted(latencies.getValueAtPercentile(percentile) / 1000.0));
      }
      if (idle > 0) {
        row("idle connections made, open at the end", idle + ", " + stillOpen());
      }
      row("bisections followed to their end, by all", Integer.toString(streams.get()));
      row("events, numbers left out", events.get() + ", " + gaps.get());
      row("connections cut off and made again", Integer.toString(broken.get()));
      row("bisections without load", withoutLoad + " ms");
      row("bisections under load", underLoad + " ms");
      row(
          "memory of the controller, at most",
          residentBefore + " MB before, " + residentAfter + " MB after");
      System.out.println("\nMilliseconds:\n```");
      latencies.outputPercentileDistribution(System.out, 1, 1000.0);
      System.out.println("```");
    }

    private static void row(String what, String value) {
      System.out.println("| " + what + " | " + value + " |");
    }
  }
}
