package dev.halfspeed.recipe;

import dev.halfspeed.core.Sha256;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The content of a recipe's folder, read once, so that what is sent is what the digest names while
 * somebody edits the files.
 */
public final class FolderCopy {
  private static final int MOST_ENTRIES = 2000;
  private static final long MOST_BYTES = 64 << 20;

  private final List<String> folders = new ArrayList<>();
  private final List<CopiedFile> files = new ArrayList<>();

  /** One file of the folder. */
  public static final class CopiedFile {
    private final String name;
    private final boolean executable;
    private final byte[] content;

    private CopiedFile(String name, boolean executable, byte[] content) {
      this.name = name;
      this.executable = executable;
      this.content = content;
    }

    /** Its path in the folder. */
    public String name() {
      return name;
    }

    /** Whether it may be executed. */
    public boolean isExecutable() {
      return executable;
    }

    /** What is in it; not to be changed. */
    public byte[] content() {
      return content;
    }

    /** SHA-256 of its content, in hexadecimal. */
    public String sha256() {
      return HexFormat.of().formatHex(Sha256.of(content));
    }
  }

  private FolderCopy() {}

  /**
   * Reads a folder.
   *
   * @throws Problem when something in it is neither a file nor a folder, or there is too much in it
   */
  public static FolderCopy of(Path recipe) throws IOException, Problem {
    // A link to the folder is the user's name for it; what lies in it may hold none.
    Path folder = recipe.toRealPath();
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all =
          paths
              .filter(path -> !path.equals(folder))
              .limit(MOST_ENTRIES + 1L)
              .sorted(Comparator.comparing(path -> name(folder, path)))
              .toList();
    }
    requireSmall(folder, all);
    var copy = new FolderCopy();
    for (Path path : all) {
      if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        copy.files.add(
            new CopiedFile(name(folder, path), Files.isExecutable(path), Files.readAllBytes(path)));
      } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        copy.folders.add(name(folder, path));
      } else {
        throw new Problem(
            path + " is a link or a special file, which a recipe may not hold",
            "put the file itself there");
      }
    }
    return copy;
  }

  private static void requireSmall(Path folder, List<Path> all) throws IOException, Problem {
    long bytes = 0;
    for (Path path : all) {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
    }
    if (all.size() > MOST_ENTRIES || bytes > MOST_BYTES) {
      throw new Problem(
          "the recipe folder %s has more than %,d files or %d MiB, and all of it is sent to machines"
              .formatted(folder, MOST_ENTRIES, MOST_BYTES >> 20),
          "keep data elsewhere: a recipe's prepare makes or fetches it on the machine");
    }
  }

  /** The paths of the folders in it, each behind the one that it lies in. */
  public List<String> folders() {
    return List.copyOf(folders);
  }

  /** The files, in the order of their names. */
  public List<CopiedFile> files() {
    return List.copyOf(files);
  }

  /**
   * Names the whole content, so that two machines can agree that they have the same: SHA-256 over
   * the files in the order of their names: path in the folder, executable or not, length, content.
   * In hexadecimal.
   */
  public String digest() {
    MessageDigest digest = Sha256.begin();
    for (CopiedFile file : files) {
      byte[] name = file.name.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(name.length).flip());
      digest.update(name);
      digest.update((byte) (file.executable ? 1 : 0));
      digest.update(ByteBuffer.allocate(4).putInt(file.content.length).flip());
      digest.update(file.content);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String name(Path folder, Path path) {
    return folder.relativize(path).toString();
  }
}
