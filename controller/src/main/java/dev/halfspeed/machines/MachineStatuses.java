package dev.halfspeed.machines;

import dev.halfspeed.core.Principal;
import dev.halfspeed.health.MachineStatus;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.machine.StatusRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which machines may be given work: the last row of the store for each holds. Machines are known by
 * their names, as in all that the store keeps. Safe for use by several threads.
 */
public final class MachineStatuses {
  private final Store store;
  private final InstantSource clock;
  private final Map<String, MachineStatus> last = new LinkedHashMap<>();
  private final Map<String, Instant> personsAdmits = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public MachineStatuses(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    for (StatusRecord record : store.machines().statuses()) {
      keep(standing(record));
    }
  }

  private void keep(MachineStatus standing) {
    last.put(standing.machine(), standing);
    if (standing.state() == MachineStatus.State.ADMITTED
        && standing.cause() == MachineStatus.Cause.PERSON) {
      personsAdmits.put(standing.machine(), standing.since());
    }
  }

  /** Listens until it is closed. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Hears, on any thread, of every change. */
  public Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A machine's standing; empty where nothing was ever said of it: then it may be used. */
  public synchronized Optional<MachineStatus> of(String machine) {
    return Optional.ofNullable(last.get(machine));
  }

  /** Why a machine gets no new work; empty where it does. */
  public Optional<MachineStatus> bar(String machine) {
    return of(machine).filter(MachineStatus::bars);
  }

  /** When a person admitted a machine last, whatever was said since; empty where nobody did. */
  public synchronized Optional<Instant> admittedByPerson(String machine) {
    return Optional.ofNullable(personsAdmits.get(machine));
  }

  /** All machines of which something was said. */
  synchronized List<MachineStatus> all() {
    return List.copyOf(last.values());
  }

  /** Says something from now on, unless a machine is drained and it is no person who speaks. */
  public void set(
      String machine,
      String address,
      MachineStatus.State state,
      MachineStatus.Cause cause,
      String reason,
      Principal by) {
    synchronized (this) {
      boolean drained =
          of(machine).filter(now -> now.state() == MachineStatus.State.DRAINED).isPresent();
      if (drained && cause != MachineStatus.Cause.PERSON) {
        return;
      }
      var record =
          new StatusRecord(
              machine, address, name(state), name(cause), reason, clock.instant(), by.name());
      store.machines().appendStatus(record);
      keep(standing(record));
    }
    listeners.forEach(Runnable::run);
  }

  private static MachineStatus standing(StatusRecord record) {
    return new MachineStatus(
        record.machine(),
        record.address(),
        MachineStatus.State.valueOf(record.state().toUpperCase(Locale.ROOT)),
        MachineStatus.Cause.valueOf(record.cause().toUpperCase(Locale.ROOT)),
        record.reason(),
        record.at(),
        record.principal());
  }

  /** As it is stored and read by people. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
