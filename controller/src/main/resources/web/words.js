// Numbers, times and commits in words.

import { h } from "./dom.js";

const MINUS = "\u2212";

/** A number with a precision that fits its size. */
export function number(value, digits) {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  const decimals = digits ?? (size >= 1000 || Number.isInteger(value) ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
  return value
    .toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .replace("-", MINUS);
}

/** A probability: never rounded to certainty. */
export function probability(value) {
  if (value < 0.001) return "< 0.1 %";
  if (value > 0.9999) return "> 99.99 %";
  const percent = value * 100;
  return `${percent.toFixed(percent >= 99 ? 2 : percent >= 10 ? 0 : 1)} %`;
}

/** A forecast's probability: no finer than a forecast is. */
export function chance(value) {
  if (value < 0.01) return "under 1 %";
  return value > 0.99 ? "over 99 %" : `${Math.round(value * 100)} %`;
}

/** A signed relative change. */
export function change(fraction) {
  const percent = (Math.abs(fraction) * 100).toFixed(Math.abs(fraction) < 0.001 ? 2 : 1);
  return `${fraction < 0 ? MINUS : "+"}${percent} %`;
}

/** A change with its interval, or words for its absence. */
export function effect(value) {
  return value ? `${change(value.fraction)} (95 % interval ${interval(value)})` : "not known yet";
}

/** The interval of a change. */
export function interval(value) {
  return `${change(value.low)} to ${change(value.high)}`;
}

/** Seconds as a length of time. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Seconds that nobody knows so exactly. */
export function roughly(seconds) {
  if (seconds < 90) return `about ${Math.max(10, Math.ceil(seconds / 10) * 10)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

export function bytes(value) {
  if (value === null || value === undefined) return "";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let rest = value;
  let unit = 0;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${rest.toFixed(rest < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export function capital(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : "";
}

function relative(instant) {
  const seconds = (Date.now() - Date.parse(instant)) / 1000;
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${plural(Math.floor(seconds / 86400), "day")} ago`;
}

/** When something happened, as long ago; the title has the time itself. */
export function when(instant) {
  return h("time", { datetime: instant, title: instant, "data-relative": true }, relative(instant));
}

/** Since when something goes on. */
export function since(instant) {
  return h("time", { datetime: instant, title: `since ${instant}`, "data-since": true }, sinceWords(instant));
}

function sinceWords(instant) {
  return duration(Math.max(0, Math.floor((Date.now() - Date.parse(instant)) / 1000)));
}

/** Keeps all such times on the page true. */
export function keepTimesTrue() {
  setInterval(() => {
    for (const time of document.querySelectorAll("time[data-relative]")) {
      time.textContent = relative(time.dateTime);
    }
    for (const time of document.querySelectorAll("time[data-since]")) {
      time.textContent = sinceWords(time.dateTime);
    }
  }, 1000);
}

/** The first digits of a commit's id. */
export function short(id) {
  return id.slice(0, 12);
}

/** A commit: id and subject. */
export function commit(value) {
  if (!value) return h("span", { class: "quiet" }, "\u2013");
  return h(
    "span",
    { class: "commit" },
    h("code", { title: value.id }, short(value.id)),
    " ",
    h("span", { class: "subject" }, value.subject),
  );
}

/** The culprits that were proved, each with its part of the change. */
export function culprits(view) {
  const { ending } = view;
  if (ending?.kind !== "culprit") return [];
  const [found] = ending.commits;
  return [{ commit: found, confidence: ending.confidence, effect: ending.effect, share: ending.share, proof: ending.proof }, ...ending.others];
}

const ENDINGS = {
  culprit: ["Culprit found", "good"],
  suspects: ["Narrowed down", "warn"],
  "not reproduced": ["Not reproduced", "warn"],
  "environment shift": ["The environment shifted", "warn"],
  "below noise floor": ["Below the noise", "warn"],
  gradual: ["Bit by bit", "warn"],
  exhausted: ["Budget used up", "warn"],
  cancelled: ["Cancelled", "off"],
  failed: ["Failed", "bad"],
};

/** A state in one or two words, with the colour that it is shown in. */
export function stateWords(state, phase, kind, others = 0) {
  if (state === "RUNNING") return [capital(phase) || "Running", "live"];
  if (state === "CANCELLED") return ENDINGS.cancelled;
  if (state === "FAILED") return ENDINGS.failed;
  if (kind === "culprit" && others > 0) return [`${others + 1} culprits found`, "good"];
  return ENDINGS[kind] ?? ["Concluded", "warn"];
}

export function badge([words, colour]) {
  return h("span", { class: `badge ${colour}` }, words);
}
