package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.machine.LabRecord;
import dev.halfspeed.store.machine.RegistryStore;
import dev.halfspeed.store.machine.RepositoryRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables {@code lab}, {@code lab_machine} and {@code repository}. */
record SqliteRegistry(Transactions transactions) implements RegistryStore {
  private static final String REPOSITORY =
      "SELECT name, path, by_path, added_by, added_at FROM repository ";

  /** A row of {@code lab}. */
  public record LabRow(
      String name, String source, String text, boolean byPath, String addedBy, Instant addedAt) {}

  @Override
  public void save(LabRecord lab) {
    transactions.write(
        "keep lab " + lab.name(),
        handle -> {
          removeLab(handle, lab.name());
          handle
              .createUpdate(
                  """
                  INSERT INTO lab (name, source, text, by_path, added_by, added_at)
                  VALUES (:name, :source, :text, :byPath, :addedBy, :addedAt)
                  """)
              .bindMethods(lab)
              .execute();
          int position = 0;
          for (LabRecord.Member member : lab.machines()) {
            handle
                .createUpdate(
                    """
                    INSERT INTO lab_machine (lab, position, machine, address)
                    VALUES (:lab, :position, :machine, :address)
                    """)
                .bind("lab", lab.name())
                .bind("position", position++)
                .bindMethods(member)
                .execute();
          }
          return null;
        });
  }

  @Override
  public List<LabRecord> labs() {
    return transactions.read("list the labs", handle -> labs(handle, "ORDER BY name", ""));
  }

  @Override
  public Optional<LabRecord> lab(String name) {
    return transactions.read(
        "read lab " + name,
        handle -> labs(handle, "WHERE name = :name", name).stream().findFirst());
  }

  private static List<LabRecord> labs(Handle handle, String which, String name) {
    var labs = new ArrayList<LabRecord>();
    for (LabRow row :
        handle
            .createQuery("SELECT name, source, text, by_path, added_by, added_at FROM lab " + which)
            .configure(
                org.jdbi.v3.core.statement.SqlStatements.class,
                statements -> statements.setUnusedBindingAllowed(true))
            .bind("name", name)
            .mapTo(LabRow.class)
            .list()) {
      labs.add(
          new LabRecord(
              row.name(),
              row.source(),
              row.text(),
              row.byPath(),
              row.addedBy(),
              row.addedAt(),
              handle
                  .createQuery(
                      """
                      SELECT machine, address FROM lab_machine WHERE lab = :lab ORDER BY position
                      """)
                  .bind("lab", row.name())
                  .mapTo(LabRecord.Member.class)
                  .list()));
    }
    return List.copyOf(labs);
  }

  @Override
  public boolean removeLab(String name) {
    return transactions.write("remove lab " + name, handle -> removeLab(handle, name));
  }

  private static boolean removeLab(Handle handle, String name) {
    handle.createUpdate("DELETE FROM lab_machine WHERE lab = :name").bind("name", name).execute();
    return handle.createUpdate("DELETE FROM lab WHERE name = :name").bind("name", name).execute()
        > 0;
  }

  @Override
  public void save(RepositoryRecord repository) {
    transactions.write(
        "keep repository " + repository.name(),
        handle -> {
          handle
              .createUpdate("DELETE FROM repository WHERE name = :name OR path = :path")
              .bindMethods(repository)
              .execute();
          return handle
              .createUpdate(
                  """
                  INSERT INTO repository (name, path, by_path, added_by, added_at)
                  VALUES (:name, :path, :byPath, :addedBy, :addedAt)
                  """)
              .bindMethods(repository)
              .execute();
        });
  }

  @Override
  public List<RepositoryRecord> repositories() {
    return transactions.read(
        "list the repositories",
        handle ->
            handle.createQuery(REPOSITORY + "ORDER BY name").mapTo(RepositoryRecord.class).list());
  }

  @Override
  public Optional<RepositoryRecord> repository(String name) {
    return transactions.read(
        "read repository " + name,
        handle ->
            handle
                .createQuery(REPOSITORY + "WHERE name = :name")
                .bind("name", name)
                .mapTo(RepositoryRecord.class)
                .findOne());
  }

  @Override
  public boolean removeRepository(String name) {
    return transactions.write(
        "remove repository " + name,
        handle ->
            handle
                    .createUpdate("DELETE FROM repository WHERE name = :name")
                    .bind("name", name)
                    .execute()
                > 0);
  }
}
