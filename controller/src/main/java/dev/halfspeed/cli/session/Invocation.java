package dev.halfspeed.cli.session;

import dev.halfspeed.cli.client.Admittance;
import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.client.ControllerFile;
import dev.halfspeed.cli.client.ControllerStarter;
import dev.halfspeed.cli.client.LocalController;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.client.StateFolder;
import dev.halfspeed.cli.client.TokenFile;
import dev.halfspeed.cli.client.Trust;
import dev.halfspeed.cli.option.GlobalOptions;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One call of the command line: what is around it, its global options, the way to a controller. */
public final class Invocation {
  /** Where a controller listens unless it is told otherwise. */
  public static final int DEFAULT_PORT = 7450;

  private static final int LAST_PORT = 65_535;
  private static final String LOOPBACK = "127.0.0.1";

  /** A controller that stops ends its jobs first, which may take 40 s. */
  private static final int TRIES = 300;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private final Shell shell;
  private final GlobalOptions options;
  private final Interruption interruption;
  private boolean takesOver;
  private @Nullable Path notify;
  private Admittance admittance = Admittance.OWN;

  /** Options are read when they are needed, so they may be filled in later. */
  public Invocation(Shell shell, GlobalOptions options, Interruption interruption) {
    this.shell = shell;
    this.options = options;
    this.interruption = interruption;
  }

  /** What is around the command. */
  public Shell shell() {
    return shell;
  }

  /** What happens on Ctrl-C. */
  public Interruption interruption() {
    return interruption;
  }

  /** Prints a line of the answer, or several. */
  public void say(String line) {
    shell.out().println(Printable.lines(line));
  }

  /** Prints a text that has its own line ends. */
  public void show(String text) {
    shell.out().print(Printable.lines(text));
  }

  /** Prints a line that is no part of the answer. */
  public void warn(String line) {
    shell.err().println(Printable.lines(line));
  }

  /** Whether stack traces are wanted. */
  public boolean debug() {
    return options.debug;
  }

  /** Whether colours may be used on a terminal. */
  boolean color() {
    return !options.noColor
        && shell.environment().getOrDefault("NO_COLOR", "").isEmpty()
        && !shell.environment().getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** The state directory. */
  public Path state() {
    return options.state == null ? shell.defaultState() : shell.resolve(options.state);
  }

  /** The token of {@code --token-file}. */
  @Nullable String token() throws Problem {
    return options.tokenFile == null ? null : TokenFile.read(shell.resolve(options.tokenFile));
  }

  /** The file of {@code --token-file}. */
  @Nullable Path tokenFile() {
    return options.tokenFile == null ? null : shell.resolve(options.tokenFile);
  }

  /** A controller that is started takes machines from others that work on them. */
  public void takeOver(boolean wanted) {
    takesOver = wanted;
  }

  /** A controller that is started looks after regressions, and tells of them as this file says. */
  public void notify(Path file) {
    notify = file;
  }

  /** A controller that is started lets these in, and those of {@code --token-file}. */
  public void admit(Admittance others) {
    admittance = others;
  }

  /** Answers a question with any controller: one that runs, or one that starts only to look. */
  public int ask(Connection.Use use) throws Problem {
    try (Connection connection = connect(false)) {
      return use.with(connection.api());
    }
  }

  /**
   * Finds a running controller, or starts one in this process.
   *
   * @param work whether bisections shall go on in it; then others find it in the state directory,
   *     and no second one can start
   */
  public Connection connect(boolean work) throws Problem {
    Optional<ApiClient> running = running();
    if (running.isPresent() && takesOver) {
      running.get().close();
      throw new Problem(
          "--take-over is for the start of a controller, and one runs already at "
              + running.get().address()
              + ".",
          "Stop that one, and start it with --take-over.");
    }
    if (running.isPresent()) {
      return new Connection(running.get(), null);
    }
    prepareState();
    if (!work) {
      return start(LOOPBACK, 0, TokenFile.random(), Admittance.OWN, false, null, null);
    }
    ControllerFile file = new ControllerFile(state());
    Claim claim = claim(file);
    if (claim.running() != null) {
      return new Connection(claim.running(), null);
    }
    int port = freePort();
    try {
      return startHeld(LOOPBACK, port, file, Objects.requireNonNull(claim.right()));
    } catch (Problem problem) {
      if (port == 0 || freePort() == port) {
        throw problem;
      }
      // Another one has just taken the usual port: any will do.
      return startHeld(LOOPBACK, 0, file, file.claim().orElseThrow(() -> problem));
    }
  }

  /** Whether a controller that was asked has ended since, so that another start goes on. */
  boolean hasEnded(ApiClient controller) throws Problem {
    return options.controller == null
        && shell.environment().getOrDefault("HALFSPEED_CONTROLLER", "").isEmpty()
        && (entry().isEmpty() || !controller.healthy());
  }

  /** Starts the controller that {@code serve} asks for. */
  public Connection serve(String host, int port) throws Problem {
    prepareState();
    ControllerFile file = new ControllerFile(state());
    Claim claim = claim(file);
    if (claim.running() != null) {
      URI where = claim.running().address();
      claim.running().close();
      throw new Problem(
          "A controller already runs on the state directory " + state() + " at " + where + ".",
          "Use that one, stop it, or choose another directory: --state DIR");
    }
    return startHeld(host, port, file, Objects.requireNonNull(claim.right()));
  }

  /**
   * Who is the state directory's controller.
   *
   * @param right to be it, where nobody is
   * @param running who is
   */
  private record Claim(ControllerFile.@Nullable Held right, @Nullable ApiClient running) {}

  /**
   * Takes the right to be the controller, or finds who has it. One that has it but does not answer
   * is starting, or ending: who was killed on a busy machine takes his time for that, too.
   */
  private Claim claim(ControllerFile file) throws Problem {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Optional<ControllerFile.Held> right = file.claim();
      if (right.isPresent()) {
        return new Claim(right.get(), null);
      }
      Optional<ControllerFile.Entry> entry = file.isHeld() ? file.read() : Optional.empty();
      Optional<ApiClient> api = entry.isEmpty() ? Optional.empty() : alive(entry.get());
      if (api.isPresent()) {
        return new Claim(null, api.get());
      }
      interruption.pause(BETWEEN_TRIES.toMillis());
    }
    throw new Problem(
        "Another halfspeed process holds the state directory " + state() + " and does not answer.",
        "Wait until it has ended, or choose another directory: --state DIR");
  }

