package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.store.machine.MachineStore;
import dev.halfspeed.store.machine.StatusRecord;
import java.util.List;

/** The tables {@code machine} and {@code standing}. */
record SqliteMachines(Transactions transactions) implements MachineStore {
  @Override
  public void save(MachineRecord machine) {
    transactions.write(
        "keep machine " + machine.name(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO machine (name, address, facts_json, seen_at)
                    VALUES (:name, :address, :factsJson, :seenAt)
                    ON CONFLICT (name) DO UPDATE SET address = excluded.address,
                      facts_json = excluded.facts_json, seen_at = excluded.seen_at
                    """)
                .bindMethods(machine)
                .execute());
  }

  @Override
  public List<MachineRecord> all() {
    return transactions.read(
        "read the machines",
        handle ->
            handle
                .createQuery("SELECT name, address, facts_json, seen_at FROM machine ORDER BY name")
                .mapTo(MachineRecord.class)
                .list());
  }

  @Override
  public void appendStatus(StatusRecord status) {
    transactions.write(
        "keep the status of " + status.machine(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO standing (machine, address, state, cause, reason, at, principal)
                    VALUES (:machine, :address, :state, :cause, :reason, :at, :principal)
                    """)
                .bindMethods(status)
                .execute());
  }

  @Override
  public List<StatusRecord> statuses() {
    return transactions.read(
        "read the statuses of machines",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT machine, address, state, cause, reason, at, principal FROM standing
                    ORDER BY sequence
                    """)
                .mapTo(StatusRecord.class)
                .list());
  }
}
