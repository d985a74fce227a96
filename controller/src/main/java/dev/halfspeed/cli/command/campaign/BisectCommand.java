package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.option.FollowOptions;
import dev.halfspeed.cli.option.RequestOptions;
import dev.halfspeed.cli.session.BisectionFollower;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.session.LastingWork;
import dev.halfspeed.problem.Problem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a bisection and follows it. */
@Command(
    name = "bisect",
    description = {
      "Find the commit between two revisions that made a recipe's metric worse, or better.",
      "Without a controller that runs already, it starts one in this process; Ctrl-C stops it"
          + " cleanly, and the same command goes on where it stopped."
    },
    footer = {
      "",
      "Example: halfspeed bisect --repo ~/linux --good v6.12 --bad v6.13 --recipe"
          + " pgbench-simple-update"
    })
public final class BisectCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin RequestOptions options = new RequestOptions();

  @Mixin FollowOptions following = new FollowOptions();

  public BisectCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    following.check();
    BisectionRequest request = options.request(invocation.shell());
    return LastingWork.start(invocation, following, connection -> with(connection, request));
  }

  private int with(Connection connection, BisectionRequest request) throws Problem {
    BisectionFollower follow = new BisectionFollower(invocation, connection, following.json());
    follow.stopOnInterrupt("halfspeed bisect with the same options");
    String id = follow.foreground().start(() -> connection.api().submit(request));
    follow.link(id);
    if (!following.detach) {
      return follow.toTheEnd(id);
    }
    follow.foreground().detached(id);
    return 0;
  }
}
