package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.store.regression.AlarmRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Alarms of other detectors, checked before they are kept. */
final class AlarmCheckTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private static Path directory;
  private static TinyLab lab;
  private static AlarmCheck check;

  private final Map<String, Object> alarm = new HashMap<>();

  @BeforeAll
  static void makeLab() throws Exception {
    lab = new TinyLab(directory);
    check = new AlarmCheck(new RecipeBook(directory.resolve("recipes")));
  }

  @BeforeEach
  void anAlarm() {
    alarm.putAll(
        Map.of(
            "key", "501",
            "source", "otava",
            "kind", "loss",
            "repository", lab.request("main").repository(),
            "good", "main~4",
            "bad", "main",
            "metric", "tps",
            "change", -0.07));
  }

  private AlarmRequest request() {
    return JSON.convertValue(alarm, AlarmRequest.class);
  }

  private void refused(String what, String next) {
    assertThatThrownBy(() -> check.check(request(), People.ANN, NOW))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.what()).isEqualTo(what);
              assertThat(problem.nextStep()).isEqualTo(next);
            });
  }

  @Test
  void anAlarmIsTaken() throws Exception {
    AlarmRecord taken = check.check(request(), People.ANN, NOW);
    assertThat(taken.key()).isEqualTo("otava/501");
    assertThat(taken.source()).isEqualTo("otava");
    assertThat(taken.principal()).isEqualTo(People.ANN.name());
  }

  @ParameterizedTest
  @CsvSource({
    "key",
    "source",
    "series",
    "kind",
    "repository",
    "branch",
    "good",
    "bad",
    "recipe",
    "command",
    "profile",
    "configBase",
    "lab",
    "metric",
    "unit",
    "machineClass"
  })
  void aControlCharacterIsRefusedInEachText(String field) {
    alarm.put(field, "x\r\nBcc: all@example.org");
    refused(
        "the field \"%s\" of the alarm has a control character: \"x  Bcc: all@example.org\""
            .formatted(field),
        "give one line of text without tabs");
  }

  @Test
  void aControlCharacterIsRefusedInListsToo() {
    alarm.put("parameters", Map.of("scale", "1\t2"));
    refused(
        "the field \"parameters\" of the alarm has a control character: \"scale=1 2\"",
        "give one line of text without tabs");
    alarm.remove("parameters");
    alarm.put("configFragments", List.of("a\u001b[2J"));
    refused(
        "the field \"configFragments\" of the alarm has a control character: \"a [2J\"",
        "give one line of text without tabs");
    alarm.remove("configFragments");
    alarm.put("points", List.of(Map.of("revision", "main\n", "weight", 1)));
    refused(
        "the field \"points\" of the alarm has a control character: \"main \"",
        "give one line of text without tabs");
  }

  @Test
  void aSourceHasNoSlash() {
    alarm.put("source", "otava/nightly");
    refused(
        "the source of the alarm has a slash: \"otava/nightly\"",
        "give the detector's name without one; it stands before the key with a slash between");
  }

  @Test
  void aSourceIsNoWatch() {
    alarm.put("source", "watch nightly");
    refused(
        "the source of the alarm, \"watch nightly\", is what a watch of this controller is called",
        "name the detector that saw it, such as \"otava\"");
  }

  @Test
  void anIntervalHoldsItsChange() throws Exception {
    alarm.put("lower", -0.09);
    alarm.put("upper", -0.05);
    assertThat(check.check(request(), People.ANN, NOW).lower()).isEqualTo(Math.log1p(-0.09));
    alarm.put("lower", -0.06);
    refused(
        "the change of the alarm, -0.0700, is not between its lower and upper ends, -0.0600 and"
            + " -0.0500",
        "give all three as signed fractions, such as \"lower\": -0.09, \"change\": -0.07,"
            + " \"upper\": -0.05");
    alarm.put("lower", -1.5);
    refused(
        "the field \"lower\" of the alarm is -1.5",
        "give a signed fraction above -1, such as -0.09 for 9 % less");
  }
}
