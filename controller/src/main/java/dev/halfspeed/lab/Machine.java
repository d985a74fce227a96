package dev.halfspeed.lab;

import dev.halfspeed.health.DisturbanceLimits;
import dev.halfspeed.worker.protocol.BootPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
 * @param patience how many times the usual time is waited for a connection and for an answer
 * @param checkAgain when it is checked again after a whole check; absent: never by itself
 * @param jumps the jump hosts that lead there, the first one first; none: it is reached directly
 * @param disturbance from when on what else happens there disturbs a run
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
    @Nullable Path runtime,
    int patience,
    @Nullable CheckAgain checkAgain,
    List<SshHost> jumps,
    DisturbanceLimits disturbance) {
  public Machine {
    if (patience < 1) {
      throw new IllegalArgumentException("patience is at least 1, not " + patience);
    }
    roles = Set.copyOf(roles);
    jumps = List.copyOf(jumps);
  }

  /** One that is not checked again by itself. */
  public Machine(
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
    this(
        name,
        host,
        port,
        user,
        key,
        knownHosts,
        roles,
        boot,
        directory,
        runtime,
        1,
        null,
        List.of(),
        DisturbanceLimits.DEFAULT);
  }

  /**
   * Where it is, for people. The same private address behind another jump host is another machine.
   */
  public String address() {
    String address = user + "@" + host + ":" + port;
    return jumps.isEmpty()
        ? address
        : address
            + " through "
            + jumps.stream().map(SshHost::address).collect(Collectors.joining(", "));
  }

  /** Its own sshd. */
  public SshHost ssh() {
    return new SshHost(host, port, user, key, knownHosts);
  }

  /**
   * When a machine is checked again: whatever comes first since it was checked last.
   *
   * @param jobs that ended on it
   */
  public record CheckAgain(Duration after, int jobs) {
    /** Once a day, and after a long bisection. */
    public static final CheckAgain DEFAULT = new CheckAgain(Duration.ofHours(24), 200);
  }

  /** What a machine may be used for. */
  public enum Role {
    BUILD,
    TEST
  }

  /**
   * How images are booted there: as QEMU guests, or by the machine itself.
   *
   * @param cpus virtual CPUs of a guest; 0: as many as fit the clock and the machine
   * @param memoryBytes of a guest; 0: as much as suits the machine
   * @param nodes NUMA nodes of a guest
   * @param guests guests at once; 0: one, or with a clock that counts instructions one a core
   * @param own how the machine boots images itself; absent: it starts guests
   */
  public record Boot(
      AccelerationChoice acceleration,
      ClockChoice clock,
      int cpus,
      long memoryBytes,
      int nodes,
      int guests,
      List<String> kernelArguments,
      Duration deadline,
      @Nullable Own own) {
    /** What suits most machines, found out on the machine. */
    public static final Boot DEFAULT =
        new Boot(
            AccelerationChoice.AUTO,
            ClockChoice.AUTO,
            0,
            0,
            1,
            0,
            List.of(),
            Duration.ofMinutes(2),
            null);

    public Boot {
      kernelArguments = List.copyOf(kernelArguments);
    }
  }

  /**
   * How a machine boots images itself. The commands are shell command lines.
   *
   * @param power run where the controller is: has the machine start anew, with the kernel that is
   *     its persistent default, whatever it hangs in
   * @param console run where the controller is: prints what the machine has printed on its console,
   *     since its last start or for longer; absent: nobody listens
   * @param initramfs run on the machine: makes the initramfs $1 for the release $2; absent: images
   *     need none
   * @param downDeadline from the request to reboot until the running system is gone
   */
  public record Own(
      BootPlan.Method method,
      String power,
      @Nullable String console,
      @Nullable String initramfs,
      Duration downDeadline) {}

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
