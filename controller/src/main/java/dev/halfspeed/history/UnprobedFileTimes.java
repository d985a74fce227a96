package dev.halfspeed.history;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the settings of this machine's user and system from JGit: a hook that they name would run
 * with every push, and a line that can't be read would stop everything. What a repository says of
 * itself counts.
 *
 * <p>It also keeps JGit from finding out how fine a file system's times are: it would create probe
 * files within the user's repository, and remember the answer in the user's home. It is told JGit's
 * own fallback instead, which costs a look at a file that changed just now.
 */
final class UnprobedFileTimes extends SystemReader.Delegate {
  private static final String RESOLUTION = "2 seconds";

  static {
    SystemReader.setInstance(new UnprobedFileTimes(SystemReader.getInstance()));
  }

  private UnprobedFileTimes(SystemReader system) {
    super(system);
  }

  /** Takes effect for the whole process, once. */
  static void install() {
    // Loading this class is what installs it.
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fileSystem) {
    return new NoFile(parent, fileSystem);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fileSystem) {
    return new NoFile(parent, fileSystem);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fileSystem) {
    return new NoFile(parent, fileSystem);
  }

  @Override
  public StoredConfig getSystemConfig() {
    return new NoFile(null, FS.DETECTED);
  }

  @Override
  public StoredConfig getUserConfig() {
    return new Answers();
  }

  /** In the place of a file in the user's home or the system's folder. */
  private static final class NoFile extends FileBasedConfig {
    private NoFile(@Nullable Config parent, FS fileSystem) {
      super(parent, null, fileSystem);
    }

    @Override
    public void load() {
      // There is no file.
    }

    @Override
    public void save() {
      // There is no file.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }

  /** In the place of the user's configuration, in which JGit looks for its answers. */
  private static final class Answers extends StoredConfig {
    @Override
    public @Nullable String getString(String section, @Nullable String subsection, String name) {
      return section.equals("filesystem") ? RESOLUTION : super.getString(section, subsection, name);
    }

    @Override
    public void load() {
      // There is nothing to load.
    }

    @Override
    public void save() {
      throw new UnsupportedOperationException("the user's configuration is not ours to change");
    }
  }
}
