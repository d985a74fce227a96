// How a machine's state is shown, on more than one page.

import { h } from "./dom.js";
import { badge, capital, change, interval, number, plural, when } from "./words.js";

const COLOURS = { ready: "good", busy: "live", disturbed: "warn", unreachable: "bad", quarantined: "bad" };

export function machineBadge(machine) {
  return badge([capital(machine.state), COLOURS[machine.state] ?? "off"]);
}

/** Whether a machine gets no new work. */
export function isBarred(machine) {
  return machine.standing.state === "quarantined" || machine.standing.state === "drained";
}

/** Whether it may be given work, since when and why. */
export function standing(machine) {
  const { state, reason, since } = machine.standing;
  return [capital(state), since ? [" ", when(since)] : null, reason ? ` \u2013 ${reason}` : null];
}

function percent(fraction) {
  return `${number(fraction * 100, fraction < 0.01 ? 2 : 1)} %`;
}

function deviation(value) {
  return `${percent(value.fraction)} (95 %: ${percent(value.low)} to ${percent(value.high)})`;
}

/** What its last whole check found, as pairs of names and values. */
export function figures(machine) {
  const check = machine.lastCheck;
  if (!check) return [["Noise", "not measured yet"]];
  return [
    ["Noise between boots", check.noise ? `${deviation(check.noise)}, ${plural(check.samples.length, "boot")}` : null],
    ["Noise within a boot", check.within ? deviation(check.within) : null],
    ...check.comparisons.map((one) => [`A/A: ${one.what}`, `${change(one.change.fraction)} (95 %: ${interval(one.change)})`]),
    ["Finds losses from", check.resolvable !== null ? percent(check.resolvable) : null],
    ["Checked", check.endedAt ? h("span", {}, when(check.endedAt), ` with ${check.recipe}, check ${check.id}`) : null],
  ];
}
