package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.InterventionView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A config bisection as it might go, in a few pictures. */
public final class ConfigBisectionSamples {
  private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
  private static final BisectionView.Change HALF = new BisectionView.Change(-0.5, -0.51, -0.49);

  /** What such a campaign says at its end. */
  public static final String PROVED =
      "CONFIG_A=y and CONFIG_B=y carry the loss together: put on good.config, tps changes by -50.0"
          + " % (-51.0 to -49.0 %) (probability 99.9 %, 2 fresh boots against 2), and bad.config"
          + " without them gets back 98 % of it. That may be more than need be: 3 smaller sets do"
          + " not build, and 1 could not be told from good.config within the boots that are left.";

  private ConfigBisectionSamples() {}

  /** The first round found one of two. */
  public static ConfigBisectionView secondRound() {
    return view(BisectionView.State.RUNNING, "searching", null, null);
  }

  /** The same, paused by a person who has left out a boot. */
  public static ConfigBisectionView paused() {
    var pause = new InterventionView(1, START, "ann", "paused it", "the lab moves", null, true);
    ConfigBisectionView.Configuration good = configurations().getFirst();
    ConfigBisectionView.Attempt boot = good.attempts().getLast();
    var without =
        new ConfigBisectionView.Attempt(
            boot.job(),
            boot.number(),
            boot.kind(),
            boot.purpose(),
            boot.outcome(),
            boot.message(),
            boot.machine(),
            boot.startedAt(),
            List.of(),
            "left out by ann: a backup ran");
    return view(
        BisectionView.State.RUNNING,
        "paused",
        null,
        null,
        List.of(
            new ConfigBisectionView.Configuration(
                good.name(),
                good.changed(),
                good.buildId(),
                List.of(1318.0),
                null,
                List.of(good.attempts().getFirst(), good.attempts().get(1), without)),
            configurations().get(1)),
        new CampaignOrigin("ann", null, List.of(), 0, null, pause, List.of(pause)));
  }

  /** Two options carry the loss. */
  public static ConfigBisectionView found() {
    return view(
        BisectionView.State.CONCLUDED,
        "done",
        new ConfigBisectionView.Ending(
            "options",
            List.of(
                new ConfigBisectionView.Carrier(
                    List.of("CONFIG_A n -> y", "CONFIG_B n -> y"),
                    0.999,
                    HALF,
                    1,
                    2,
                    2,
                    0.98,
                    List.of("CONFIG_C n -> y"))),
            List.of(),
            List.of()),
        PROVED);
  }

  /** There is nothing to find. */
  public static ConfigBisectionView notReproduced() {
    return view(
        BisectionView.State.CONCLUDED,
        "done",
        new ConfigBisectionView.Ending("not reproduced", List.of(), List.of(), List.of()),
        "good.config and bad.config do not differ in tps.");
  }

  /** An end does not build. */
  public static ConfigBisectionView failed() {
    return view(
        BisectionView.State.FAILED,
        "done",
        new ConfigBisectionView.Ending("failed", List.of(), List.of(), List.of()),
        "bad.config can't be measured: a.c:1: error: no");
  }

  /** One that has built and booted so many configurations. */
  public static ConfigBisectionView many(int configurations) {
    return view(
        BisectionView.State.RUNNING,
        "searching",
        null,
        null,
        IntStream.range(0, configurations)
            .mapToObj(number ->
                new ConfigBisectionView.Configuration(
                    "good.config with " + number,
                    number,
                    Integer.toString(number).repeat(12),
                    List.of(1000.0 + number),
                    null,
                    List.of(built(2 * number), booted(2 * number + 1, 1000 + number))))
            .toList(),
        CampaignOrigin.NOBODY);
  }

  private static ConfigBisectionView view(
      BisectionView.State state,
      String phase,
      ConfigBisectionView.@Nullable Ending ending,
      @Nullable String conclusion) {
    return view(state, phase, ending, conclusion, configurations(), CampaignOrigin.NOBODY);
  }

  private static List<ConfigBisectionView.Configuration> configurations() {
    return List.of(
        new ConfigBisectionView.Configuration(
            "good.config",
            0,
            "0123456789abcdef",
            List.of(1318.0, 1322.0),
            null,
            List.of(built(0), booted(2, 1318), booted(4, 1322))),
        new ConfigBisectionView.Configuration(
            "bad.config",
            278,
            "1123456789abcdef",
            List.of(660.0),
            null,
            List.of(built(1), booted(3, 660))),
        new ConfigBisectionView.Configuration(
            "good.config with CONFIG_Z=y",
            1,
            null,
            List.of(),
            "a.c:1: error: no",
            List.of(
                new ConfigBisectionView.Attempt(
                    "o7c1d2e3-5/1",
                    null,
                    "build",
                    null,
                    "unbuildable",
                    "a.c:1: error: no",
                    "lab-1",
                    START.plusSeconds(5),
                    List.of(),
                    null))));
  }

  private static ConfigBisectionView view(
      BisectionView.State state,
      String phase,
      ConfigBisectionView.@Nullable Ending ending,
      @Nullable String conclusion,
      List<ConfigBisectionView.Configuration> configurations,
      CampaignOrigin origin) {
    return new ConfigBisectionView(
        "o7c1d2e3",
        state,
        "ann",
        START,
        ending == null ? null : START.plusSeconds(3600),
        "good.config",
        "bad.config",
        new BisectionView.Commit("a".repeat(40), "Linux 6.12", null),
        "pgbench-simple-update",
        Map.of(),
        "tps",
        "1/s",
        true,
        0.99,
        200,
        278,
        List.of("CONFIG_A n -> y", "CONFIG_B n -> y", "CONFIG_Z n -> y"),
        List.of("CONFIG_CC_VERSION_TEXT \"gcc 12\" -> \"gcc 14\""),
        List.of(),
        new ConfigBisectionView.Progress(
            phase, 2, 12, List.of("CONFIG_B n -> y"), 31, 14, 1, HALF, 0.01),
        List.of(
            new ConfigBisectionView.Round(List.of(), List.of(), 0),
            new ConfigBisectionView.Round(
                List.of("CONFIG_B n -> y"), List.of(List.of("CONFIG_D n -> y")), 19)),
        List.of(new ConfigBisectionView.Suspect(List.of("CONFIG_A n -> y"), 0.4)),
        configurations,
        List.of(),
        ending,
        conclusion,
        origin);
  }

  private static ConfigBisectionView.Attempt built(int number) {
    return new ConfigBisectionView.Attempt(
        "o7c1d2e3-" + number + "/1",
        null,
        "build",
        null,
        "built",
        "",
        "lab-1",
        START.plusSeconds(number),
        List.of(),
        null);
  }

  private static ConfigBisectionView.Attempt booted(int number, double value) {
    return new ConfigBisectionView.Attempt(
        "o7c1d2e3-" + number + "/1",
        number,
        "boot",
        "search",
        "measured",
        "",
        "lab-1",
        START.plusSeconds(number),
        List.of(value),
        null);
  }
}
