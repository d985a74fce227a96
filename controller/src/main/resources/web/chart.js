// Every sample as a dot: commits from good (left) to bad (right), the metric upwards. Below, how
// probable each commit is to be the culprit.

import { h, s } from "./dom.js";
import { capital, culprits, number, probability, short } from "./words.js";

const HEIGHT = 380;
const PLOT = { left: 76, right: 18, top: 22, bottom: 248 };
const BARS = { top: 272, bottom: 336 };
const PURPOSES = ["calibration", "search", "drift", "proof", "revert"];
const NEAR = 26;
const REVERT = Infinity;
const REVERT_ROOM = 64;

/** The chart with its legend, and the tooltip's place; drawn by {@link Chart#draw}. */
export class Chart {
  constructor() {
    this.tip = h("div", { class: "tip", hidden: true });
    this.canvas = s("svg", { class: "chart", role: "img", height: HEIGHT });
    this.frame = h("div", { class: "chart-frame" }, this.canvas, this.tip);
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerdown", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => (this.tip.hidden = true));
    new ResizeObserver(() => this.view && this.draw(this.view)).observe(this.frame);
  }

  draw(view) {
    this.view = view;
    const width = Math.max(300, this.frame.clientWidth || 900);
    const model = modelOf(view, width);
    this.model = model;
    this.canvas.setAttribute("width", width);
    this.canvas.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.canvas.setAttribute("aria-label", summary(view));
    this.canvas.replaceChildren(
      ...grid(view, model, width),
      ...posterior(view, model),
      ...skips(model),
      ...culpritLines(view, model, width),
      ...model.dots.map(dot),
      ...means(view, model, width),
      s("circle", { class: "ring", r: 8, cx: -20, cy: -20 }),
    );
    if (!this.tip.hidden && this.lastPoint) this.point(this.lastPoint);
  }

  point(event) {
    this.lastPoint = { clientX: event.clientX, clientY: event.clientY };
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    let best = null;
    let distance = NEAR;
    for (const candidate of this.model.dots) {
      const apart = Math.hypot(candidate.x - x, candidate.y - y);
      if (apart < distance) {
        best = candidate;
        distance = apart;
      }
    }
    const ring = this.canvas.querySelector(".ring");
    ring?.setAttribute("cx", best ? best.x : -20);
    ring?.setAttribute("cy", best ? best.y : -20);
    const lines = best ? sampleWords(best.sample, this.view) : columnWords(x, this.model, this.view);
    this.tip.hidden = lines === null;
    if (lines === null) return;
    this.tip.replaceChildren(...lines);
    const left = Math.min(Math.max(8, x + 14), box.width - this.tip.offsetWidth - 8);
    const above = y - this.tip.offsetHeight - 14;
    this.tip.style.left = `${Math.max(8, left)}px`;
    this.tip.style.top = `${above > 0 ? above : y + 18}px`;
  }
}

/** What the colours and shapes mean, for those that occur. */
export function legend(view) {
  const used = new Set(view.samples.map(purposeOf));
  const skipped = skippedCommits(view).size > 0;
  return h(
    "ul",
    { class: "legend" },
    PURPOSES.filter((purpose) => used.has(purpose)).map((purpose) =>
      h("li", {}, s("svg", { width: 14, height: 14, "aria-hidden": true }, mark(purpose, 7, 7)), capital(purpose)),
    ),
    skipped
      ? h("li", {}, s("svg", { width: 14, height: 14, "aria-hidden": true }, cross(7, 7)), "Skipped: no kernel to measure")
      : null,
    view.samples.some((sample) => sample.disturbance)
      ? h("li", {}, s("svg", { width: 14, height: 14, "aria-hidden": true }, disturbed(7, 7)), "Disturbed: no evidence")
      : null,
    h("li", {}, s("svg", { width: 14, height: 14, "aria-hidden": true }, s("rect", { class: "bar", x: 3, y: 2, width: 8, height: 12 })), "Probability of being the culprit"),
  );
}

function modelOf(view, width) {
  const last = Math.max(1, view.request.candidates) - 1;
  const reverts = view.samples.some((sample) => sample.role === "revert");
  const left = PLOT.left + 14;
  const right = width - PLOT.right - 14;
  const step = (right - (reverts ? REVERT_ROOM : 0) - left) / (last + 1);
  const xOf = (position) => (position === REVERT ? right - 8 : left + (position + 1) * step);
  const positionOf = (sample) => {
    if (sample.role === "good end") return -1;
    if (sample.role === "revert") return REVERT;
    return sample.commit.index ?? (sample.role === "bad end" ? last : null);
  };
  const values = view.samples.map((sample) => sample.value);
  const y = scale(values);
  const yOf = (value) => PLOT.bottom - ((value - y.low) / (y.high - y.low)) * (PLOT.bottom - PLOT.top);
  const columns = new Map();
  for (const sample of view.samples) {
    const position = positionOf(sample);
    if (position === null) continue;
    if (!columns.has(position)) columns.set(position, []);
    columns.get(position).push(sample);
  }
  const dots = [];
  for (const [position, samples] of columns) {
    const spread = Math.min(Math.max(step * 0.7, 4), 5 * (samples.length - 1));
    samples.forEach((sample, nth) => {
      const aside = samples.length > 1 ? (nth / (samples.length - 1) - 0.5) * spread : 0;
      dots.push({ sample, x: xOf(position) + aside, y: yOf(sample.value), purpose: purposeOf(sample) });
    });
  }
  return { last, reverts, step, left, xOf, yOf, y, dots, commits: knownCommits(view), skipped: skippedCommits(view) };
}

