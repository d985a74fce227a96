package dev.halfspeed.bisect;

import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what workers answered to the jobs of one bisection, each answer once: every decision asks
 * for all of them, and none ever changes. Used by one thread.
 */
final class JobResults {
  private final Map<String, Result> known = new HashMap<>();

  /** The result that this JSON holds. */
  Result of(String json) {
    return known.computeIfAbsent(json, JobResults::read);
  }

  private static Result read(String json) {
    return Protocol.read(json, Result.class);
  }
}
