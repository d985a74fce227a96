package dev.halfspeed.cli.command.controller;

import dev.halfspeed.cli.client.Admittance;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.RoleWord;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a controller until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Run a controller with its page and API until Ctrl-C.",
      "Bisections that are still open go on. Clients must show a token: the one in the state"
          + " directory, one of `halfspeed token create`, or that of --token-file. For a browser it"
          + " prints a link that works once."
    })
public final class ServeCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + Invocation.DEFAULT_PORT,
      description = "Port to listen on; 0 is any (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 65_535)
  int port;

  @Option(
      names = "--take-over",
      description =
          "Take machines from other controllers that work on them; without it, wait for them.")
  boolean takeOver;

  @Option(
      names = "--notify",
      paramLabel = "FILE",
      description =
          "Who is told of regressions (default: notify.yaml in the state directory; none: nobody)."
              + " docs/regressions.md describes it.")
  @Nullable String notify;

  @Option(
      names = "--token-role",
      paramLabel = "ROLE",
      defaultValue = "admin",
      description =
          "What the token of --token-file may do: viewer, operator or admin (default:"
              + " ${DEFAULT-VALUE}).")
  String tokenRole = "admin";

  @Option(
      names = "--anonymous-viewers",
      description = "Let everybody who reaches it read everything, without a token.")
  boolean anonymousViewers;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Serve over https: the certificate and those that signed it, in PEM.")
  @Nullable String tlsCertificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, in PEM.")
  @Nullable String tlsKey;

  public ServeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    invocation.takeOver(takeOver);
    invocation.notify(
        notify == null
            ? invocation.state().resolve("notify.yaml")
            : existing(invocation.shell().resolve(notify)));
    invocation.admit(
        new Admittance(Map.of(), RoleWord.of("--token-role", tokenRole), anonymousViewers, tls()));
    Connection connection = invocation.serve(host, port);
    invocation
        .interruption()
        .on(() -> {
          connection.close();
          invocation.say("Stopped; bisections that were open go on at the next start.");
        });
    invocation.say(
        "Halfspeed serves "
            + connection.api().address()
            + " (state: "
            + invocation.state()
            + "). Stop it with Ctrl-C.");
    invocation.say(
        "Open in a browser: " + connection.api().forAccess().link("/") + " (works once)");
    invocation.shell().out().flush();
    invocation.interruption().awaitSignal();
    return 0;
  }

  private Admittance.@Nullable Tls tls() throws Problem {
    if (tlsCertificate == null && tlsKey == null) {
      return null;
    }
    if (tlsCertificate == null || tlsKey == null) {
      throw new Problem(
          (tlsKey == null ? "--tls-cert" : "--tls-key") + " is alone.",
          "Give both: --tls-cert FILE --tls-key FILE");
    }
    return new Admittance.Tls(
        invocation.shell().resolve(tlsCertificate), invocation.shell().resolve(tlsKey));
  }

  private static Path existing(Path file) throws Problem {
    if (!Files.exists(file)) {
      throw new Problem(
          "There is no file " + file, "Name one with --notify FILE, or leave it out.");
    }
    return file;
  }
}
