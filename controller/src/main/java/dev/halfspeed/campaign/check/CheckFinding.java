package dev.halfspeed.campaign.check;

import dev.halfspeed.health.AaTest;
import dev.halfspeed.health.Comparison;
import dev.halfspeed.health.Noise;
import dev.halfspeed.work.BootWay;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a check.
 *
 * @param noise of its boots
 * @param same the A/A comparison; absent where it was not made
 * @param drift the comparison with the check before; absent for a whole check
 * @param resolvable the smallest loss that a usual bisection there resolves; absent: none
 * @param way how the machine booted
 * @param facts what it was, by name, for comparing
 */
record CheckFinding(
    Noise noise,
    @Nullable AaTest same,
    @Nullable Comparison drift,
    @Nullable Double resolvable,
    BootWay way,
    Map<String, String> facts) {}
