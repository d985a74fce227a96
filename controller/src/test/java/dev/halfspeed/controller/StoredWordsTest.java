package dev.halfspeed.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.SharedSettings;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.store.sqlite.SqliteStore;
import dev.halfspeed.time.Time;
import dev.halfspeed.watch.WatchRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Databases in the field hold JSON by the names of records, in columns into which the store does
 * not look: who renames a component changes what is stored, and nothing else would tell. {@code
 * stored-words.txt} has all these names as they were when they were recorded, one line a column and
 * one line a type.
 *
 * <p>After an intended change that rows from before survive, {@code -Dhalfspeed.record=true} writes
 * {@code stored-words.txt} anew instead of comparing; the diff shows what has changed.
 */
final class StoredWordsTest {
  private static final boolean RECORDS = Boolean.getBoolean("halfspeed.record");
  private static final Path RESOURCES = Path.of("src/test/resources/dev/halfspeed/controller");
  private static final String EXPECTED = "stored-words.txt";
  private static final String OF = ": ";

  /** Rooms whose types are for others than the store. */
  private static final List<String> OTHERS =
      List.of("dev.halfspeed.worker.", "dev.halfspeed.report.", "dev.halfspeed.web.");

  private static final String NEXT = "; ";

  private static final String WHAT_TO_DO =
      """
      The names of JSON in the database have changed. Databases in the field hold the old ones, and
      rows are not written anew: what stands behind a name that is not read any more is lost.
      - Renamed? Keep the old name (@JsonProperty), or read both (@JsonAlias, with a test that reads
        the old one, as StoredEventsTest does), or migrate the rows. SQL reads some names, too: look
        for them behind ->> in store.sqlite and in the migrations.
      - New? Rows from before have none: it is nullable, or gets a default where it is read.
      - Gone, or of another type? Rows from before are still read, and a test holds that.
      Only the Java name of a class that is no kind may change without any of that. Then record:
        mvn test -Dtest=StoredWordsTest -Dhalfspeed.record=true
      docs/adr/0039 says why.
      """;

  @TempDir private Path folder;

  /** The listing of what is written now: words by "column NAME" and "type NAME". */
  private static Map<String, Set<String>> written() {
    var words = new StoredWords();
    var all = new TreeMap<String, Set<String>>();
    StoredColumns.all()
        .forEach((column, stored) -> {
          JsonMapper mapper = StoredWords.mapper(stored.writer());
          var kinds = new TreeSet<String>();
          stored
              .types()
              .forEach((kind, type) ->
                  kinds.add((kind + " " + words.add(mapper, mapper.constructType(type))).strip()));
          all.put("column " + column, kinds);
        });
    words.types().forEach((type, its) -> all.put("type " + type, its));
    return all;
  }

  @Test
  void namesOfStoredJsonAreThoseThatDatabasesHold() throws IOException {
    Map<String, Set<String>> now = written();
    if (RECORDS) {
      Files.write(
          RESOURCES.resolve(EXPECTED),
          now.entrySet().stream()
              .map(line -> line.getKey() + OF + String.join(NEXT, line.getValue()))
              .toList());
      return;
    }
    List<String> differences = differences(recorded(), now);
    assertThat(differences)
        .withFailMessage(() -> WHAT_TO_DO + "\n" + String.join("\n", differences))
        .isEmpty();
  }

  private static Map<String, Set<String>> recorded() throws IOException {
    var lines = new TreeMap<String, Set<String>>();
    try (InputStream stream =
        Objects.requireNonNull(StoredWordsTest.class.getResourceAsStream(EXPECTED))) {
      new String(stream.readAllBytes(), UTF_8)
          .lines()
          .forEach(line -> {
            String[] parts = line.split(OF, 2);
            lines.put(parts[0], new TreeSet<>(List.of(parts[1].split(NEXT))));
          });
    }
    return lines;
  }

