package dev.halfspeed.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs print. */
final class RequiredToolsTest {
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
    assertThat(RequiredTools.parseVersion(output)).isEqualTo(version);
  }
}
