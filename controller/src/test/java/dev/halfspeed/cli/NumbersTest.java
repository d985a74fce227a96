package dev.halfspeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.BisectionView;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, texts, and what is read from the command line and from programs. */
final class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1318.4 | tps | 1,318 tps",
        "98565.4 | tps | 98,565 tps",
        "318.44 | tps | 318.4 tps",
        "31.844 | ms | 31.84 ms",
        "0.7583 | ms | 0.758 ms",
        "12 | '' | 12.00"
      })
  void values(double value, String unit, String text) {
    assertThat(Numbers.value(value, unit)).isEqualTo(text);
  }

  @Test
  void changes() {
    assertThat(Numbers.change(new BisectionView.Change(-0.241, -0.2461, -0.2369)))
        .isEqualTo("-24.1 % (95 %: -24.6 % to -23.7 %)");
    assertThat(Numbers.change(new BisectionView.Change(-0.0412, -0.0418, -0.0406)))
        .isEqualTo("-4.12 % (95 %: -4.18 % to -4.06 %)");
    assertThat(Numbers.change(new BisectionView.Change(0.3, 0.0, 0.6)))
        .isEqualTo("+30.0 % (95 %: 0.0 % to +60.0 %)");
    assertThat(Numbers.change(-0.00001)).isEqualTo("0.00 %");
  }

  @ParameterizedTest
  @CsvSource({"0.9999, over 99.9 %", "0.997, 99.7 %", "0.42, 42 %", "0.001, under 0.5 %", "0, 0 %"})
  void probabilities(double probability, String text) {
    assertThat(Numbers.probability(probability)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.99, 99 %", "0.999, 99.9 %", "0.5, 50 %"})
  void levels(double level, String text) {
    assertThat(Numbers.level(level)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59.4, 59 s",
    "59.6, 1 min 00 s",
    "125, 2 min 05 s",
    "7500, 2 h 05 min",
    "200000, 2 d 07 h"
  })
  void durations(double seconds, String text) {
    assertThat(Numbers.duration(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"3, a few seconds", "34, about 30 s", "100, about 2 min", "5000, about 1 h 20 min"})
  void forecasts(double seconds, String text) {
    assertThat(Numbers.about(seconds)).isEqualTo(text);
  }

  @Test
  void sizesAndCounts() {
    assertThat(Numbers.bytes(512)).isEqualTo("512 B");
    assertThat(Numbers.bytes(1_800_000_000)).isEqualTo("1.7 GiB");
    assertThat(Numbers.count(1, "boot")).isEqualTo("1 boot");
    assertThat(Numbers.count(1318, "boot")).isEqualTo("1,318 boots");
  }

  @Test
  void foreignTextCannotSteerTheTerminal() {
    assertThat(Text.fit("mm: \u001b[2Jgone\nnext", 80)).isEqualTo("mm:  [2Jgone next");
    assertThat(Text.fit("mm: a long subject", 10)).isEqualTo("mm: a l...");
    assertThat(Text.fit("\ud83d\udc27\ud83d\udc27\ud83d\udc27", 3)).hasSize(6);
  }

  @Test
  void configsMayHaveAPlusInTheirNames(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("config-6.12.48+deb13-amd64"), "");
    Files.writeString(folder.resolve("guest.config"), "");
    assertThat(KernelConfig.parse("config-6.12.48+deb13-amd64+guest.config", folder::resolve))
        .isEqualTo(
            new KernelConfig(
                folder.resolve("config-6.12.48+deb13-amd64").toString(),
                java.util.List.of(folder.resolve("guest.config").toString())));
    assertThat(KernelConfig.parse("tinyconfig+a/b.config", folder::resolve))
        .isEqualTo(
            new KernelConfig(
                "tinyconfig", java.util.List.of(folder.resolve("a/b.config").toString())));
    assertThat(KernelConfig.parse("defconfig", folder::resolve).fragments()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "git version 2.39.5 | 2.39.5",
        "gcc (Debian 12.2.0-14+deb12u1) 12.2.0 | 12.2.0",
        "GNU Make 4.3 | 4.3",
        "This is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64 | 5.36.0",
        "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7) | 7.2.22",
        "OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.17 1 Jul 2025 | 9.2p1",
        "pgbench (PostgreSQL) 15.18 (Debian 15.18-0) | 15.18",
        "nothing here | ''"
      })
  void versionsInWhatProgramsPrint(String output, String version) {
    assertThat(Tools.parseVersion(output)).isEqualTo(version);
  }

  @Test
  void eventsFromLines() {
    EventStream events = new EventStream();
    assertThat(events.line("")).isEmpty();
    assertThat(events.line(": ping")).isEmpty();
    assertThat(events.line("")).isEmpty();
    assertThat(events.line("id: 7")).isEmpty();
    assertThat(events.line("event: state")).isEmpty();
    assertThat(events.line("data: {\"a\":")).isEmpty();
    assertThat(events.line("data:1}")).isEmpty();
    assertThat(events.line("")).contains(new EventStream.Event("state", "{\"a\":\n1}"));
    assertThat(events.line("event: end")).isEmpty();
    assertThat(events.line("")).contains(new EventStream.Event("end", ""));
  }
}
