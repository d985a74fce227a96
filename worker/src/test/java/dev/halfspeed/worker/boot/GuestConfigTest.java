package dev.halfspeed.worker.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuestConfigTest {
  private static final String ALL =
      """
      CONFIG_PCI=y
      CONFIG_VIRTIO=y
      CONFIG_VIRTIO_PCI=y
      CONFIG_NET_9P=y
      CONFIG_NET_9P_VIRTIO=y
      CONFIG_9P_FS=y
      CONFIG_BINFMT_ELF=y
      CONFIG_BINFMT_SCRIPT=y
      CONFIG_PROC_FS=y
      CONFIG_SYSFS=y
      CONFIG_TMPFS=y
      CONFIG_DEVTMPFS=y
      """;

  @TempDir private Path folder;

  @Test
  void whatIsMissingOrAModuleIsNamed() throws Exception {
    assertThat(lack(ALL)).isEmpty();
    assertThat(
            lack(
                ALL.replace("CONFIG_9P_FS=y\n", "")
                    .replace("CONFIG_VIRTIO_PCI=y", "CONFIG_VIRTIO_PCI=m")))
        .startsWith(
            "; its configuration lacks what a guest needs: CONFIG_VIRTIO_PCI=y, CONFIG_9P_FS=y ");
    assertThat(GuestConfig.lack(folder.resolve("none"))).isEmpty();
  }

  private String lack(String config) throws Exception {
    return GuestConfig.lack(Files.writeString(folder.resolve("config"), config));
  }
}
