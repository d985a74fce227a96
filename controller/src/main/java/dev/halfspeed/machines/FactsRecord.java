package dev.halfspeed.machines;

import dev.halfspeed.worker.protocol.Result;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a machine was and had when it was last looked at, as the store keeps it.
 *
 * @param architecture as {@code uname -m} says it
 * @param tools versions by name; those that are missing are absent
 * @param kvm whether a guest was seen to boot with KVM; absent: nobody had tried
 * @param kvmExplanation how that is known, one sentence
 * @param cpuGovernor what chooses the processor's frequency; absent where that is not known
 */
public record FactsRecord(
    String hostname,
    String architecture,
    String cpuModel,
    int cores,
    long memoryBytes,
    long diskFreeBytes,
    long diskTotalBytes,
    String operatingSystem,
    String kernelRelease,
    Map<String, String> tools,
    @Nullable Boolean kvm,
    String kvmExplanation,
    String workerVersion,
    @Nullable String cpuGovernor) {

  /** Converts what a worker found. */
  static FactsRecord of(Result.Facts facts) {
    return new FactsRecord(
        facts.hostname(),
        facts.architecture(),
        facts.cpuModel(),
        facts.cores(),
        facts.memoryBytes(),
        facts.diskFreeBytes(),
        facts.diskTotalBytes(),
        facts.operatingSystem(),
        facts.kernelRelease(),
        facts.tools(),
        facts.kvm(),
        facts.kvmExplanation(),
        facts.workerVersion(),
        facts.cpuGovernor());
  }

  /** Converts it back to the message. */
  public Result.Facts facts() {
    return new Result.Facts(
        hostname,
        architecture,
        cpuModel,
        cores,
        memoryBytes,
        diskFreeBytes,
        diskTotalBytes,
        operatingSystem,
        kernelRelease,
        tools,
        kvm,
        kvmExplanation,
        workerVersion,
        cpuGovernor);
  }
}
