package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Found;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be done to a campaign that runs, and undone. */
public final class InterventionCommands {
  private static final Set<Found.Kind> BISECTIONS =
      Collections.unmodifiableSet(EnumSet.of(Found.Kind.BISECTION));
  private static final Set<Found.Kind> SEARCHES =
      Collections.unmodifiableSet(EnumSet.of(Found.Kind.BISECTION, Found.Kind.CONFIG_BISECTION));
  private static final Set<Found.Kind> ALL =
      Collections.unmodifiableSet(
          EnumSet.of(Found.Kind.BISECTION, Found.Kind.COMPARISON, Found.Kind.CONFIG_BISECTION));

  private static final String CAMPAIGN = "The bisection, comparison or config bisection.";

  private InterventionCommands() {}

  /** What all of them take and say. */
  static final class Intervening {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why, for others: it is kept and shown.")
    String reason = "";

    @Mixin JsonOption json = new JsonOption();

    /**
     * Does it.
     *
     * @param kinds of campaigns to which it can be done
     * @param verb the last part of the API's address
     * @param fields of the request, beside the reason, by the kind of campaign
     * @param what for people, after "bisection ID: "
     */
    private int send(
        Invocation invocation,
        Set<Found.Kind> kinds,
        String id,
        String verb,
        Map<String, ?> fields,
        String what)
        throws Problem {
      return send(invocation, kinds, id, verb, _ -> fields, what);
    }

    private int send(
        Invocation invocation,
        Set<Found.Kind> kinds,
        String id,
        String verb,
        Function<Found.Kind, Map<String, ?>> fields,
        String what)
        throws Problem {
      return invocation.ask(api -> {
        Found found = Found.by(id, api);
        if (!kinds.contains(found.kind())) {
          throw new Problem(
              "halfspeed %s is not for a %s, which %s is."
                  .formatted(verb, found.kind().word(), found.id()),
              "It is for %s. A campaign of any kind is ended with: halfspeed cancel %s"
                  .formatted(
                      kinds.stream()
                          .map(kind -> kind.word() + "s")
                          .collect(Collectors.joining(" and ")),
                      found.id()));
        }
        int action = api.intervene(found, verb, fields.apply(found.kind()), reason);
        invocation.say(
            json.wanted()
                ? ApiClient.json(Map.of("id", found.id(), "action", action))
                : "The %s %s: %s. Undo it with: halfspeed undo %s %d --reason TEXT"
                    .formatted(found.kind().word(), found.id(), what, found.id(), action));
        return 0;
      });
    }
  }

