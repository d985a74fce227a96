package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.jobs.JobLog.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line is: the same to the controller as to the machine, where line feeds are counted. */
final class LogLinesTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "'a', 1",
    "'a\n', 1",
    "'a\n\n', 2",
    "'\n', 1",
    "'10 %\r20 %\rdone\nnext\n', 2",
    "'a\r\nb\r\n', 2"
  })
  void aCarriageReturnEndsNoLine(String text, int lines) throws Exception {
    assertThat(new KeptLog(text).extent().lines()).isEqualTo(lines);
  }

  @Test
  void whatIsFoundKeepsItsNumber() throws Exception {
    String log = "first\n10 %\r20 %\nerror: it\n";
    assertThat(new KeptLog(log).find("it", 9)).containsExactly(new Line(3, "error: it"));
    assertThat(new KeptLog(log).lines(2, 1)).containsExactly(new Line(2, "10 %\r20 %"));
    assertThat(RemoteLog.numbered("2:10 %\r99: gone\n3:error: it\n"))
        .containsExactly(new Line(2, "10 %\r99: gone"), new Line(3, "error: it"));
    assertThat(RemoteLog.numbered("")).isEmpty();
  }
}
