package dev.halfspeed.store.sqlite;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.WriteWatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Ten thousand campaigns: every fourth is a check, every fourth a comparison of a watch, the others
 * are bisections, most of which have ended.
 */
public final class ManyCampaigns {
  public static final int MANY = 10_000;

  private static final String FILL =
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      INSERT INTO campaign (id, kind, machine, experiment, owner, priority, created_at,
        request_json, detail_json, state)
      SELECT 'k' || i,
        CASE i % 4 WHEN 0 THEN 'CHECK' WHEN 1 THEN 'COMPARISON' ELSE 'BISECTION' END,
        CASE i % 4 WHEN 0 THEN 'lab-1' END, 'e',
        CASE i % 4 WHEN 1 THEN 'watch mainline' WHEN 2 THEN 'ann' ELSE 'bob' END,
        CASE i % 4 WHEN 1 THEN -1000 ELSE 0 END,
        '2026-03-01T10:00:00.000000000Z',
        CASE i % 4
          WHEN 1 THEN '{"variants":[{"repository":"/linux"},{"repository":"/linux"}]}'
          ELSE '{"repository":"/' || CASE i % 3 WHEN 0 THEN 'stable' ELSE 'linux' END
            || '","good":"v6.' || i || '","bad":"v7.' || i || '"}' END,
        CASE i % 4
          WHEN 0 THEN '{"recipe":"pgbench","metric":"tps","commit":{"id":"' || hex || 'c0"}}'
          WHEN 1 THEN '{"recipe":"fio","metrics":[{"name":"iops"}],"variants":[{"name":"a \u201cb\u201d",'
            || '"commit":{"id":"' || hex || 'a0"}},{"name":"new","commit":{"id":"' || hex || 'b0"}}]}'
          ELSE '{"recipe":"pgbench","metric":"tps","candidates":99,"goodEnd":{"id":"' || hex
            || 'd0"},"bad":{"id":"' || hex || 'e0"},"filler":"' || hex(randomblob(1500)) || '"}'
          END,
        'RUNNING'
      FROM (SELECT i, printf('%06x', i * 1039) AS hex FROM n)
      """;

  private ManyCampaigns() {}

  /** Makes a store of them. */
  public static void fill(Path file) throws Problem {
    QuickStores.shared().open(file, WriteWatch.NONE).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate(FILL);
      statement.executeUpdate(
          """
          UPDATE campaign SET state = 'CONCLUDED', ended_at = '2026-03-02T10:00:00.000000000Z',
            message = 'Culprit of Number ' || id,
            ending_json = '{"kind":"culprit","commits":[{"id":"fee1'
              || printf('%06x', sequence) || '"}]}'
          WHERE kind = 'BISECTION' AND sequence < 9000
          """);
      statement.executeUpdate(
          """
          INSERT INTO job (job, attempt, campaign, machine, kind, "commit", started_at, log_path)
          VALUES ('j', 1, 'k2', 'lab-1', 'boot', 'abcdef01', '2026-03-01T11:00:00Z', '')
          """);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