  /** Gives it no new work. */
  @Command(
      name = "pause",
      description =
          "Give a bisection, comparison or config bisection no new work. What runs on machines goes"
              + " on to its end.")
  public static final class Pause implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = CAMPAIGN)
    String id = "";

    @Mixin Intervening intervening = new Intervening();

    public Pause(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return intervening.send(invocation, ALL, id, "pause", Map.of(), "paused");
    }
  }

  /** Gives it new work again. */
  @Command(
      name = "resume",
      description = "Give a bisection, comparison or config bisection work again.")
  public static final class Resume implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = CAMPAIGN)
    String id = "";

    @Mixin Intervening intervening = new Intervening();

    public Resume(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return intervening.send(invocation, ALL, id, "resume", Map.of(), "resumed");
    }
  }

  /** Makes it more or less urgent. */
  @Command(
      name = "priority",
      description =
          "Make a bisection, comparison or config bisection more or less urgent than it is.")
  public static final class Priority implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = CAMPAIGN)
    String id = "";

    @Parameters(
        index = "1",
        paramLabel = "N",
        description = "From -100 to 100: where machines are shared the highest goes first.")
    @Bounds(least = -100, most = 100)
    int priority;

    @Mixin Intervening intervening = new Intervening();

    public Priority(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return intervening.send(
          invocation, ALL, id, "priority", Map.of("priority", priority), "priority " + priority);
    }
  }

  /** Lets it take more, or less. */
  @Command(
      name = "budget",
      description = {
        "Let a bisection, comparison or config bisection take more than it was given, or less.",
        "What is not named stays as it is. With less than is used already it ends with what is"
            + " known."
      })
  public static final class Budget implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = CAMPAIGN)
    String id = "";

    @Option(names = "--max-boots", paramLabel = "N", description = "Measured boots in all.")
    @Bounds(least = 1, most = 1_000_000)
    @Nullable Integer maximumBoots;

    @Option(
        names = "--max-machine-hours",
        paramLabel = "HOURS",
        description = "What all jobs together may take of machines.")
    @Bounds(least = 0, most = 1_000_000, between = true)
    @Nullable Double maximumMachineHours;

    @Mixin Intervening intervening = new Intervening();

    public Budget(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      var fields = new LinkedHashMap<String, Object>();
      if (maximumBoots != null) {
        fields.put("maximumBoots", maximumBoots);
      }
      if (maximumMachineHours != null) {
        fields.put("maximumMachineHours", maximumMachineHours);
      }
      if (fields.isEmpty()) {
        throw new Problem(
            "No budget is given.", "Give --max-boots N, --max-machine-hours HOURS, or both.");
      }
      return intervening.send(invocation, ALL, id, "budget", fields, "its budget is another one");
    }
  }

  /** Asks for one more boot. */
  @Command(
      name = "remeasure",
      description =
          "Have a bisection boot a commit once more, or a config bisection a configuration,"
              + " whatever it thinks of it. It does not end before that.")
  public static final class Remeasure implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = "The bisection or config bisection.")
    String id = "";

    @Parameters(
        index = "1",
        paramLabel = "WHAT",
        description =
            "Of a bisection an end, or a commit between them, as git knows it. Of a config"
                + " bisection good, bad, or the number of a boot of the configuration, as halfspeed"
                + " status ID lists them.")
    String what = "";

    @Mixin Intervening intervening = new Intervening();

    public Remeasure(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return intervening.send(
          invocation,
          SEARCHES,
          id,
          "remeasure",
          kind -> Map.of(kind == Found.Kind.BISECTION ? "commit" : "configuration", what),
          "one more boot of " + what);
    }
  }

  /** Leaves out a sample. */
  @Command(
      name = "exclude",
      description =
          "Leave a sample of a bisection, comparison or config bisection out of the evidence. It is"
              + " kept, and shown as left out.")
  public static final class Exclude implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = CAMPAIGN)
    String id = "";

    @Parameters(
        index = "1",
        paramLabel = "SAMPLE",
        description =
            "BOOT/RUN, such as 3/2, or BOOT for all of its runs, as halfspeed status ID lists them;"
                + " or JOB/ATTEMPT/RUN.")
    String sample = "";

    @Mixin Intervening intervening = new Intervening();

    public Exclude(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return intervening.send(
          invocation, ALL, id, "exclude", Map.of("sample", sample), "left out " + sample);
    }
  }

  /** Takes a commit for what a person says. */
  @Command(
      name = "override",
      description = {
        "Have a bisection take a commit for good or bad, whatever was measured of it, or skip it.",
        "A culprit is still proved by fresh boots."
      })
  public static final class OverrideOutcome implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = "The bisection.")
    String id = "";

    @Parameters(
        index = "1",
        paramLabel = "COMMIT",
        description = "A commit between the ends, as git knows it.")
    String commit = "";

    @Parameters(
        index = "2",
        paramLabel = "good|bad|skip",
        description =
            "good: without the change that is looked for; bad: with it; skip: not to be tested.")
    String outcome = "";

    @Mixin Intervening intervening = new Intervening();

    public OverrideOutcome(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return intervening.send(
          invocation,
          BISECTIONS,
          id,
          "override",
          Map.of("commit", commit, "outcome", outcome),
          commit + " is marked " + outcome);
    }
  }

  /** Takes back what was done. */
  @Command(
      name = "undo",
      description = "Take back what somebody did to a bisection, comparison or config bisection.")
  public static final class Undo implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = CAMPAIGN)
    String id = "";

    @Parameters(
        index = "1",
        paramLabel = "ACTION",
        description = "The number of what was done, as halfspeed status ID lists it.")
    @Bounds(least = 1, most = 1_000_000)
    int action;

    @Mixin Intervening intervening = new Intervening();

    public Undo(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return intervening.send(
          invocation, ALL, id, "undo", Map.of("action", action), "undid " + action);
    }
  }
}
