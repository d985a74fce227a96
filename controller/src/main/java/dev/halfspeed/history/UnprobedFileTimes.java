package dev.halfspeed.history;

import java.io.IOException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps JGit from finding out how fine a file system's times are: it would create probe files
 * within the user's repository, and remember the answer in the user's home. It is told JGit's own
 * fallback instead, which costs a look at a file that changed just now.
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
  public StoredConfig getUserConfig() throws ConfigInvalidException, IOException {
    return new Answers(super.getUserConfig());
  }

  /** In the place of the file in the user's home where JGit keeps its answers. */
  private static final class NoFile extends FileBasedConfig {
    private NoFile(Config parent, FS fileSystem) {
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

  /** The user's configuration, in which JGit looks for its answers. */
  private static final class Answers extends StoredConfig {
    private Answers(Config user) {
      super(user);
    }

    @Override
    public @Nullable String getString(String section, @Nullable String subsection, String name) {
      return section.equals("filesystem") ? RESOLUTION : super.getString(section, subsection, name);
    }

    @Override
    public void load() {
      // It was loaded when it was asked for.
    }

    @Override
    public void save() {
      throw new UnsupportedOperationException("the user's configuration is not ours to change");
    }
  }
}
