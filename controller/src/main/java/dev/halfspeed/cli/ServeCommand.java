package dev.halfspeed.cli;

import dev.halfspeed.problem.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a controller until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Run a controller with its page and API until Ctrl-C.",
      "Bisections that are still open go on. With --token-file, clients must show that token; it is"
          + " needed as soon as --host is not loopback."
    })
final class ServeCommand implements Callable<Integer> {
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1", "[::1]");

  private final Session session;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + Session.DEFAULT_PORT,
      description = "Port to listen on; 0 is any (default: ${DEFAULT-VALUE}).")
  int port;

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Problem {
    if (!LOOPBACK.contains(host) && session.tokenFile() == null) {
      throw new Problem(
          "Listening on " + host + " needs a token, since others can reach it.",
          "Make one and give it: (umask 077; openssl rand -hex 32 > token); halfspeed serve --host "
              + host
              + " --token-file token");
    }
    Connection connection = session.serve(host, port);
    session
        .interruption()
        .on(() -> {
          connection.close();
          session.say("Stopped; bisections that were open go on at the next start.");
        });
    session.say(
        "Halfspeed serves "
            + connection.api().address()
            + " (state: "
            + session.state()
            + "). Stop it with Ctrl-C.");
    session.shell().out().flush();
    session.interruption().awaitSignal();
    return 0;
  }
}
