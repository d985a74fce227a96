package dev.halfspeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from the command line, from programs and from the controller. */
final class ParsingTest {
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
    assertThat(
            KernelConfig.parse(
                "--config ", "config-6.12.48+deb13-amd64+guest.config", folder::resolve))
        .isEqualTo(
            new KernelConfig(
                folder.resolve("config-6.12.48+deb13-amd64").toString(),
                java.util.List.of(folder.resolve("guest.config").toString())));
    assertThat(KernelConfig.parse("--config ", "tinyconfig+a/b.config", folder::resolve))
        .isEqualTo(
            new KernelConfig(
                "tinyconfig", java.util.List.of(folder.resolve("a/b.config").toString())));
    assertThat(KernelConfig.parse("--config ", "defconfig", folder::resolve).fragments()).isEmpty();
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
