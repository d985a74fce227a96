package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.worker.host.Digest;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageStoreTest {
  private static final long IMAGE_BYTES = 100;
  private static final long DISK_BYTES = 300;
  private static final int MOST = 3;

  @TempDir Path folder;
  private Home home;
  private ImageStore images;

  @BeforeEach
  void createStore() throws Exception {
    home = Home.create(folder.resolve("home"));
    // A disk that holds three images.
    images =
        new ImageStore(
            home, MOST, ignored -> DISK_BYTES - IMAGE_BYTES * Folders.list(home.images()).size());
  }

  @Test
  void whatIsAddedIsFound() throws Exception {
    Result.Image image = add("a", "kernel");
    assertThat(images.find("a")).contains(image);
    assertThat(images.kernel("a")).hasContent("kernel");
    assertThat(images.find("b")).isEmpty();
  }

  @Test
  void equalKernelsAreStoredOnce() throws Exception {
    add("a", "kernel");
    add("b", "kernel");
    add("c", "another");
    assertThat(Files.isSameFile(images.kernel("a"), images.kernel("b"))).isTrue();
    assertThat(Folders.list(home.kernels())).hasSize(2);
  }

  @Test
  void theLeastRecentlyUsedGoFirstAndPinnedOnesStay() throws Exception {
    add("pinned", "p");
    add("old", "o");
    add("young", "y");
    age("pinned", 3);
    age("old", 2);
    age("young", 1);
    assertThat(images.collect(0, Set.of())).isTrue();
    assertThat(images.find("old")).isPresent();
    age("old", 2);

    assertThat(images.collect(IMAGE_BYTES, Set.of("pinned"))).isTrue();
    assertThat(images.find("old")).isEmpty();
    assertThat(images.find("young")).isPresent();
    assertThat(images.find("pinned")).isPresent();
    assertThat(Folders.list(home.kernels())).hasSize(2);

    assertThat(images.collect(DISK_BYTES, Set.of("pinned"))).isFalse();
    assertThat(images.find("young")).isEmpty();
    assertThat(images.find("pinned")).isPresent();
  }

  @Test
  void noMoreStayThanAreLikelyToBeAskedFor() throws Exception {
    images = new ImageStore(home, MOST, ignored -> DISK_BYTES);
    for (int i = 1; i <= 5; i++) {
      add("i" + i, "kernel " + i);
      age("i" + i, 10 - i);
    }
    assertThat(images.collect(0, Set.of("i1"))).isTrue();
    assertThat(Folders.list(home.images()).stream().map(path -> path.getFileName().toString()))
        .containsExactly("i1", "i4", "i5");
    assertThat(Folders.list(home.kernels())).hasSize(3);
  }

  @Test
  void aKeyThatIsAPathIsRefused() {
    assertThatThrownBy(() -> images.find("../jobs")).isInstanceOf(IllegalArgumentException.class);
  }

  private Result.Image add(String key, String content) throws Exception {
    Path kernel = Files.writeString(folder.resolve("bzImage"), content);
    Path log = Files.writeString(folder.resolve("log"), "log");
    var image =
        new Result.Image(
            key,
            "c",
            "b",
            Digest.of(kernel),
            null,
            "d",
            "CONFIG_X=y\n",
            "6.12",
            "gcc",
            images.kernel(key).toString(),
            content.length(),
            1,
            false,
            Duration.ZERO);
    images.add(image, kernel, log);
    return image;
  }

  private void age(String key, int hours) throws Exception {
    Files.setLastModifiedTime(
        home.images().resolve(key).resolve("image.json"),
        FileTime.fromMillis(1_000_000_000_000L - Duration.ofHours(hours).toMillis()));
  }
}