  private Connection startHeld(
      String host, int port, ControllerFile file, ControllerFile.Held right) throws Problem {
    String token;
    var others = new HashMap<String, String>();
    try {
      token = TokenFile.madeIn(state());
      Path named = tokenFile();
      if (named != null) {
        others.put(String.valueOf(named.getFileName()), TokenFile.named(named));
      }
    } catch (Problem e) {
      right.close();
      throw e;
    }
    return start(host, port, token, admittance.with(others), true, file, right);
  }

  /** A controller that was named or that runs on the state directory; empty where there is none. */
  public Optional<ApiClient> running() throws Problem {
    String named = options.controller;
    if (named == null) {
      named = shell.environment().getOrDefault("HALFSPEED_CONTROLLER", "");
    }
    if (!named.isBlank()) {
      URI address = address(named);
      return Optional.of(new ApiClient(address, tokenFor(address), trustFor(address)));
    }
    Optional<ControllerFile.Entry> entry = entry();
    return entry.isEmpty() ? Optional.empty() : alive(entry.get());
  }

  /** The controller that holds the state directory, if it has said where it is. */
  private Optional<ControllerFile.Entry> entry() {
    ControllerFile file = new ControllerFile(state());
    return file.isHeld() ? file.read() : Optional.empty();
  }

  /** The token for a controller that was named: ours is shown to none but our own. */
  private @Nullable String tokenFor(URI named) throws Problem {
    String token = token();
    Optional<ControllerFile.Entry> entry = token == null ? entry() : Optional.empty();
    return entry.isPresent() && address(entry.get().url()).equals(named)
        ? token(entry.get())
        : token;
  }

  /** The certificates that are believed of a controller that was named; absent: none are needed. */
  private @Nullable SSLContext trustFor(URI named) throws Problem {
    if (!"https".equals(named.getScheme())) {
      return null;
    }
    String ca = options.ca;
    if (ca != null) {
      return Trust.of(shell.resolve(ca));
    }
    Optional<ControllerFile.Entry> entry = entry();
    return entry.isPresent() && address(entry.get().url()).equals(named)
        ? trust(entry.get())
        : Trust.ofSystem();
  }

  /** The one certificate that the state directory's own controller shows. */
  private static @Nullable SSLContext trust(ControllerFile.Entry entry) throws Problem {
    String certificate = entry.certificate();
    return certificate == null ? null : Trust.only(Path.of(certificate));
  }

  private String token(ControllerFile.Entry entry) throws Problem {
    String token = token();
    String file = entry.tokenFile();
    return token != null
        ? token
        : TokenFile.read(file == null ? TokenFile.in(state()) : Path.of(file));
  }

  private Optional<ApiClient> alive(ControllerFile.Entry entry) throws Problem {
    ApiClient api = new ApiClient(address(entry.url()), token(entry), trust(entry));
    if (api.healthy()) {
      return Optional.of(api);
    }
    api.close();
    return Optional.empty();
  }

  private void prepareState() throws Problem {
    StateFolder.prepare(state(), this::warn);
  }

  private Connection start(
      String host,
      int port,
      String token,
      Admittance others,
      boolean resume,
      @Nullable ControllerFile file,
      ControllerFile.@Nullable Held right)
      throws Problem {
    ControllerStarter.Started controller;
    try {
      controller =
          shell
              .starter()
              .start(
                  new ControllerStarter.Plan(
                      shell.home(), state(), host, port, token, others, resume, notify, takesOver));
    } catch (Problem e) {
      if (right != null) {
        right.close();
      }
      throw e;
    }
    Admittance.Tls tls = others.tls();
    Path certificate = tls == null ? null : tls.certificate();
    LocalController local = new LocalController(controller, file, right);
    // Whatever the command itself will want then: no guest and no build outlives this process.
    interruption.on(local::close);
    if (file != null) {
      try {
        file.write(
            new ControllerFile.Entry(
                controller.address().toString(),
                ProcessHandle.current().pid(),
                shell.clock().instant(),
                TokenFile.in(state()).toString(),
                certificate == null ? null : certificate.toString()));
      } catch (Problem e) {
        local.close();
        throw e;
      }
    }
    SSLContext trust = certificate == null ? null : Trust.only(certificate);
    return new Connection(new ApiClient(controller.address(), token, trust), local);
  }

  private static URI address(String url) throws Problem {
    try {
      URI address = new URI(url.contains("://") ? url : "http://" + url);
      if (address.getHost() != null
          && List.of("http", "https").contains(address.getScheme())
          && address.getPort() <= LAST_PORT) {
        return address;
      }
    } catch (java.net.URISyntaxException e) {
      // Said below.
    }
    throw new Problem(
        "Not the address of a controller: " + url,
        "Give it like this: --controller http://127.0.0.1:" + DEFAULT_PORT);
  }

  /** The usual port where it is free, so that a page keeps its address; otherwise any. */
  private static int freePort() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT));
      return DEFAULT_PORT;
    } catch (IOException e) {
      return 0;
    }
  }
}