  /** In words, a line each. */
  private static List<String> differences(
      Map<String, Set<String>> before, Map<String, Set<String>> now) {
    var names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    var differences = new ArrayList<String>();
    for (String name : names) {
      Set<String> then = before.getOrDefault(name, Set.of());
      Set<String> current = now.getOrDefault(name, Set.of());
      then.stream()
          .filter(word -> !current.contains(word))
          .forEach(word -> differences.add(name + ": databases hold `" + word + "`, now gone"));
      current.stream()
          .filter(word -> !then.contains(word))
          .forEach(word -> differences.add(name + ": `" + word + "` is new"));
    }
    return differences;
  }

  /** Else nobody could change a name there without a change in the database. */
  @Test
  void noTypeOfTheProtocolOrOfTheApiIsAmongThem() {
    var words = new StoredWords();
    for (StoredColumns.Stored stored : StoredColumns.all().values()) {
      JsonMapper mapper = StoredWords.mapper(stored.writer());
      stored.types().values().forEach(type -> words.add(mapper, mapper.constructType(type)));
    }
    assertThat(words.classes())
        .extracting(Class::getName)
        .filteredOn(name -> OTHERS.stream().anyMatch(name::startsWith))
        .isEmpty();
  }

  @Test
  void allColumnsWithJsonAreAmongThem() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    SqliteStore.open(file).close();
    var columns = new TreeSet<String>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement();
        ResultSet rows =
            sql.executeQuery(
                """
                SELECT entry.name || '.' || field.name
                FROM sqlite_schema AS entry, pragma_table_info(entry.name) AS field
                WHERE entry.type = 'table' AND field.name LIKE '%!_json' ESCAPE '!'
                """)) {
      while (rows.next()) {
        columns.add(rows.getString(1));
      }
    }
    // Its text goes away with the end of the job, so it is no column of JSON to the database.
    columns.add("job_work.work");
    assertThat(StoredColumns.all()).containsOnlyKeys(columns);
  }

  /** What a controller has written is what these types would write. */
  @Test
  void whatAControllerStoresIsOfTheseTypes() throws Exception {
    var lab = new TinyLab(folder);
    String repository = lab.request("main").repository();
    String labFile = folder.resolve("lab.yaml").toString();
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real())) {
      controller.regressions().settings(TinyLab.AT_ONCE);
      controller.raise(alarm(repository, labFile), People.ANN);
      TinyLab.until(() -> {
        controller.regressions().pass();
        return controller.regressions().list().getLast().state().equals("culprit known");
      });
      controller.machines().startCheck(check(repository, lab.good(), labFile), People.ANN);
      controller.requests().bisectConfigs(configs(repository, labFile), People.ANN);
      controller.watches().add(watch(repository, lab.good(), labFile), People.ANN);
      TinyLab.until(this::haveAllEnded);
    }
    var empty = new TreeSet<String>();
    try (Connection database = database()) {
      for (Map.Entry<String, StoredColumns.Stored> column : StoredColumns.all().entrySet()) {
        Set<String> kinds = readAndWrite(database, column.getKey(), column.getValue());
        column.getValue().types().keySet().stream()
            .filter(kind -> !kinds.contains(kind))
            // It is the campaign of a check; and all events are in StoredEventsTest.
            .filter(kind -> !kind.equals("RECHECK") && !column.getKey().startsWith("regression_"))
            .forEach(kind -> empty.add((column.getKey() + " " + kind).strip()));
      }
    }
    // A job's text goes away when it ends, and the fake machine takes no profiles.
    assertThat(empty)
        .containsExactly("job_work.work", "run_profile.metrics_json", "run_profile.notes_json");
  }

  private Connection database() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/halfspeed.db"));
  }

  private boolean haveAllEnded() throws SQLException {
    try (Connection database = database();
        Statement sql = database.createStatement();
        ResultSet rows = sql.executeQuery("SELECT 1 FROM campaign WHERE ended_at IS NULL")) {
      return !rows.next();
    }
  }

  /**
   * Reads all of a column, where no name may be unknown, and compares it with what is written of
   * that.
   *
   * @return of which kinds there were any
   */
  private static Set<String> readAndWrite(
      Connection database, String column, StoredColumns.Stored stored) throws SQLException {
    JsonMapper strict =
        StoredWords.mapper(stored.writer())
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    var kinds = new TreeSet<String>();
    String[] names = column.split("\\.");
    try (Statement sql = database.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "SELECT %s, %s FROM %s".formatted(stored.kind(), names[1], names[0]))) {
      while (rows.next()) {
        String json = rows.getString(2);
        if (json != null) {
          String kind = rows.getString(1);
          assertThat(stored.types()).as(column).containsKey(kind);
          JavaType type = strict.constructType(stored.types().get(kind));
          Object value = strict.readValue(json, type);
          assertThat(strict.readTree(strict.writeValueAsString(value)))
              .as(column)
              .isEqualTo(strict.readTree(json));
          kinds.add(kind);
        }
      }
    }
    return kinds;
  }

  /** Some read a part of what others write, by records of their own. */
  @Test
  void whoReadsAPartReadsNamesThatAreWritten() {
    Map<String, StoredColumns.Stored> columns = StoredColumns.all();
    isPart(
        StoredColumns.hidden("registry.Labs$Request"),
        columns.get("campaign.request_json"),
        Set.of());
    // A check runs on one machine, and nobody asks what it waits for while it is held.
    isPart(
        StoredColumns.hidden("campaign.HeldCampaigns$Machines"),
        columns.get("campaign.detail_json"),
        Set.of("CHECK", "RECHECK"));
    // Only boots of comparisons stand for others.
    isPart(
        SharedSettings.class,
        columns.get("campaign.detail_json"),
        Set.of("BISECTION", "CONFIG_BISECTION", "CHECK", "RECHECK"));
  }

  private static void isPart(
      Class<?> part, StoredColumns.@Nullable Stored stored, Set<String> without) {
    JsonMapper mapper = StoredWords.mapper(RowJson.class);
    var words = new StoredWords();
    String name = words.add(mapper, mapper.constructType(part));
    Set<String> read = Objects.requireNonNull(words.types().get(name));
    Objects.requireNonNull(stored)
        .types()
        .forEach((kind, type) -> {
          if (!without.contains(kind)) {
            String whole = words.add(mapper, mapper.constructType(type));
            assertThat(words.types().get(whole)).as(name + " of " + whole).containsAll(read);
          }
        });
  }

  private static AlarmRequest alarm(String repository, String lab) {
    return new AlarmRequest(
        "loss",
        "otava",
        "tiny/tps",
        null,
        repository,
        "main",
        "main~12",
        "main",
        null,
        "tiny",
        null,
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        lab,
        "tps",
        null,
        "lab1",
        1000.0,
        800.0,
        null,
        null,
        null);
  }

  private static CheckRequest check(String repository, String good, String lab) {
    return new CheckRequest(
        repository,
        good,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        lab,
        "lab1",
        "tps",
        12,
        1,
        1);
  }

  private static ConfigBisectionRequest configs(String repository, String lab) {
    String head = "# Linux/x86 6.12.0 Kernel Configuration\nCONFIG_64BIT=y\n";
    return new ConfigBisectionRequest(
        repository,
        "main",
        "good.config",
        "bad.config",
        head + "# CONFIG_A is not set\n",
        head + "CONFIG_A=y\n",
        "tiny",
        null,
        Map.of(),
        lab,
        "tps",
        0.99,
        1,
        50,
        1,
        0,
        null);
  }

  private static WatchRequest watch(String repository, String reference, String lab) {
    return new WatchRequest(
        "mainline",
        repository,
        null,
        List.of(new WatchRequest.Ref(WatchRequest.Kind.BRANCH, "main", null)),
        reference,
        List.of(new WatchRequest.Workload("tiny", null, Map.of(), List.of())),
        "tinyconfig",
        List.of(),
        lab,
        60,
        null,
        null,
        8,
        1,
        1,
        1,
        8,
        0,
        1);
  }
}
