package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Names the whole content of a folder, so that two machines can agree that they have the same. */
final class FolderDigest {
  private FolderDigest() {}

  /**
   * SHA-256 over the files in the order of their names: path in the folder, executable or not,
   * length, content. In hexadecimal.
   *
   * @throws Problem when something in it is neither a file nor a folder
   */
  static String of(Path folder) throws IOException, Problem {
    MessageDigest digest = sha256();
    for (Path file : files(folder)) {
      byte[] name = name(folder, file).getBytes(StandardCharsets.UTF_8);
      byte[] content = Files.readAllBytes(file);
      digest.update(ByteBuffer.allocate(4).putInt(name.length).flip());
      digest.update(name);
      digest.update((byte) (Files.isExecutable(file) ? 1 : 0));
      digest.update(ByteBuffer.allocate(4).putInt(content.length).flip());
      digest.update(content);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> files(Path folder) throws IOException, Problem {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.comparing(path -> name(folder, path))).toList();
    }
    for (Path path : all) {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
          && !path.equals(folder)) {
        throw new Problem(
            path + " is a link or a special file, which a recipe may not hold",
            "put the file itself there");
      }
    }
    return all.stream().filter(Files::isRegularFile).toList();
  }

  private static String name(Path folder, Path path) {
    return folder.relativize(path).toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
