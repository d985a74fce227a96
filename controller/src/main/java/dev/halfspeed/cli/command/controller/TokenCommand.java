package dev.halfspeed.cli.command.controller;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.RoleWord;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.access.IssuedToken;
import dev.halfspeed.report.view.access.TokenView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What lets other people and programs use the controller. */
@Command(
    name = "token",
    description = "Tokens that let other people and programs use the controller.")
public final class TokenCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Makes one. */
  @Command(
      name = "create",
      description = {
        "Make a token and print it, this once.",
        "A viewer reads; an operator also starts, cancels and decides; an admin also drains and"
            + " admits machines, and makes and revokes tokens. Labs and repositories are changed at"
            + " the controller's own command line only."
      },
      footer = {"", "Example: halfspeed token create nightly --role operator > nightly.token"})
  public static final class CreateToken implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "Letters, digits, dots, dashes; for people.")
    String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "viewer",
        description = "viewer, operator or admin (default: ${DEFAULT-VALUE}).")
    String role = "viewer";

    @Option(
        names = "--expires",
        paramLabel = "DAYS",
        defaultValue = "90d",
        description = "After so many days, such as 30d, or never (default: ${DEFAULT-VALUE}).")
    String expires = "90d";

    @Mixin JsonOption json = new JsonOption();

    public CreateToken(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      Role wanted = RoleWord.of("--role", role);
      return invocation.ask(api -> {
        IssuedToken made = api.forAccess().createToken(name, wanted.word(), expires);
        if (json.wanted()) {
          invocation.say(ApiClient.json(made));
          return 0;
        }
        invocation.say(made.secret());
        Instant until = made.token().expiresAt();
        invocation.warn(
            "Token "
                + made.token().name()
                + ", role "
                + made.token().role()
                + (until == null
                    ? ", never expires: it is good until it is revoked."
                    : ", good until " + Text.moment(until) + ".")
                + " It is shown this once. Use it with: --controller URL --token-file FILE");
        return 0;
      });
    }
  }

  /** Lists them. */
  @Command(
      name = "list",
      description = "List the tokens that are good; never the tokens themselves.")
  public static final class ListTokens implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--all", description = "Those that expired or were revoked, too.")
    boolean all;

    @Mixin JsonOption json = new JsonOption();

    public ListTokens(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        List<TokenView> shown =
            api.forAccess().tokens().stream()
                .filter(token -> all || token.state().equals("live"))
                .toList();
        if (json.wanted()) {
          invocation.say(ApiClient.json(shown));
        } else if (shown.isEmpty()) {
          invocation.say("There is no token beside that of the state directory. Make one with:");
          invocation.say("  halfspeed token create NAME --role viewer");
        } else {
          Text.table(rows(shown)).forEach(invocation::say);
        }
        return 0;
      });
    }

    private List<List<String>> rows(List<TokenView> shown) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("NAME", "ROLE", "STATE", "MADE", "EXPIRES", "LAST USED"));
      for (TokenView token : shown) {
        rows.add(
            List.of(
                token.name(),
                token.role(),
                state(token),
                ago(token.madeAt()) + " by " + token.madeBy(),
                token.expiresAt() == null ? "never" : Text.moment(token.expiresAt()),
                token.lastUsedAt() == null ? "never" : ago(token.lastUsedAt())));
      }
      return rows;
    }

    private static String state(TokenView token) {
      @Nullable String by = token.revokedBy();
      return by == null ? token.state() : "revoked by " + by;
    }

    private String ago(Instant then) {
      return Words.between(then, invocation.shell().clock().instant()) + " ago";
    }
  }

  /** Ends one. */
  @Command(
      name = "revoke",
      description = "End a token: whoever shows it, and every browser let in with it, is out.")
  public static final class RevokeToken implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The token.")
    String name = "";

    @Mixin JsonOption json = new JsonOption();

    public RevokeToken(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        TokenView revoked = api.forAccess().revokeToken(name);
        invocation.say(
            json.wanted()
                ? ApiClient.json(revoked)
                : "Token " + revoked.name() + " is revoked: it lets nobody in any more.");
        return 0;
      });
    }
  }
}
