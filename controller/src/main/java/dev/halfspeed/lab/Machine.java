package dev.halfspeed.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine as the lab file describes it.
 *
 * @param name unique in the lab
 * @param host name or address
 * @param port of its sshd
 * @param key private key file
 * @param knownHosts file that its host key is checked against
 * @param directory the worker's folder on the machine; a leading ~/ is the user's home
 * @param runtime archive of a worker runtime for this machine's architecture; absent: the
 *     controller's own
 */
public record Machine(
    String name,
    String host,
    int port,
    String user,
    Path key,
    Path knownHosts,
    Set<Role> roles,
    Boot boot,
    String directory,
    @Nullable Path runtime) {
  public Machine {
    roles = Set.copyOf(roles);
  }

  /** What a machine may be used for. */
  public enum Role {
    BUILD,
    TEST
  }

  /**
   * How images are booted there: QEMU guests so far.
   *
   * @param cpus virtual CPUs of a guest; 0: as many as fit the clock and the machine
   * @param memoryBytes of a guest; 0: as much as suits the machine
   * @param guests guests at once; 0: one, or with a clock that counts instructions one a core
   */
  public record Boot(
      AccelerationChoice acceleration,
      ClockChoice clock,
      int cpus,
      long memoryBytes,
      int guests,
      List<String> kernelArguments,
      Duration deadline) {
    /** What suits most machines, found out on the machine. */
    public static final Boot DEFAULT =
        new Boot(
            AccelerationChoice.AUTO, ClockChoice.AUTO, 0, 0, 0, List.of(), Duration.ofMinutes(2));

    public Boot {
      kernelArguments = List.copyOf(kernelArguments);
    }
  }

  /** Which acceleration to use. */
  public enum AccelerationChoice {
    /** KVM where a guest was seen to boot with it, software emulation elsewhere. */
    AUTO,
    KVM,
    EMULATION
  }

  /** Which clock a guest follows. */
  public enum ClockChoice {
    /** Real time with KVM, counted instructions under software emulation. */
    AUTO,
    REAL,
    INSTRUCTIONS
  }
}