/** Bounds and ticks that hold all values with some air. */
function scale(values) {
  if (values.length === 0) return { low: 0, high: 1, ticks: [] };
  const least = Math.min(...values);
  const most = Math.max(...values);
  const span = most - least || Math.abs(most) * 0.1 || 1;
  const low = Math.max(least - span * 0.15, least >= 0 ? 0 : -Infinity);
  const high = most + span * 0.12;
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const stepSize = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw);
  const ticks = [];
  for (let tick = Math.ceil(low / stepSize) * stepSize; tick <= high; tick += stepSize) ticks.push(tick);
  const decimals = Math.max(0, -Math.floor(Math.log10(stepSize)) + (stepSize / power === 2.5 ? 1 : 0));
  return { low, high, ticks, decimals };
}

function grid(view, model, width) {
  const right = width - PLOT.right;
  const unit = view.request.metricUnit && view.request.metricUnit !== view.request.metric ? `, ${view.request.metricUnit}` : "";
  const parts = [
    s("text", { class: "axis-name", x: 8, y: 13 }, `${view.request.metric}${unit} (${view.request.higherIsBetter ? "higher" : "lower"} is better)`),
  ];
  for (const tick of model.y.ticks) {
    const y = model.yOf(tick);
    parts.push(s("line", { class: "grid", x1: PLOT.left, x2: right, y1: y, y2: y }));
    parts.push(s("text", { class: "tick end", x: PLOT.left - 8, y: y + 4 }, number(tick, model.y.decimals)));
  }
  parts.push(s("line", { class: "axis", x1: PLOT.left, x2: right, y1: PLOT.bottom, y2: PLOT.bottom }));
  parts.push(s("line", { class: "axis", x1: PLOT.left, x2: right, y1: BARS.bottom, y2: BARS.bottom }));
  for (const position of xTicks(model, right - PLOT.left)) {
    parts.push(s("text", { class: "tick middle", x: model.xOf(position), y: BARS.bottom + 16 }, position + 1));
  }
  parts.push(s("text", { class: "tick middle strong", x: model.xOf(-1), y: BARS.bottom + 16 }, "good"));
  parts.push(s("text", { class: "tick middle strong", x: model.xOf(model.last), y: BARS.bottom + 16 }, "bad"));
  if (model.reverts) {
    parts.push(s("text", { class: "tick strong middle", x: model.xOf(REVERT), y: BARS.bottom + 16 }, "revert"));
  }
  parts.push(s("text", { class: "axis-name middle", x: (PLOT.left + right) / 2, y: HEIGHT - 6 }, "commits in the range, good to bad"));
  return parts;
}

/** The mean of each end, above the dots so that it can be read. */
function means(view, model, width) {
  const right = width - PLOT.right;
  const parts = [];
  for (const [role, words] of [["good end", "good"], ["bad end", "bad"]]) {
    const values = view.samples.filter((sample) => sample.role === role && !sample.disturbance).map((sample) => sample.value);
    if (values.length === 0) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const y = model.yOf(mean);
    parts.push(s("line", { class: `mean ${words}`, x1: PLOT.left, x2: right, y1: y, y2: y }));
    const atGood = role === "good end";
    parts.push(
      s("text", { class: `mean-name ${words} ${atGood ? "end" : ""}`, x: atGood ? right : PLOT.left + 4, y: y - 6 }, `mean of the ${words} end ${number(mean)}`),
    );
  }
  return parts;
}

function xTicks(model, width) {
  const room = Math.max(2, Math.floor(width / 80));
  const raw = (model.last + 1) / room;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, raw)));
  const size = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw) ?? 1;
  const ticks = [];
  for (let tick = size; tick <= model.last; tick += size) {
    const x = model.xOf(tick - 1);
    if (x - model.xOf(-1) > 38 && model.xOf(model.last) - x > 34) ticks.push(tick - 1);
  }
  return ticks;
}

