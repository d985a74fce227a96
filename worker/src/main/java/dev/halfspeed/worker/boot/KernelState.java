package dev.halfspeed.worker.boot;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The state of a running kernel that can fake a regression, in few words. */
final class KernelState {
  private static final String VULNERABILITY = "vulnerability_";
  private static final Pattern PREEMPTION = Pattern.compile("\\bPREEMPT(_\\w+)?\\b");
  private static final Pattern CHOSEN = Pattern.compile("\\[([^]]+)]");

  private KernelState() {}

  /**
   * Joins the mitigations into one value, keeps of a choice only what is chosen, and adds the
   * preemption mode that the kernel was built with.
   */
  static Map<String, String> condensed(Map<String, String> raw) {
    var state = new TreeMap<String, String>();
    var mitigations = new TreeMap<String, String>();
    raw.forEach((name, value) -> {
      if (name.startsWith(VULNERABILITY)) {
        mitigations.put(name.substring(VULNERABILITY.length()), value);
      } else {
        state.put(name, name.equals("transparent_hugepage") ? chosen(value) : value);
      }
    });
    mitigations.values().removeIf("Not affected"::equals);
    if (!mitigations.isEmpty()) {
      state.put(
          "mitigations",
          String.join(
              "; ",
              mitigations.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList()));
    }
    Matcher preemption = PREEMPTION.matcher(raw.getOrDefault("version", ""));
    state.put("preempt", preemption.find() ? preemption.group() : "PREEMPT_NONE");
    return state;
  }

  private static String chosen(String choices) {
    Matcher chosen = CHOSEN.matcher(choices);
    return chosen.find() ? chosen.group(1) : choices;
  }
}
