package dev.halfspeed.cli.client;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says in the state directory which controller runs there. The file may be stale, after a kill, and
 * another user's program may have its port by then. The lock beside it is held as long as the
 * process lives: without it the file is not believed, and its address is shown no token.
 */
public final class ControllerFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path state;

  /** The file of one state directory. */
  public ControllerFile(Path state) {
    this.state = state;
  }

  /**
   * A running controller.
   *
   * @param tokenFile holds the token that it wants; absent: it is that of the state directory
   * @param certificate file of the certificate that it shows; absent: its address is not https
   */
  public record Entry(
      String url,
      long pid,
      Instant startedAt,
      @Nullable String tokenFile,
      @Nullable String certificate) {}

  /** What the file says; empty where there is none that can be read. */
  public Optional<Entry> read() {
    try {
      return Optional.of(JSON.readValue(Files.readString(file()), Entry.class));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  /** Writes the file whole, readable for its owner alone. */
  public void write(Entry entry) throws Problem {
    try {
      Files.createDirectories(state);
      Path fresh = Files.createTempFile(state, "controller", ".tmp");
      Files.writeString(fresh, JSON.writeValueAsString(entry));
      Files.move(
          fresh, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Removes the file. */
  void remove() {
    try {
      Files.deleteIfExists(file());
    } catch (IOException e) {
      // Whoever reads it asks the address first, so a file that stays misleads nobody.
    }
  }

  /** Whether a process that lives has the right to be the directory's controller. */
  public boolean isHeld() {
    Path lock = lock();
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes the right to be the directory's controller; empty while another process has it. */
  public Optional<Held> claim() throws Problem {
    FileChannel channel = null;
    try {
      Files.createDirectories(state);
      channel = FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        // What a killed controller left would be believed again from now on.
        remove();
        return Optional.of(new Held(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Held in this very process: the same answer.
    } catch (IOException e) {
      throw unusable(e);
    }
    close(channel);
    return Optional.empty();
  }

  /** The right to be a state directory's controller. */
  public record Held(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() {
      ControllerFile.close(channel);
    }
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The lock ends with the process at the latest.
    }
  }

  private Path lock() {
    return state.resolve("controller.lock");
  }

  private Path file() {
    return state.resolve("controller.json");
  }

  private Problem unusable(IOException e) {
    return new Problem(
        "The state directory " + state + " can't be used: " + IoReason.of(e),
        "Make it writable, or choose another: --state DIR",
        e);
  }
}
