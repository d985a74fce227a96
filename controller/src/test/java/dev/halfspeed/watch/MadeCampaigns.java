package dev.halfspeed.watch;

import dev.halfspeed.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A lab that measures by itself; it outlives the controllers that use it. */
final class MadeCampaigns {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int BOOTS = 4;

  /** What a kernel does to the metric. */
  interface Truth {
    /** The logarithm of the metric's ratio to the reference. */
    double of(PointOrder order);
  }

  private final LongSupplier now;
  private final SplittableRandom random;
  private final Map<String, Made> campaigns = new LinkedHashMap<>();
  private Truth truth = order -> 0;
  private int refused;
  private int unbuildable = Integer.MAX_VALUE;

  /** A campaign that has begun. */
  record Made(PointOrder order, long startedAt, Duration took, boolean isWhole, long seed) {
    long endedAt() {
      return startedAt + took.toNanos();
    }
  }

  MadeCampaigns(LongSupplier now, long seed) {
    this.now = now;
    random = new SplittableRandom(seed);
  }

  /** What kernels do from now on. */
  void tell(Truth kernels) {
    truth = kernels;
  }

  /** Every so-manieth campaign can't begin at first, since no machine is there. */
  void refuses(int everyManieth) {
    refused = everyManieth;
  }

  /** Every so-manieth kernel does not build. */
  void breaks(int everyManieth) {
    unbuildable = everyManieth;
  }

  Map<String, Made> campaigns() {
    return campaigns;
  }

  /** How long machines worked for campaigns that ended within a time. */
  Duration used(String owner, long from, long to) {
    return campaigns.values().stream()
        .filter(made -> made.order().owner().equals(owner))
        .filter(made -> made.endedAt() > from && made.endedAt() <= to)
        .map(Made::took)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * The lab as one controller sees it.
   *
   * @param touch told before and after each change
   */
  PointCampaigns seen(Consumer<String> touch) {
    return new PointCampaigns() {
      private int asked;

      @Override
      public Checked check(PointOrder order) throws Problem {
        if (order.workload().recipe().equals("none")) {
          throw new Problem("there is no recipe 'none'", "there are: tiny");
        }
        return new Checked(2);
      }

      @Override
      public String newId() {
        return "k%015x".formatted(random.nextLong() >>> 4);
      }

      @Override
      public void begin(String campaign, PointOrder order) throws Problem {
        asked++;
        if (refused > 0 && asked % refused == 0) {
          throw new Problem("machine lab1 is away", "switch it on");
        }
        touch.accept("before begin");
        if (!campaigns.containsKey(campaign)) {
          campaigns.put(
              campaign,
              new Made(
                  order,
                  now.getAsLong(),
                  Duration.ofSeconds(1800 + random.nextInt(1800)),
                  (campaigns.size() + 1) % unbuildable != 0,
                  random.nextLong()));
        }
        touch.accept("after begin");
      }

      @Override
      public State state(String campaign) {
        Made made = campaigns.get(campaign);
        if (made == null) {
          return new State.Unknown();
        }
        return made.endedAt() > now.getAsLong()
            ? new State.Running()
            : new State.Ended(result(made));
      }

      @Override
      public void cancel(String campaign) {
        Made made = campaigns.get(campaign);
        if (made != null && made.endedAt() > now.getAsLong()) {
          campaigns.put(
              campaign,
              new Made(
                  made.order(),
                  made.startedAt(),
                  Duration.ofNanos(now.getAsLong() - made.startedAt()),
                  false,
                  made.seed()));
        }
      }

      @Override
      public Duration used(String owner, Instant since) {
        return MadeCampaigns.this.used(
            owner, Duration.between(BEGIN, since).toNanos(), now.getAsLong());
      }
    };
  }

  private PointResult result(Made made) {
    var noise = new SplittableRandom(made.seed());
    var boots = new ArrayList<PointResult.Boot>();
    for (int boot = 0; boot < BOOTS; boot++) {
      boolean isNew = boot % 2 == 1;
      double log = Math.log(1000) + (isNew ? truth.of(made.order()) : 0);
      double value = log + 0.004 * (noise.nextDouble() - 0.5);
      boots.add(
          new PointResult.Boot(
              "4 cores", "0", isNew, Map.of("tps", value, "latency_mean", -value)));
    }
    return new PointResult(
        made.isWhole(),
        made.isWhole() ? "undecided" : "the new kernel does not build: compile: no",
        made.took(),
        "experiment of " + made.order().workload().recipe(),
        List.of(
            new PointResult.Metric("tps", "1/s", true),
            new PointResult.Metric("latency_mean", "ms", false)),
        made.isWhole() ? boots : List.of());
  }
}
