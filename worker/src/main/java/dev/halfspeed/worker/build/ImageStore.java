package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.Digest;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The images of this machine. Each is a folder under its key that is there completely or not at
 * all; kernels that are equal to the bit are stored once.
 */
public final class ImageStore {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  /** So many images stay, even where there is room for more: 10 MB each, with modules 200 MB. */
  static final int MOST_IMAGES = 100;

  private static final String SYMBOLS = "System.map";

  private final Home home;
  private final int mostImages;
  private final FreeSpace freeSpace;

  /** Says how much room there is. */
  @FunctionalInterface
  public interface FreeSpace {
    /** Bytes that can still be written to the file system of a folder. */
    long bytes(Path folder) throws IOException;
  }

  public ImageStore(Home home) {
    this(home, MOST_IMAGES, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  ImageStore(Home home, int mostImages, FreeSpace freeSpace) {
    this.home = home;
    this.mostImages = mostImages;
    this.freeSpace = freeSpace;
  }

  /** Finds an image and marks it as used now. */
  public Optional<Result.Image> find(String key) throws IOException {
    Path description = folder(key).resolve("image.json");
    if (!Files.exists(description)) {
      return Optional.empty();
    }
    Result.Image image = Protocol.read(Files.readString(description), Result.Image.class);
    Files.setLastModifiedTime(description, FileTime.from(Instant.now()));
    return Optional.of(image);
  }

  /** Its effective configuration. */
  public Path config(String key) {
    return folder(key).resolve("config");
  }

  /** Where the bootable kernel of an image lies. */
  public Path kernel(String key) {
    return folder(key).resolve("kernel");
  }

  /** Removes an image that is damaged, so that it is built anew. */
  public void discard(String key) throws IOException {
    Files.deleteIfExists(folder(key).resolve("image.json"));
    Folders.delete(folder(key));
  }

  /** The modules of an image as a tar file; empty where it has none. */
  public Optional<Path> modules(String key) {
    Path modules = folder(key).resolve("modules.tar");
    return Files.exists(modules) ? Optional.of(modules) : Optional.empty();
  }

  /**
   * The functions of an image's kernel as its build has placed them; empty where the kernel tells
   * them itself.
   */
  public Optional<Path> symbols(String key) {
    Path symbols = folder(key).resolve(SYMBOLS);
    return Files.exists(symbols) ? Optional.of(symbols) : Optional.empty();
  }

  /**
   * Adds the list of functions to an image from before there was one, which may be in use. Empty
   * where the kernel of the list is another one: then it names nothing.
   *
   * @param sha256 of the kernel that the list is of
   */
  Result.Image addSymbols(Result.Image image, String sha256, Path symbols) throws IOException {
    Path copy = Files.createTempFile(home.temporary(), "symbols-", "");
    if (image.kernelSha256().equals(sha256)) {
      Files.copy(symbols, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(copy, folder(image.key()).resolve(SYMBOLS), StandardCopyOption.ATOMIC_MOVE);
    return image;
  }

  /** Stores an image without modules or a list of functions under its key. */
  void add(Result.Image image, Path kernel, Path log) throws IOException {
    add(image, kernel, Optional.empty(), Optional.empty(), log);
  }

  /**
   * Stores an image under its key.
   *
   * @param kernel the bootable kernel, which is copied
   * @param modules a tar file, which is moved
   * @param symbols the list of its functions, which is copied
   * @param log how it was built, which is copied
   */
  void add(
      Result.Image image, Path kernel, Optional<Path> modules, Optional<Path> symbols, Path log)
      throws IOException {
    Path fresh = Files.createTempDirectory(home.temporary(), "image-");
    try {
      link(fresh.resolve("kernel"), kernel, image.kernelSha256());
      if (modules.isPresent()) {
        Files.move(modules.get(), fresh.resolve("modules.tar"));
      }
      if (symbols.isPresent()) {
        Files.copy(symbols.get(), fresh.resolve(SYMBOLS));
      }
      Files.copy(log, fresh.resolve("build.log"));
      Files.writeString(fresh.resolve("config"), image.config());
      AtomicFile.write(fresh.resolve("image.json"), Protocol.write(image));
      Folders.delete(folder(image.key()));
      Files.move(fresh, folder(image.key()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.delete(fresh);
    }
  }

  private void link(Path link, Path kernel, String sha256) throws IOException {
    Path stored = home.kernels().resolve(sha256);
    if (!Files.exists(stored) || !Digest.of(stored).equals(sha256)) {
      Path copy = Files.createTempFile(home.temporary(), "kernel-", "");
      Files.copy(kernel, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, stored, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.createLink(link, stored);
  }

  /**
   * Removes images, least recently used first, then kernels that no image has, until enough disk is
   * free and not too many are left.
   *
   * @param pinned keys that stay
   * @return whether enough is free now
   */
  boolean collect(long minimumFreeBytes, Collection<String> pinned) throws IOException {
    List<Path> candidates = leastRecentlyUsedFirst();
    int left = candidates.size();
    for (Path candidate : candidates) {
      if (left <= mostImages && freeSpace.bytes(home.root()) >= minimumFreeBytes) {
        return true;
      }
      if (!pinned.contains(candidate.getFileName().toString())) {
        Folders.takeAway(candidate, home.temporary());
        removeUnusedKernels();
        left--;
      }
    }
    return freeSpace.bytes(home.root()) >= minimumFreeBytes;
  }

  private List<Path> leastRecentlyUsedFirst() throws IOException {
    record Used(Path folder, FileTime at) {}
    var images = new ArrayList<Used>();
    for (Path folder : Folders.list(home.images())) {
      Path description = folder.resolve("image.json");
      images.add(
          new Used(
              folder,
              Files.exists(description)
                  ? Files.getLastModifiedTime(description)
                  : FileTime.fromMillis(0)));
    }
    return images.stream().sorted(Comparator.comparing(Used::at)).map(Used::folder).toList();
  }

  private void removeUnusedKernels() throws IOException {
    for (Path kernel : Folders.list(home.kernels())) {
      if (Files.getAttribute(kernel, "unix:nlink") instanceof Integer links && links == 1) {
        Files.deleteIfExists(kernel);
      }
    }
  }

  private Path folder(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not an image key: \"" + key + "\"");
    }
    return home.images().resolve(key);
  }
}
