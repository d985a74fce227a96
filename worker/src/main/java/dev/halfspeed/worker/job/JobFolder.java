package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.JobProcesses;
import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.Protocol;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * One job's place on the disk: what to do, who does it, what happened, and the logs.
 *
 * @param path an absolute path
 */
public record JobFolder(Path path) {
  private static final String SUPERVISOR = "supervisor.json";

  /** Of another start of the system than any. */
  private static final ProcessIdentity GONE = new ProcessIdentity("", 0, 0);

  /** A file of the job. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** A shell script that ends the running system; only a job that makes a boot ready leaves one. */
  public Path leaveScript() {
    return file("leave.sh");
  }

  /** What happened so far. */
  EventLog events() {
    return new EventLog(path);
  }

  /** Everything that runs for this job. */
  JobProcesses processes() {
    return new JobProcesses(path);
  }

  boolean exists() {
    return Files.exists(file("job.json"));
  }

  /**
   * What is to be done; empty where nobody can read it: a crash of the machine leaves files that
   * were not on the disk yet empty, or full of anything.
   */
  Optional<JobFile> read() throws IOException {
    return read("job.json", JobFile.class);
  }

  private <T> Optional<T> read(String name, Class<T> type) throws IOException {
    try {
      return Optional.of(Protocol.read(Files.readString(file(name)), type));
    } catch (JacksonException | CharacterCodingException torn) {
      return Optional.empty();
    }
  }

  /**
   * Makes the folder with its job, at once or not at all; does nothing where it exists.
   *
   * @param temporary a folder on the same file system
   */
  void create(JobFile job, Path temporary) throws IOException {
    Path fresh = Files.createTempDirectory(temporary, "job-");
    try {
      AtomicFile.write(fresh.resolve("job.json"), Protocol.write(job));
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      Folders.force(path.resolveSibling("."));
    } catch (FileSystemException e) {
      // Somebody asked for the same job before; Linux says then that the folder is not empty.
      if (!exists()) {
        throw e;
      }
    } finally {
      Folders.delete(fresh);
    }
  }

  /**
   * Makes the calling process the job's supervisor.
   *
   * @return false when another one was first, dead or alive
   */
  boolean claim() throws IOException {
    Path mine = file("supervisor-" + ProcessHandle.current().pid() + ".json");
    AtomicFile.write(mine, Protocol.write(ProcessIdentity.current()));
    try {
      // A link, unlike a move, never replaces what is there.
      Files.createLink(file(SUPERVISOR), mine);
      // Or else a job that takes the machine down would be begun again and again.
      Folders.force(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(mine);
    }
  }

  /**
   * Who runs the job; empty before somebody does. One that can't be read was there before the
   * machine went down.
   */
  Optional<ProcessIdentity> supervisor() throws IOException {
    return Files.exists(file(SUPERVISOR))
        ? read(SUPERVISOR, ProcessIdentity.class).or(() -> Optional.of(GONE))
        : Optional.empty();
  }

  /** Whether it has come to its end, with a result. */
  boolean isFinished() throws IOException {
    return lastEvent().map(event -> event.body() instanceof JobEvent.Body.Finished).orElse(false);
  }

  /** What happened last; empty before anything has. */
  Optional<JobEvent> lastEvent() throws IOException {
    EventReader reader = events().reader(1);
    Optional<JobEvent> last = Optional.empty();
    List<JobEvent> events = reader.next();
    while (!events.isEmpty()) {
      last = Optional.of(events.getLast());
      events = reader.next();
    }
    return last;
  }

  /** Notes that somebody wants the job to end, so that its death is not taken for an accident. */
  void requestCancellation() throws IOException {
    try {
      Files.createFile(file("cancelled"));
    } catch (FileAlreadyExistsException e) {
      // Asked for twice.
    }
  }

  boolean isCancellationRequested() {
    return Files.exists(file("cancelled"));
  }
}
