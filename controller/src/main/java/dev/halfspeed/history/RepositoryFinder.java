package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/** Opens the repository at a path, and says what is there instead. */
final class RepositoryFinder {
  private static final String NAME_ONE = "name a git repository of the kernel with --repo";

  private static final Pattern URL =
      Pattern.compile(
          "(?:.*/)?(?<scheme>https?|ssh|git|ftps?|git\\+ssh|file):/+(?<rest>.*)"
              + "|(?:.*/)?(?<scp>[\\w.-]+@[\\w.-]+:.+)");

  private RepositoryFinder() {}

  static FileRepository open(Path path) throws Problem {
    UnprobedFileTimes.install();
    if (!Files.exists(path)) {
      throw notThere(path);
    }
    if (!Files.isReadable(path)) {
      throw new Problem(
          path + " may not be read by this user", "change its permissions, or run as its owner");
    }
    try {
      var builder = new FileRepositoryBuilder().setMustExist(true);
      if (isWorkTree(path)) {
        builder.setWorkTree(path.toFile());
      } else if (isGitFolder(path)) {
        builder.setGitDir(path.toFile());
      } else {
        throw notARepository(path);
      }
      var repository = (FileRepository) builder.build();
      try {
        refuseUnreadableFormat(path, repository);
        refuseOtherOwners(path, repository);
      } catch (Problem | IOException e) {
        repository.close();
        throw e;
      }
      return repository;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, e);
    }
  }

  private static Problem notThere(Path path) {
    Matcher url = URL.matcher(path.toString());
    if (url.matches()) {
      String scheme = url.group("scheme");
      if ("file".equals(scheme)) {
        return new Problem(
            "there is no folder " + path + "; a repository is named by its path",
            "name it without file://: --repo /" + url.group("rest"));
      }
      // A path that was made of it has one slash less.
      String address = scheme == null ? url.group("scp") : scheme + "://" + url.group("rest");
      return new Problem(
          "'"
              + address
              + "' is the address of a repository elsewhere; it has to be on this machine",
          "clone it and name the clone: git clone " + address + " linux, then --repo linux");
    }
    return new Problem("there is no folder " + path, NAME_ONE);
  }

  private static void refuseOtherOwners(Path path, FileRepository repository)
      throws Problem, IOException {
    Path inside = path.resolve(".git");
    RepositoryOwner.current()
        .check(
            path,
            isWorkTree(path) ? path : null,
            Files.isRegularFile(inside) ? inside : null,
            repository.getDirectory().toPath());
  }

  static Problem unreadable(Path path, Exception cause) {
    return new Problem(
        path + " cannot be read as a git repository: " + cause.getMessage(),
        "see what git says: git -C " + path + " fsck --connectivity-only",
        cause);
  }

  /** Whether there is a .git in it: a folder, or a file that says where the folder is. */
  private static boolean isWorkTree(Path path) {
    Path inside = path.resolve(".git");
    return Files.isRegularFile(inside) || isGitFolder(inside);
  }

  private static boolean isGitFolder(Path path) {
    return FileKey.isGitRepository(path.toFile(), FS.DETECTED);
  }

  private static Problem notARepository(Path path) {
    for (Path above = path.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
      if (isWorkTree(above)) {
        return new Problem(
            path + " is not a git repository, but a folder within " + above,
            "name the repository itself: --repo " + above);
      }
    }
    return new Problem(path + " is not a git repository", NAME_ONE);
  }

  private static void refuseUnreadableFormat(Path path, FileRepository repository) throws Problem {
    StoredConfig config = repository.getConfig();
    String format = config.getString("extensions", null, "objectformat");
    if (format != null && !format.equals("sha1")) {
      throw new Problem(
          path + " names its objects by " + format + ", which is not supported",
          "name a repository with SHA-1 names, as the kernel's own are");
    }
  }
}
