package dev.halfspeed.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What else happened on a machine during one run, by the counters of its kernel: of the host where
 * the run was in a guest, of the kernel under test where the machine booted that itself.
 *
 * @param elapsed what the parts below are parts of
 * @param cpus online at the end of the run
 * @param others part of the CPUs' time, from 0 to 1, that went to processes which do not belong to
 *     Halfspeed's jobs; kernel threads work for whoever and are nobody's
 * @param steal part of the CPUs' time, from 0 to 1, that the hypervisor gave to other machines
 * @param cpuPressure part of the time in which a process waited for a CPU, those of the job
 *     included (PSI, "some"); absent where the kernel does not tell, likewise the next two
 * @param ioPressure the same for storage
 * @param memoryPressure the same for memory
 * @param frequency of the CPUs at the end of the run, as a part of their highest; absent where the
 *     machine does not tell
 * @param throttled part of the time for which the hottest CPU was slowed down by heat; absent where
 *     the kernel does not tell
 * @param throttleEvents how often CPUs were slowed down by heat; absent where the machine does not
 *     tell
 * @param realTime whether the run's clock is that of the machine; where it counts instructions
 *     instead, nothing of all this reaches the numbers
 */
public record MachineLoad(
    Duration elapsed,
    int cpus,
    double others,
    double steal,
    @Nullable Double cpuPressure,
    @Nullable Double ioPressure,
    @Nullable Double memoryPressure,
    @Nullable Double frequency,
    @Nullable Double throttled,
    @Nullable Long throttleEvents,
    boolean realTime) {}