function posterior(view, model) {
  const top = Math.max(...view.suspects.map((suspect) => suspect.probability), 0);
  if (top <= 0) {
    return [s("text", { class: "tick", x: PLOT.left + 6, y: BARS.bottom - 8 }, "probabilities come once both ends are measured")];
  }
  const width = Math.max(1.5, Math.min(18, model.step * 0.72));
  const bars = view.suspects
    .filter((suspect) => suspect.commit.index !== null && suspect.probability > top / 200)
    .map((suspect) => {
      const height = (suspect.probability / top) * (BARS.bottom - BARS.top);
      return s("rect", { class: "bar", x: model.xOf(suspect.commit.index) - width / 2, y: BARS.bottom - height, width, height });
    });
  return [
    s("text", { class: "tick end", x: PLOT.left - 8, y: BARS.top + 8 }, probability(top)),
    s("text", { class: "tick end", x: PLOT.left - 8, y: BARS.bottom + 1 }, "0"),
    ...bars,
  ];
}

function skips(model) {
  return [...model.skipped.keys()].map((index) => cross(model.xOf(index), PLOT.bottom - 9));
}

/** Names of culprits that are nearer to each other stand one below the other. */
const NAME_WIDTH = 70;

function culpritLines(view, model, width) {
  const found = culprits(view)
    .map((one) => one.commit.index)
    .filter((index) => index !== null && index !== undefined)
    .map((index) => model.xOf(index));
  return found
    .map((x, nth) => {
      const beside = found.slice(0, nth).filter((other) => Math.abs(other - x) < NAME_WIDTH).length;
      const toLeft = x > width / 2;
      return [
        s("line", { class: "culprit-line", x1: x, x2: x, y1: PLOT.top, y2: BARS.bottom }),
        s("text", { class: `culprit-name ${toLeft ? "end" : ""}`, x: toLeft ? x - 6 : x + 6, y: PLOT.top + 10 + 14 * beside }, found.length > 1 ? `culprit ${nth + 1}` : "culprit"),
      ];
    })
    .flat();
}

function dot({ sample, x, y, purpose }) {
  return sample.disturbance ? disturbed(x, y) : mark(purpose, x, y);
}

/** What is no evidence is only an outline. */
function disturbed(x, y) {
  return s("circle", { class: "dot disturbed", cx: x, cy: y, r: 4 });
}

/** Told apart by shape as well as by colour. */
function mark(purpose, x, y) {
  const known = `dot ${purpose}`;
  if (purpose === "calibration") return s("circle", { class: known, cx: x, cy: y, r: 4 });
  if (purpose === "drift") return s("path", { class: known, d: `M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z` });
  if (purpose === "proof") return s("path", { class: known, d: `M${x} ${y - 5.5}l5.4 9.5h-10.8z` });
  if (purpose === "revert") return s("rect", { class: known, x: x - 4, y: y - 4, width: 8, height: 8 });
  return s("circle", { class: known, cx: x, cy: y, r: 4.5 });
}

function cross(x, y) {
  return s("path", { class: "skip", d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` });
}

function purposeOf(sample) {
  return String(sample.purpose).toLowerCase();
}

function knownCommits(view) {
  const known = new Map();
  const all = [
    ...view.suspects.map((suspect) => suspect.commit),
    ...view.samples.map((sample) => sample.commit),
    ...view.attempts.map((attempt) => attempt.commit),
    ...view.steps.map((step) => step.commit),
  ];
  for (const commit of all) {
    if (commit && commit.index !== null) known.set(commit.index, commit);
  }
  return known;
}

/** Commits that gave no number, with the reason. */
export function skippedCommits(view) {
  const skipped = new Map();
  for (const attempt of view.attempts) {
    if (attempt.commit && attempt.commit.index !== null && ["unbuildable", "unbootable", "reproducer failed"].includes(attempt.outcome)) {
      skipped.set(attempt.commit.index, attempt);
    }
  }
  for (const sample of view.samples) skipped.delete(sample.commit.index);
  return skipped;
}

function sampleWords(sample, view) {
  return [
    h("strong", {}, `${number(sample.value)} ${view.request.metricUnit}`),
    h("div", {}, h("code", {}, short(sample.commit.id)), " ", sample.commit.subject),
    h("div", { class: "quiet" }, `${sample.role} · ${purposeOf(sample)} · boot ${sample.boot}, run ${sample.run} · ${sample.machine}`),
    sample.disturbance ? h("div", {}, `no evidence: ${sample.disturbance}`) : null,
  ].filter((line) => line);
}

function columnWords(x, model, view) {
  const position = Math.round((x - model.left) / model.step - 1);
  if (position < 0 || position > model.last) return null;
  const commit = model.commits.get(position);
  const suspect = view.suspects.find((one) => one.commit.index === position);
  const skip = model.skipped.get(position);
  return [
    h("div", {}, commit ? [h("code", {}, short(commit.id)), " ", commit.subject] : `Commit ${position + 1} of ${model.last + 1}`),
    suspect ? h("div", {}, `culprit with probability ${probability(suspect.probability)}`) : null,
    skip ? h("div", {}, `${skip.outcome}: ${skip.message}`) : null,
  ].filter((line) => line);
}

function summary(view) {
  const count = view.samples.length;
  return `${count} samples of ${view.request.metric} over ${view.request.candidates} commits; the table of samples below has every value`;
}
