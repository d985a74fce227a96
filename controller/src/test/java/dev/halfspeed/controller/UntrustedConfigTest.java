package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations whose senders may name no paths. */
final class UntrustedConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONFIG_LOCALVERSION=\"$(shell id)\"",
        "CONFIG_CMDLINE=\"`id`\"",
        "CONFIG_INITRAMFS_SOURCE=\"/root/.ssh\"",
        "CONFIG_EXTRA_FIRMWARE=\"../../etc/shadow\"",
        "CONFIG_SYSTEM_TRUSTED_KEYS=\"/etc/ssl/private/key.pem\"",
        "CONFIG_MODULE_SIG_KEY=\"/etc/ssl/private/key.pem\"",
        "CONFIG_CROSS_COMPILE=\"ccache-\"",
        "CONFIG_NR_CPUS=$(shell id)"
      })
  void whatTheBuildWouldReadOrRunIsRefused(String line) {
    assertThatThrownBy(() -> UntrustedConfig.check("bad.config", line + "\n"))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.PATH_NOT_ALLOWED);
              assertThat(problem.what())
                  .startsWith("bad.config has")
                  .endsWith(line.substring(0, line.indexOf('=')));
            });
  }

  @Test
  void whatOnlyTheKernelReadsIsNot() throws Problem {
    UntrustedConfig.check(
        "good.config",
        """
        CONFIG_CC_VERSION_TEXT="gcc (Debian 14.2.0-19) 14.2.0"
        CONFIG_MODULE_SIG_KEY="certs/signing_key.pem"
        CONFIG_MODPROBE_PATH="/sbin/modprobe"
        CONFIG_CMDLINE="root=/dev/vda quiet"
        CONFIG_INITRAMFS_SOURCE=""
        CONFIG_CROSS_COMPILE=""
        # CONFIG_DEBUG_INFO is not set
        """);
  }
}
