package dev.halfspeed.regression.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.store.regression.RegressionEventRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stores keep events by these names, for ever: one that is called otherwise in the code must still
 * be read. Lines are added here, and none is changed.
 */
final class StoredEventsTest {
  private static final String STORED =
      """
      Detected {"alarm":"a1"}
      Joined {"alarm":"a2","why":"the same commits"}
      Released {"alarm":"a2","why":"another culprit"}
      Held {}
      Wanted {"order":{"key":"r1/confirm","purpose":"CONFIRM","alarm":"a1","good":"v1","bad":"v2","comparison":null}}
      Asked {"order":"r1/confirm","campaign":"k1"}
      Started {"order":"r1/confirm","campaign":"k1"}
      Refused {"order":"r1/confirm","why":"no such machine","passing":true}
      Ended {"order":"r1/confirm","finding":{"kind":"compared","verdict":"DIFFERENT","change":{"fraction":-0.3,"low":-0.4,"high":-0.2},"kernels":"UNKNOWN","words":"v2 is slower"}}
      Ended {"order":"r1/bisect","finding":{"kind":"proved","culprit":{"commit":{"id":"c0ffee","subject":"mm: slow"},"change":null,"confidence":0.99,"campaign":"b1","proof":"fresh boots"}}}
      Ended {"order":"r1/bisect","finding":{"kind":"not proved","ends":"DIFFER","suspects":[{"id":"c0ffee","subject":"mm: slow"}],"words":"one of 2"}}
      Ended {"order":"r1/bisect","finding":{"kind":"broken","words":"cancelled"}}
      Confirmed {"alarm":"a1","change":{"fraction":-0.3,"low":-0.4,"high":-0.2}}
      Bisecting {"alarm":"a1"}
      CulpritFound {"culprit":{"commit":{"id":"c0ffee","subject":"mm: slow"},"change":{"fraction":-0.3,"low":-0.4,"high":-0.2},"confidence":0.99,"campaign":"b1","proof":"fresh boots"}}
      WithoutCulprit {"why":"the budget","isConfirmed":true,"suspects":[{"id":"c0ffee","subject":"mm: slow"}]}
      Insignificant {"why":"not seen again"}
      Infrastructure {"why":"the same build"}
      Recovered {"alarm":"a3"}
      Relapsed {"why":"slow again"}
      Fixed {"by":null,"why":"stayed well"}
      Merged {"into":"r2"}
      Ignored {"reason":"known"}
      Blamed {"commit":{"id":"c0ffee","subject":"mm: slow"},"reason":"seen by hand"}
      Moved {"repository":"/srv/linux","good":{"id":"c0ffed","subject":""},"bad":{"id":"c0ffee","subject":"mm: slow"},"reason":"by eye"}
      Retracted {"reason":"a mistake"}
      Told {"event":3,"noticeKind":"CULPRIT","notices":2}
      """;

  static Stream<Arguments> stored() {
    return STORED
        .lines()
        .map(line -> {
          int end = line.indexOf(' ');
          return Arguments.of(line.substring(0, end), line.substring(end + 1));
        });
  }

  @ParameterizedTest
  @MethodSource("stored")
  void isReadAndWrittenAsItWas(String kind, String json) {
    RegressionEventRecord record = record(kind, json);
    assertThat(Event.of(record).record()).isEqualTo(record);
  }

  @Test
  void eachKindIsAmongThem() {
    assertThat(stored().map(each -> each.get()[0]))
        .containsAll(
            Arrays.stream(EventDetail.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList());
  }

  @Test
  void whatWasToldIsReadByItsEarlierName() {
    Event event = Event.of(record("Told", "{\"event\":3,\"telling\":\"FIXED\",\"notices\":2}"));
    assertThat(event.detail()).isEqualTo(new EventDetail.Told(3, NoticeKind.FIXED, 2));
  }

  private static RegressionEventRecord record(String kind, String json) {
    return new RegressionEventRecord("r1", 1, "r1/1", Instant.EPOCH, "ann", kind, json);
  }
}
