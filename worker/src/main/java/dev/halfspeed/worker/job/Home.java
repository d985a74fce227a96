package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.LockFile;
import dev.halfspeed.worker.host.PrivateFolder;
import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The worker's folder on a machine and what lies where in it.
 *
 * @param root an absolute path
 */
public record Home(Path root) {

  /**
   * Makes the folder, where it is missing. No other user gets into it, or into what lies in it
   * where the folder itself is one that users share.
   *
   * @throws IOException when it cannot be made, or its path would break a kernel command line
   */
  public static Home create(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      PrivateFolder.make(folder);
    }
    Path root = folder.toRealPath();
    if (!root.toString().matches("[A-Za-z0-9/._+@-]+")) {
      throw new IOException(
          "the worker's folder stands on kernel command lines, so its path must consist of letters,"
              + " digits and /._+@-: "
              + root);
    }
    PrivateFolder.closeUnlessShared(root);
    var home = new Home(root);
    for (Path needed :
        List.of(
            home.jobs(),
            home.images(),
            home.kernels(),
            home.recipes(),
            home.data(),
            home.work(),
            home.temporary())) {
      PrivateFolder.make(needed);
    }
    for (Path made : List.of(home.source(), home.compilerCache())) {
      if (Files.isDirectory(made)) {
        PrivateFolder.make(made);
      }
    }
    return home;
  }

  /** The bare repository that the controller pushes trees to. */
  public Path source() {
    return root.resolve("source.git");
  }

  /** One folder a job. */
  public Path jobs() {
    return root.resolve("jobs");
  }

  /** The folder of one job. */
  public JobFolder job(JobId job) {
    return new JobFolder(jobs().resolve(job.folder()));
  }

  /** One folder an image, named by its key. */
  public Path images() {
    return root.resolve("images");
  }

  /** Bootable kernels by the digest of their content; images link to them. */
  public Path kernels() {
    return root.resolve("kernels");
  }

  /** Recipes by their digest, sent by the controller. */
  public Path recipes() {
    return root.resolve("recipes");
  }

  /** What recipes prepared, by the digest of everything that it depends on. */
  public Path data() {
    return root.resolve("data");
  }

  /** The source tree and the build folders. */
  public Path work() {
    return root.resolve("work");
  }

  /** For files on their way to another place here: the same file system. */
  public Path temporary() {
    return root.resolve("tmp");
  }

  /** What the compiler cache keeps, unless the machine's own cache is used. */
  public Path compilerCache() {
    return root.resolve("ccache");
  }

  /** Which controller has this machine, and when it was last heard of. */
  Path owner() {
    return root.resolve("owner.json");
  }

  /** The highest lease token that was seen. */
  Path lease() {
    return root.resolve("lease");
  }

  /** The exclusive right to something here, such as the source tree. */
  public LockFile lock(String name) throws IOException {
    return LockFile.acquire(root.resolve(name + ".lock"));
  }

  /**
   * Remembers a fact that holds until this machine's operating system is started anew.
   *
   * @param name a file name
   */
  public void remember(String name, String fact) throws IOException {
    AtomicFile.write(root.resolve(name), ProcessIdentity.currentBootId() + "\n" + fact);
  }

  /** What was remembered since this machine's operating system was started; empty: nothing. */
  public Optional<String> remembered(String name) throws IOException {
    Path file = root.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file);
    String boot = ProcessIdentity.currentBootId() + "\n";
    return text.startsWith(boot) ? Optional.of(text.substring(boot.length())) : Optional.empty();
  }
}
