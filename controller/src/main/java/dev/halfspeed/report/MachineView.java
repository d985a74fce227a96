package dev.halfspeed.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine of the lab as people see it.
 *
 * @param state ready, busy, unusable (something is missing), unreachable, not connected
 * @param problem why it can't be used, and what to do; absent where it can
 * @param doing what runs there now
 */
public record MachineView(
    String name,
    String address,
    List<String> roles,
    String boot,
    String state,
    @Nullable String problem,
    @Nullable Instant seenAt,
    @Nullable Integer cores,
    @Nullable Long memoryBytes,
    @Nullable Long diskFreeBytes,
    @Nullable String operatingSystem,
    Map<String, String> tools,
    String acceleration,
    List<BisectionView.Activity> doing) {}
