package dev.halfspeed.regression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The programs of docs/alarms.md, on what other detectors write. */
final class AlarmExamplesTest {
  private static final Path EXAMPLES = Path.of("../docs/examples").toAbsolutePath();
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @TempDir Path folder;

  @Test
  void otavaFindsALossAndAGain() throws Exception {
    String analysis =
        """
        {"test_name": "nightly", "branch_name": "master", "time": [1, 2, 3, 4],
         "metrics": {"tps": {"direction": 1, "scale": 1.0, "unit": "1/s"}},
         "attributes": {"commit": ["c0", "c1", "c2", "c3"]},
         "data": {"tps": [2400, 2420, 2250, 2390]},
         "change_points": {"tps": [
           {"metric": "tps", "index": 2, "time": 3, "mean_before": 2410.0, "mean_after": 2250.0,
            "stddev_before": 10.0, "stddev_after": 0.0, "pvalue": 0.0001},
           {"time": 4, "attributes": {"commit": "c3"}, "changes": [
             {"metric": "tps", "index": 3, "mean_before": 2250.0, "mean_after": 2390.0,
              "stddev_before": 1.0, "stddev_after": 1.0, "pvalue": 0.0001}]}]},
         "weak_change_points": {}}
        """;
    List<AlarmRequest> alarms = run(analysis, "alarm-otava.py", "/linux", "pgbench-simple-update");
    assertThat(alarms).extracting(AlarmRequest::kind).containsExactly("loss", "gain");
    assertThat(alarms).extracting(AlarmRequest::good).containsExactly("c1", "c2");
    assertThat(alarms).extracting(AlarmRequest::bad).containsExactly("c2", "c3");
    assertThat(alarms.getFirst().before()).isEqualTo(2410.0);
    assertThat(alarms.getFirst().series()).isEqualTo("nightly/tps");
  }

  @Test
  void perfherderTellsOfASuiteThatWeCanRunAndOfOneThatWeCannot() throws Exception {
    Path recipes =
        Files.writeString(
            folder.resolve("recipes.json"),
            "{\"pgbench\": {\"recipe\": \"pgbench-simple-update\", \"metric\": \"tps\"}}");
    String summary =
        """
        {"id": 41, "framework": 1, "repository": "mainline", "push_id": 9, "prev_push_id": 8,
         "revision": "bbbb", "prev_push_revision": "aaaa", "status": 0,
         "alerts": [
          {"id": 501, "is_regression": true, "prev_value": 2410.0, "new_value": 2250.0,
           "amount_pct": 6.6, "t_value": 9.1,
           "series_signature": {"id": 77, "suite": "pgbench", "test": "", "lower_is_better": false,
             "machine_platform": "epyc", "measurement_unit": "1/s"}},
          {"id": 502, "is_regression": false, "prev_value": 12.0, "new_value": 10.0,
           "amount_pct": 16.7, "t_value": 8.0,
           "series_signature": {"id": 78, "suite": "kbuild", "test": "wall", "lower_is_better": true,
             "machine_platform": "epyc", "measurement_unit": "s"}}]}
        """;
    List<AlarmRequest> alarms = run(summary, "alarm-perfherder.py", "/linux", recipes.toString());
    assertThat(alarms).extracting(AlarmRequest::key).containsExactly("501", "502");
    assertThat(alarms).extracting(AlarmRequest::kind).containsExactly("loss", "gain");
    assertThat(alarms.getFirst().recipe()).isEqualTo("pgbench-simple-update");
    assertThat(alarms.getFirst().metric()).isEqualTo("tps");
    assertThat(alarms.getLast().recipe()).isNull();
    assertThat(alarms.getLast().metric()).isEqualTo("wall");
  }

  @Test
  void alertmanagerTellsOfWhatFiresAndOfWhatIsResolved() throws Exception {
    String notification =
        """
        {"version": "4", "groupKey": "{}:{}", "status": "firing", "receiver": "halfspeed",
         "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://am",
         "alerts": [
          {"status": "firing", "fingerprint": "f1", "startsAt": "2026-03-01T10:00:00Z",
           "labels": {"alertname": "TpsDropped", "repository": "/linux", "good": "v1", "bad": "v2",
             "metric": "tps", "recipe": "pgbench-simple-update", "instance": "lab1"},
           "annotations": {"before": "2410", "after": "2250"}},
          {"status": "resolved", "fingerprint": "f2", "startsAt": "2026-03-01T10:00:00Z",
           "labels": {"alertname": "TpsDropped", "repository": "/linux", "good": "v1", "bad": "v2",
             "fixed": "v3", "metric": "tps"},
           "annotations": {"before": "2410", "after": "2250"}},
          {"status": "firing", "fingerprint": "f3", "labels": {"alertname": "DiskFull"},
           "annotations": {}}]}
        """;
    List<AlarmRequest> alarms = run(notification, "alarm-alertmanager.py");
    assertThat(alarms).extracting(AlarmRequest::key).containsExactly("f1", "f2/resolved");
    assertThat(alarms).extracting(AlarmRequest::kind).containsExactly("loss", "gain");
    assertThat(alarms.getLast().good()).isEqualTo("v2");
    assertThat(alarms.getLast().bad()).isEqualTo("v3");
    assertThat(alarms.getLast().after()).isEqualTo(2410.0);
  }

  private static List<AlarmRequest> run(String input, String program, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of("python3", EXAMPLES.resolve(program).toString()));
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (OutputStream to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return List.of(STRICT.readValue(said, AlarmRequest[].class));
  }
}
