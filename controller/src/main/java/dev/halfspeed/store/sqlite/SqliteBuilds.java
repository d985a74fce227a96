package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.job.BuildRow;
import dev.halfspeed.store.job.BuildStore;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/** The table {@code build}, as a list of images. */
record SqliteBuilds(Transactions transactions) implements BuildStore {
  /** Sorts behind every hexadecimal digit. */
  private static final String AFTER_DIGITS = "g";

  private static final String BOOTS =
      "FROM boot JOIN job AS booted USING (job, attempt)"
          + " WHERE boot.build_id = build.build_id AND booted.machine = built.machine";

  @Override
  public List<BuildRow> newest(Filter filter, long before, int most) {
    return transactions.read(
        "list the images",
        handle ->
            bound(handle.createQuery(query(filter)), filter, before, most)
                .mapTo(BuildRow.class)
                .list());
  }

  @Override
  public OptionalLong newer(Filter filter, long from, int most) {
    return transactions.read(
        "list newer images",
        handle ->
            NewerPage.of(
                bound(
                    handle.createQuery(
                        NewerPage.query(
                            "SELECT built.sequence AS number" + from(filter, ">="),
                            "built.sequence")),
                    filter,
                    from,
                    most)));
  }

  private static Query bound(Query query, Filter filter, long number, int most) {
    return query
        .configure(SqlStatements.class, all -> all.setUnusedBindingAllowed(true))
        .bind("number", number)
        .bind("most", most)
        .bind("machine", filter.machine())
        .bind("commit", filter.commit())
        .bind("afterCommit", filter.commit() + AFTER_DIGITS)
        .bind("config", filter.config())
        .bind("afterConfig", filter.config() + AFTER_DIGITS);
  }

  /** With no condition that is not asked for: each is quick by itself. */
  private static String query(Filter filter) {
    return "SELECT built.sequence AS number, built.job, built.attempt, built.campaign,"
        + " built.machine, build.\"commit\", built.subject, build.build_id, config_sha256,"
        + " build.release, compiler, bytes, job_end.ended_at AS built_at,"
        + " (SELECT count(*) "
        + BOOTS
        + ") AS boots, (SELECT count(DISTINCT booted.campaign) "
        + BOOTS
        + ") AS campaigns"
        + from(filter, "<")
        + " ORDER BY built.sequence DESC LIMIT :most";
  }

  /**
   * The images that a filter lets through.
   *
   * @param side on which of {@code :number} they are: &lt; or &gt;=
   */
  private static String from(Filter filter, String side) {
    return " FROM job AS built JOIN build USING (job, attempt)"
        + " JOIN job_end USING (job, attempt) WHERE built.sequence "
        + side
        + " :number AND reused = 0"
        + (filter.commit().isEmpty()
            ? ""
            : " AND build.\"commit\" >= :commit AND build.\"commit\" < :afterCommit")
        + (filter.config().isEmpty()
            ? ""
            : " AND config_sha256 >= :config AND config_sha256 < :afterConfig")
        + (filter.machine().isEmpty() ? "" : " AND built.machine = :machine")
        + (filter.isBooted() ? " AND EXISTS (SELECT 1 " + BOOTS + ")" : "");
  }
}
