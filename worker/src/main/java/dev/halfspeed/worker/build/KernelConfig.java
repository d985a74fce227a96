package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Digest;
import dev.halfspeed.worker.protocol.Job.ConfigBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel's .config is computed from: the same input at every commit.
 *
 * @param fragments appended in order, the later ones winning
 */
record KernelConfig(ConfigBase base, List<String> fragments) {
  /** What would make two builds of the same source differ. */
  private static final String REPRODUCIBLE =
      """
      # CONFIG_LOCALVERSION_AUTO is not set
      # CONFIG_IKHEADERS is not set
      """;

  private static final String FRESH = ".config.fresh";

  /**
   * Names the build folder. Configurations that differ in a few options of one text, as those of a
   * config bisection do, share it: the kernel's make compiles anew what depends on an option that
   * has changed, and nothing else. Those of a make target do not: they are those of campaigns that
   * have nothing in common, and would compile each other's objects again and again.
   */
  String folderDigest() {
    return switch (base) {
      case ConfigBase.MakeTarget _ -> digest();
      case ConfigBase.ConfigText _ -> Digest.of(start()).substring(0, 16);
    };
  }

  /** Names the input; the same for equal ones. */
  private String digest() {
    return Digest.of(start() + "\0" + String.join("\0", fragments)).substring(0, 16);
  }

  private String start() {
    return switch (base) {
      case ConfigBase.MakeTarget target -> "target " + target.name();
      case ConfigBase.ConfigText text -> "text " + text.text();
    };
  }

  /**
   * Computes the effective .config of the tree in a build folder, and replaces the one that is
   * there only if it differs, since a newer file alone makes work.
   *
   * @return the make target that failed; empty when all succeeded
   */
  Optional<String> apply(Make make, String commit, SourceTree tree, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Path folder = make.folder();
    Path computedFor = folder.resolve(".configured-for");
    String mark = digest() + " ";
    if (Files.exists(computedFor) && Files.exists(folder.resolve(".config"))) {
      String last = Files.readString(computedFor);
      if (last.startsWith(mark)
          && tree.sameConfiguration(last.substring(mark.length()), commit, deadline)) {
        return Optional.empty();
      }
    }
    // Whoever is killed from here on may leave a .config that the mark does not tell of.
    Files.deleteIfExists(computedFor);
    Path fresh = folder.resolve(FRESH);
    Files.deleteIfExists(fresh);
    switch (base) {
      case ConfigBase.MakeTarget target -> {
        if (!make.run(List.of("KCONFIG_CONFIG=" + FRESH, target.name()), deadline)) {
          return Optional.of(target.name());
        }
      }
      case ConfigBase.ConfigText text -> Files.writeString(fresh, text.text());
    }
    for (String fragment : fragments) {
      append(fresh, fragment);
    }
    append(fresh, REPRODUCIBLE);
    if (!make.run(List.of("KCONFIG_CONFIG=" + FRESH, "olddefconfig"), deadline)) {
      return Optional.of("olddefconfig");
    }
    Path config = folder.resolve(".config");
    if (Files.exists(config) && Files.mismatch(fresh, config) < 0) {
      Files.delete(fresh);
    } else {
      Files.move(
          fresh, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    AtomicFile.write(computedFor, mark + commit);
    return Optional.empty();
  }

  private static void append(Path file, String fragment) throws IOException {
    Files.writeString(
        file, "\n" + fragment + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
