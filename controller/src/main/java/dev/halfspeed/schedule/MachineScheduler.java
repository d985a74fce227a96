package dev.halfspeed.schedule;

import dev.halfspeed.lab.Capacity;
import dev.halfspeed.machines.Occupancy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use which machine: several bisections share a lab, and no machine ever measures for two
 * at once, or builds while it measures, beyond its {@link Capacity}.
 *
 * <p>A free place goes to the bisection of the highest priority that has work for it; among equals
 * to the one that has it already, until another has had it for {@link #QUANTUM} less. Who has
 * nothing to do on a machine passes, and is asked again when it knows something new.
 *
 * <p>Machines are told apart by their address: two lab files may describe one machine differently.
 * Safe for use by several threads.
 */
public final class MachineScheduler implements Occupancy {
  /**
   * How much longer than another of its priority a bisection may have used a machine: changing over
   * costs a rebuild of what the two do not share.
   */
  static final Duration QUANTUM = Duration.ofMinutes(15);

  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Share> shares = new LinkedHashMap<>();

  /** What a piece of work does to a machine. */
  public enum Use {
    BUILD,
    /** A boot, or anything else that others must not disturb. */
    BOOT
  }

  private record Running(Share share, Use use, Capacity capacity) {}

  /** One machine. */
  private static final class Place {
    private final List<Running> running = new ArrayList<>();
    private String lastUser = "";

    int count(Use use) {
      return (int) running.stream().filter(each -> each.use() == use).count();
    }

    boolean has(Capacity capacity, Use use) {
      int builds = count(Use.BUILD);
      int boots = count(Use.BOOT);
      return allows(capacity, use, builds, boots)
          && running.stream().allMatch(each -> allows(each.capacity(), use, builds, boots));
    }

    private static boolean allows(Capacity capacity, Use use, int builds, int boots) {
      return switch (use) {
        case BUILD -> capacity.mayBuild(builds, boots);
        case BOOT -> capacity.mayBoot(builds, boots);
      };
    }
  }

  /** One campaign's right to machines. */
  public final class Share {
    private final String bisection;
    private int priority;
    private final Set<String> machines;
    private final Runnable wake;
    private final Set<String> passed = new HashSet<>();

    /** For how long it has used each machine, or begins as if it had. */
    private final Map<String, Duration> used = new HashMap<>();

    private Share(String bisection, int priority, Set<String> machines, Runnable wake) {
      this.bisection = bisection;
      this.priority = priority;
      this.machines = machines;
      this.wake = wake;
    }

    /**
     * Takes a machine to look at it, where nothing runs but what may be left of bisections that are
     * over, which whoever looks at it ends first.
     *
     * @return false when it can't be had now
     */
    public boolean takeToLook(String machine, Capacity capacity) {
      synchronized (MachineScheduler.this) {
        Place place = place(machine);
        boolean isFree =
            place.running.stream().allMatch(MachineScheduler.this::isLeft)
                && isTurn(place, machine);
        if (isFree) {
          started(machine, capacity, Use.BOOT);
        }
        return isFree;
      }
    }

    /** Whether something may still run there for bisections that are over. */
    public boolean hasLeftovers(String machine) {
      synchronized (MachineScheduler.this) {
        return place(machine).running.stream().anyMatch(MachineScheduler.this::isLeft);
      }
    }

    /** What ran there for bisections that are over has been ended. */
    public void clearLeftovers(String machine) {
      synchronized (MachineScheduler.this) {
        place(machine).running.removeIf(MachineScheduler.this::isLeft);
      }
    }

    /**
     * Whether a piece of work may start there now: there is a place, and it is this one's turn. The
     * place may be gone a moment later: {@link #take} has it for sure.
     */
    public boolean may(String machine, Capacity capacity, Use use) {
      synchronized (MachineScheduler.this) {
        Place place = place(machine);
        return place.has(capacity, use) && isTurn(place, machine);
      }
    }

    /**
     * Takes a place for a piece of work, before anybody hears of that work: who asked first and
     * took it later would share it with another who did the same.
     *
     * @return false when there is none, or it is another's turn
     */
    public boolean take(String machine, Capacity capacity, Use use) {
      synchronized (MachineScheduler.this) {
        boolean isFree = may(machine, capacity, use);
        if (isFree) {
          started(machine, capacity, use);
        }
        return isFree;
      }
    }

    private boolean isTurn(Place place, String machine) {
      return shares.values().stream()
          .filter(other -> other.machines.contains(machine) && !other.passed.contains(machine))
          .min(
              Comparator.comparingInt((Share other) -> other.priority)
                  .reversed()
                  .thenComparing(other -> other.claim(place, machine))
                  .thenComparing(other -> other.bisection))
          .map(first -> first == this)
          .orElse(true);
    }

    /** What it has used, less a quantum where it was the last: the least is next. */
    private Duration claim(Place place, String machine) {
      Duration all = used(machine);
      return place.lastUser.equals(bisection) ? all.minus(QUANTUM) : all;
    }

    private Duration used(String machine) {
      return used.getOrDefault(machine, Duration.ZERO);
    }

    /** Work was started there before a restart, and is there whether it may or not. */
    public void started(String machine, Capacity capacity, Use use) {
      synchronized (MachineScheduler.this) {
        Place place = place(machine);
        place.running.add(new Running(this, use, capacity));
        place.lastUser = bisection.isEmpty() ? place.lastUser : bisection;
      }
    }

    /**
     * Work has ended there.
     *
     * @param took counts for who is next
     */
    public void ended(String machine, Use use, Duration took) {
      Set<Share> others;
      synchronized (MachineScheduler.this) {
        Place place = place(machine);
        place.running.stream()
            .filter(each -> each.share() == this && each.use() == use)
            .findFirst()
            .ifPresent(place.running::remove);
        used.merge(machine, took, Duration::plus);
        others = othersAt(List.of(machine));
        // Who passed may have missed just this place, as the only one for builds.
        others.forEach(other -> other.passed.remove(machine));
      }
      others.forEach(other -> other.wake.run());
    }

    /**
     * Work was given up that may still run there: its place is kept until somebody has looked at
     * the machine.
     */
    public void abandon(String machine, Use use) {
      synchronized (MachineScheduler.this) {
        List<Running> running = place(machine).running;
        for (int i = 0; i < running.size(); i++) {
          Running each = running.get(i);
          if (each.share() == this && each.use() == use) {
            Share nobody = new Share(bisection, priority, machines, () -> {});
            running.set(i, new Running(nobody, use, each.capacity()));
            return;
          }
        }
      }
    }

    /**
     * A piece of work has ended there, and the next attempt at it takes its place.
     *
     * @param took counts for who is next
     */
    public void goesOn(String machine, Duration took) {
      synchronized (MachineScheduler.this) {
        used.merge(machine, took, Duration::plus);
      }
    }

    /** It has nothing to do there until it {@link #learns} something, or other work ends there. */
    public void passes(String machine) {
      Set<Share> others = Set.of();
      synchronized (MachineScheduler.this) {
        if (passed.add(machine)) {
          others = othersAt(List.of(machine));
        }
      }
      others.forEach(other -> other.wake.run());
    }

    /** It is more or less urgent from now on. */
    public void prioritize(int other) {
      Set<Share> others;
      synchronized (MachineScheduler.this) {
        priority = other;
        others = othersAt(machines);
      }
      // Of those that it went before, one may have its turn now.
      others.forEach(each -> each.wake.run());
    }

    /** It knows something new, so it may want what it passed. */
    public void learns() {
      synchronized (MachineScheduler.this) {
        passed.clear();
      }
    }

    /** The bisections that use a machine now, this one excepted. */
    public List<String> othersUsing(String machine) {
      synchronized (MachineScheduler.this) {
        return place(machine).running.stream()
            .map(each -> each.share().bisection)
            .filter(other -> !other.equals(bisection))
            .distinct()
            .sorted()
            .toList();
      }
    }

    private Set<Share> othersAt(Collection<String> at) {
      var others = new LinkedHashSet<Share>();
      for (Share other : shares.values()) {
        if (other != this && at.stream().anyMatch(other.machines::contains)) {
          others.add(other);
        }
      }
      return others;
    }

    /**
     * It wants no place any more; what still runs for it keeps its own until it has ended, or
     * somebody has looked at the machine.
     */
    public void leave() {
      Set<Share> others;
      synchronized (MachineScheduler.this) {
        shares.remove(bisection);
        others = othersAt(machines);
      }
      others.forEach(other -> other.wake.run());
    }
  }

  @Override
  public Optional<Occupied> occupy(String machine) {
    Share nobody = new Share("", 0, Set.of(machine), () -> {});
    synchronized (this) {
      if (!place(machine).running.isEmpty()) {
        return Optional.empty();
      }
      nobody.started(machine, Capacity.ONE_THING, Use.BOOT);
    }
    return Optional.of(() -> nobody.ended(machine, Use.BOOT, Duration.ZERO));
  }

  /** Whether that is work of a bisection that is over: nobody follows it any more. */
  private boolean isLeft(Running running) {
    Share share = running.share();
    return !share.bisection.isEmpty() && shares.get(share.bisection) != share;
  }

  /** The campaigns that may be given a machine's places, in the order in which they came. */
  public List<String> campaigns(String machine) {
    synchronized (this) {
      return shares.values().stream()
          .filter(share -> share.machines.contains(machine))
          .map(share -> share.bisection)
          .toList();
    }
  }

  private Place place(String machine) {
    return places.computeIfAbsent(machine, ignored -> new Place());
  }

  /**
   * Lets a bisection have its share.
   *
   * @param priority higher comes first
   * @param machines addresses of those that it may use
   * @param wake called, on any thread, when a place may have become free for it
   */
  public Share join(String bisection, int priority, Collection<String> machines, Runnable wake) {
    var share = new Share(bisection, priority, Set.copyOf(machines), wake);
    synchronized (this) {
      // Who comes later begins with as much as who had least: it has no claim to the past.
      for (String machine : share.machines) {
        shares.values().stream()
            .filter(other -> other.machines.contains(machine))
            .map(other -> other.used(machine))
            .min(Comparator.naturalOrder())
            .ifPresent(least -> share.used.put(machine, least));
      }
      shares.put(bisection, share);
    }
    return share;
  }
}
