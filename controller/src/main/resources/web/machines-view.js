// How a machine's state is shown, on more than one page.

import { badge, capital } from "./words.js";

const COLOURS = { ready: "good", busy: "live", unreachable: "bad" };

export function machineBadge(machine) {
  return badge([capital(machine.state), COLOURS[machine.state] ?? "off"]);
}
