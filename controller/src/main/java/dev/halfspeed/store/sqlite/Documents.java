package dev.halfspeed.store.sqlite;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.halfspeed.core.MachineLoad;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The few columns that hold JSON of the store's own, in which what is absent has no name. */
final class Documents {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .changeDefaultPropertyInclusion(ignored ->
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();
  private static final TypeReference<Map<String, Long>> NANOSECONDS = new TypeReference<>() {};
  private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Double>> NUMBERS = new TypeReference<>() {};
  private static final TypeReference<List<AlarmRecord.Gap>> GAPS = new TypeReference<>() {};

  private Documents() {}

  static JsonNode tree(String json) {
    return MAPPER.readTree(json);
  }

  /** Phases, in nanoseconds by name. */
  static String phases(Map<String, Duration> phases) {
    var nanoseconds = new LinkedHashMap<String, Long>();
    phases.forEach((name, took) -> nanoseconds.put(name, took.toNanos()));
    return MAPPER.writeValueAsString(nanoseconds);
  }

  static Map<String, Duration> phases(String json) {
    var phases = new LinkedHashMap<String, Duration>();
    MAPPER
        .readValue(json, NANOSECONDS)
        .forEach((name, took) -> phases.put(name, Duration.ofNanos(took)));
    return phases;
  }

  /** A machine's state, sorted by name: equal states are equal texts. */
  static String state(Map<String, String> state) {
    return MAPPER.writeValueAsString(new TreeMap<>(state));
  }

  static Map<String, String> state(String json) {
    return MAPPER.readValue(json, TEXTS);
  }

  static @Nullable String conditions(@Nullable MachineLoad conditions) {
    return conditions == null ? null : MAPPER.writeValueAsString(conditions);
  }

  static @Nullable MachineLoad conditions(@Nullable String json) {
    return json == null ? null : MAPPER.readValue(json, MachineLoad.class);
  }

  /** Numbers by name, sorted by it. */
  static String numbers(Map<String, Double> numbers) {
    return MAPPER.writeValueAsString(new TreeMap<>(numbers));
  }

  static Map<String, Double> numbers(String json) {
    return MAPPER.readValue(json, NUMBERS);
  }

  static String words(Collection<String> words) {
    return MAPPER.writeValueAsString(words);
  }

  static List<String> sentences(String json) {
    return List.of(MAPPER.readValue(json, String[].class));
  }

  static String workload(AlarmRecord.Workload workload) {
    return MAPPER.writeValueAsString(workload);
  }

  static AlarmRecord.Workload workload(String json) {
    return MAPPER.readValue(json, AlarmRecord.Workload.class);
  }

  static String gaps(List<AlarmRecord.Gap> gaps) {
    return MAPPER.writeValueAsString(gaps);
  }

  static List<AlarmRecord.Gap> gaps(String json) {
    return MAPPER.readValue(json, GAPS);
  }
}
