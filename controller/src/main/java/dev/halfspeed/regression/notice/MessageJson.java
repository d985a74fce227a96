package dev.halfspeed.regression.notice;

import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.view.RegressionView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A message for a program. */
final class MessageJson {
  private static final int VERSION = 1;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private MessageJson() {}

  static String of(
      String key,
      Regression regression,
      Rows rows,
      NoticeKind noticeKind,
      Messages.Text text,
      Instant at) {
    Map<String, Object> message = begin(key, noticeKind, text, at);
    message.put("regression", RegressionView.of(regression, rows, List.of(), List.of()));
    return MAPPER.writeValueAsString(message);
  }

  static String digest(
      String key, List<Regression> changed, Rows rows, Messages.Text text, Instant at) {
    Map<String, Object> message = begin(key, NoticeKind.DIGEST, text, at);
    message.put(
        "regressions",
        changed.stream().map(regression -> RegressionView.inList(regression, rows)).toList());
    return MAPPER.writeValueAsString(message);
  }

  private static Map<String, Object> begin(
      String key, NoticeKind noticeKind, Messages.Text text, Instant at) {
    var message = new LinkedHashMap<String, Object>();
    message.put("version", VERSION);
    message.put("notice", key);
    message.put("kind", noticeKind.words());
    message.put("at", at.toString());
    message.put("subject", text.subject());
    message.put("text", text.body());
    return message;
  }
}
