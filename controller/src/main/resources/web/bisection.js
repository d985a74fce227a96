import { h, s, show } from "./dom.js";
import { badge, capital, chance, change, commit, culprits, duration, effect, interval, keepTimesTrue, number, plural, probability, roughly, short, since, stateWords, when } from "./words.js";
import { ask, follow, troubleNotice } from "./server.js";
import { Chart, legend } from "./chart.js";

const PHASES = ["checking", "calibrating", "searching", "proving", "done"];
const SUSPECTS_SHOWN = 12;
const CLEARLY = 0.2;
/** Below this part of the whole change there is something left to find. */
const WHOLE = 0.7;
const main = document.getElementById("main");
const id = decodeURIComponent(location.pathname.split("/")[2]);
const chart = new Chart();
const parts = Object.fromEntries(
  ["head", "answer", "progress", "now", "plot", "proof", "suspects", "time", "samples", "differences", "steps", "attempts", "request"].map((name) => [name, h("section", { id: name })]),
);
let latest = null;
let waiting = false;
let trouble = null;

function changed(view) {
  if (latest === null) {
    main.replaceChildren(
      parts.head,
      parts.answer,
      parts.progress,
      parts.now,
      parts.plot,
      h("div", { class: "columns" }, parts.suspects, h("div", {}, parts.proof, parts.time)),
      parts.samples,
      parts.differences,
      parts.steps,
      parts.attempts,
      parts.request,
    );
  }
  latest = view;
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw(latest);
  });
}

function draw(told) {
  const view = { ...told, suspects: believed(told) };
  const [words] = stateWords(view.state, view.progress.phase, view.ending?.kind, view.ending?.others.length);
  document.title = `${words} · ${view.request.metric} · Halfspeed`;
  show(parts.head, head(view));
  show(parts.answer, answer(view));
  show(parts.progress, progress(view));
  show(parts.now, now(view));
  plot(view);
  show(parts.proof, proof(view));
  show(parts.suspects, suspects(view));
  show(parts.time, time(view));
  show(parts.samples, samples(view));
  show(parts.differences, differences(view));
  show(parts.steps, steps(view));
  show(parts.attempts, attempts(view));
  show(parts.request, request(view));
}

/** The search for a further culprit speaks of that one alone: those that were found stay suspects. */
function believed(view) {
  const found = culprits(view);
  if (found.length < 2) return view.suspects;
  const ids = new Set(found.map((one) => one.commit.id));
  return [...found.map((one) => ({ commit: one.commit, probability: one.confidence })), ...view.suspects.filter((one) => !ids.has(one.commit.id))];
}

/** A campaign by its id: comparisons' begin with a k, all others are bisections. */
function campaign(other) {
  return h("a", { href: `/${other.startsWith("k") ? "comparisons" : "bisections"}/${encodeURIComponent(other)}` }, other);
}

function head(view) {
  const running = view.state === "RUNNING";
  return [
    h("p", { class: "crumbs quiet small" }, h("a", { href: "/" }, "Bisections"), " / ", view.id),
    h(
      "div",
      { class: "row spread" },
      h("h1", {}, `${view.request.metric} of ${view.request.recipe}`),
      h(
        "div",
        { class: "row" },
        view.ending ? h("a", { class: "button", href: `/api/v1/bisections/${encodeURIComponent(id)}/report` }, "Report") : null,
        running ? h("button", { type: "button", class: "danger", onclick: cancel }, "Cancel") : null,
      ),
    ),
    h(
      "p",
      { class: "quiet" },
      "Started ",
      when(view.createdAt),
      view.owner ? ` by ${view.owner}` : null,
      view.origin.parent ? [", after ", campaign(view.origin.parent)] : null,
      running ? null : [", took ", duration(view.time.elapsed)],
    ),
    trouble ? troubleNotice(trouble) : null,
  ].flat();
}

async function cancel() {
  if (!confirm("End this bisection and everything that runs for it? What was measured is kept.")) return;
  try {
    trouble = null;
    await ask(`/api/v1/bisections/${encodeURIComponent(id)}/cancel`, {});
  } catch (failure) {
    trouble = failure;
  }
  draw(latest);
}

function answer(view) {
  const state = stateWords(view.state, view.progress.phase, view.ending?.kind, view.ending?.others.length);
  return h("div", { class: `card answer ${state[1]}` }, badge(state), view.ending ? ended(view) : running(view));
}

function running(view) {
  const { progress } = view;
  const best = view.suspects[0];
  const lines = {
    checking: ["Checking the request and the machines"],
    calibrating: ["Measuring both ends", "How much do boots differ, and how large is the change? The search begins when both are known."],
    searching: [`${plural(progress.remaining, "suspect")} left of ${plural(view.request.candidates, "commit")}`],
    proving: ["Measuring the culprit against its parent, afresh"],
    done: ["Writing the conclusion"],
  }[progress.phase] ?? [capital(progress.phase)];
  return [
    h("p", { class: "headline" }, lines[0]),
    progress.forecast ? h("p", {}, ahead(progress.forecast, view.request.maximumBoots)) : null,
    lines[1] ? h("p", {}, lines[1]) : null,
    best && best.probability > CLEARLY && ["searching", "proving"].includes(progress.phase)
      ? h("p", {}, `Most probable (${probability(best.probability)}): `, commit(best.commit))
      : null,
  ];
}

/** What is ahead, for somebody in a hurry. */
function ahead(forecast, budget) {
  const boots = plural(Math.max(1, Math.round(forecast.boots.expected)), "boot");
  const time = forecast.seconds ? `, ${roughly(forecast.seconds.expected).replace("about ", "")}` : "";
  return `About ${boots}${time} left; ${chance(forecast.success)} to name the culprit within ${plural(budget, "boot")}.`;
}

function ended(view) {
  const { ending } = view;
  const found = culprits(view);
  const several = found.length > 1;
  return [
    found.map((one) => named(view, one)),
    h("p", found.length > 0 ? {} : { class: "headline" }, several ? together(view, found) : ending.words),
    found.length === 0 && ending.effect ? h("p", {}, `Change between the ends: ${effect(ending.effect)}`) : null,
    found.length === 0 && ending.commits.length > 0
      ? h("ol", { class: "plain" }, ending.commits.slice(0, SUSPECTS_SHOWN).map((one) => h("li", {}, commit(one))), ending.commits.length > SUSPECTS_SHOWN ? h("li", { class: "quiet" }, `and ${ending.commits.length - SUSPECTS_SHOWN} more`) : null)
      : null,
  ];
}

function named(view, one) {
  return h(
    "div",
    { class: "culprit" },
    h("p", { class: "headline" }, h("code", {}, short(one.commit.id)), " ", one.commit.subject),
    h("p", { class: "quiet small" }, h("code", { class: "full" }, one.commit.id)),
    h(
      "dl",
      { class: "figures" },
      confidence(view, one.confidence),
      one.effect ? figure(view.request.metric, change(one.effect.fraction), `95 % interval ${interval(one.effect)}`) : null,
      one.share !== null ? figure("Of the whole change", `${Math.round(one.share * 100)} %`) : null,
    ),
  );
}

function confidence(view, stated) {
  const { confidence: asked } = view.request;
  // Rounded down, so that it also reads as less.
  return stated !== null && stated < asked
    ? figure("Confidence", `${(Math.floor(1000 * stated) / 10).toFixed(1)} %`, `less than the ${+(100 * asked).toFixed(3)} % asked for`)
    : figure("Confidence", stated !== null ? probability(stated) : "–");
}

function together(view, found) {
  const whole = found.reduce((sum, one) => sum + one.share, 0);
  return `${found.length} commits of the range have ${seeksImprovement(view) ? "improved it" : "made it worse"}, each proved by fresh boots. Together they explain ${Math.round(whole * 100)} % of the whole change.${whole < WHOLE ? " There is another culprit in the range." : ""}`;
}

function seeksImprovement(view) {
  return view.request.find === "improvement";
}

function figure(name, value, note) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value, note ? h("span", { class: "quiet small" }, note) : null));
}

function progress(view) {
  const { progress } = view;
  const at = view.state === "RUNNING" ? PHASES.indexOf(progress.phase) : PHASES.length;
  return [
    view.state === "RUNNING"
      ? h(
          "ol",
          { class: "phases", "aria-label": "Phases" },
          PHASES.slice(0, -1).map((phase, nth) =>
            h("li", { class: nth < at ? "past" : nth === at ? "present" : "", "aria-current": nth === at ? "step" : null }, capital(phase)),
          ),
        )
      : null,
    h(
      "dl",
      { class: "figures card" },
      figure("Suspects left", progress.remaining.toLocaleString("en"), `of ${view.request.candidates.toLocaleString("en")}`),
      figure("Still unknown", `${number(progress.entropyBits, 1)} bits`),
      figure("Change, good to bad", progress.effect ? change(progress.effect.fraction) : "–", progress.effect ? interval(progress.effect) : "not known yet"),
      figure("Noise between boots", progress.noise !== null ? `${number(progress.noise * 100, 2)} %` : "–"),
      figure(seeksImprovement(view) ? "No improvement at all" : "No regression at all", probability(progress.noRegression)),
      figure("Boots", String(progress.boots), `of at most ${view.request.maximumBoots}`),
      disturbedBoots(view),
      progress.regimes.map((one) =>
        figure(`Changed on ${one.machine}`, change(one.fraction), `from boot ${one.boot} on, whatever is booted`),
      ),
      figure("Builds", String(progress.builds)),
      progress.forecast ? forecastFigures(view, progress.forecast) : null,
    ),
  ].flat();
}

function disturbedBoots(view) {
  const boots = view.attempts.filter((one) => one.outcome === "disturbed").length;
  return boots > 0 ? figure("Disturbed boots", String(boots), "repeated, no evidence") : null;
}

function forecastFigures(view, forecast) {
  const { boots, seconds, machineSeconds, resolvable } = forecast;
  const whole = (value) => String(Math.max(0, Math.round(value)));
  const time = (value) => roughly(value).replace("about ", "");
  const range = (span, words) => `8 of 10: ${words(span.low)} to ${words(span.high)}`;
  return [
    figure("Boots left", `about ${whole(boots.expected)}`, range(boots, whole)),
    figure("Builds left", `about ${whole(forecast.builds)}`),
    figure("Time left", seconds ? roughly(seconds.expected) : "\u2013", seconds ? range(seconds, time) : "not known yet"),
    figure("Machine time left", machineSeconds !== null ? roughly(machineSeconds) : "\u2013"),
    figure("Names the culprit", chance(forecast.success), "within the budget"),
    figure(seeksImprovement(view) ? "Finds gains from" : "Finds losses from", resolvable !== null ? `${number(resolvable * 100, resolvable < 0.01 ? 2 : 1)} %` : "\u2013", "with the boots left"),
  ];
}

function now(view) {
  if (view.state !== "RUNNING") return null;
  return [
    h("h2", {}, "Machines now"),
    view.activities.length === 0
      ? h("p", { class: "quiet" }, "No machine is at work at this moment.")
      : h("ul", { class: "tiles" }, view.activities.map(activity)),
  ];
}

function activity(one) {
  const counted = one.done !== null && one.total;
  return h(
    "li",
    { class: "card", "data-key": `${one.machine} ${one.since}` },
    h("div", { class: "row spread" }, h("strong", {}, one.machine), h("span", { class: "quiet small" }, since(one.since))),
    h("div", {}, capital(one.doing), one.phase ? h("span", { class: "quiet" }, ` · ${one.phase}`) : null, one.done !== null ? h("span", { class: "quiet" }, ` · ${number(one.done)}${one.total ? ` of about ${number(one.total)}` : ""}`) : null),
    one.commit ? h("div", { class: "small" }, commit(one.commit)) : null,
    counted ? h("progress", { value: one.done, max: one.total, "aria-label": one.doing }) : null,
  );
}

function plot(view) {
  const empty = view.samples.length === 0;
  if (!chart.frame.isConnected) {
    parts.plot.append(h("h2", {}, "Every sample"), h("div", { class: "card" }, h("div", {}), chart.frame));
  }
  const card = chart.frame.parentElement;
  show(card.firstElementChild, empty ? h("p", { class: "quiet" }, "The first samples come after the first build and boot.") : legend(view));
  chart.frame.hidden = empty;
  if (!empty) chart.draw(view);
}

function proof(view) {
  const proved = culprits(view).filter((one) => one.proof);
  if (proved.length === 0) return null;
  return [h("h2", {}, proved.length > 1 ? "Proofs" : "Proof"), proved.map((one) => proofOf(view, one.proof, proved.length > 1 ? one.commit : null))];
}

function proofOf(view, shown, which) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rows = [["Parent", shown.parentValues, "parent"], ["Culprit", shown.culpritValues, "culprit"]].filter(([, values]) => values.length > 0);
  return h(
    "div",
    { class: "card" },
    h("p", {}, "Fresh boots of ", which ? commit(which) : "the culprit", " against its parent, not used in the search:"),
    strip(rows),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ""), h("th", { scope: "col", class: "num" }, "Boots"), h("th", { scope: "col", class: "num" }, `Mean ${view.request.metricUnit}`))),
      h("tbody", {}, rows.map(([name, values]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "num" }, values.length), h("td", { class: "num" }, number(mean(values)))))),
    ),
    h("p", { class: "small" }, `Log likelihood ratio ${number(shown.logLikelihoodRatio, 1)}. `, shown.revertRecovered !== null ? `The bad end without this commit gets back ${Math.round(shown.revertRecovered * 100)} % of the loss.` : "The revert was not measured."),
  );
}

function strip(rows) {
  const all = rows.flatMap(([, values]) => values);
  const least = Math.min(...all);
  const span = Math.max(...all) - least || 1;
  const height = rows.length * 26;
  return s(
    "svg",
    { class: "strip", viewBox: `0 0 400 ${height}`, role: "img", "aria-label": "values of the proof" },
    rows.map(([, values, kind], nth) => [
      s("line", { class: "grid", x1: 0, x2: 400, y1: nth * 26 + 13, y2: nth * 26 + 13 }),
      values.map((value) => s("circle", { class: `proof-dot ${kind}`, cx: 12 + ((value - least) / span) * 376, cy: nth * 26 + 13, r: 5 }, s("title", {}, number(value)))),
    ]),
  );
}

function suspects(view) {
  const shown = view.suspects.filter((one, nth) => one.probability > (nth < 3 ? 0 : 0.001)).slice(0, SUSPECTS_SHOWN);
  const others = view.suspects.length - shown.length;
  const top = shown[0]?.probability ?? 1;
  const alike = view.suspects.length > 1 && view.suspects.every((one) => Math.abs(one.probability - top) < top / 1000);
  return [
    h("h2", {}, "Suspects"),
    shown.length === 0 || (alike && view.samples.every((sample) => sample.role !== "candidate"))
      ? h("p", { class: "quiet" }, "Every commit is as suspect as another: none between the ends has been measured yet.")
      : h(
          "div",
          { class: "card flush scroll" },
          h(
            "table",
            { class: "suspects" },
            h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Commit"), h("th", { scope: "col" }, "Probability"))),
            h(
              "tbody",
              {},
              shown.map((one) =>
                h(
                  "tr",
                  { "data-key": one.commit.id },
                  h("td", {}, commit(one.commit)),
                  h("td", { class: "nowrap" }, s("svg", { class: "meter", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": true }, s("rect", { class: "bar", width: Math.max(0.5, (one.probability / top) * 100), height: 8 })), probability(one.probability)),
                ),
              ),
              others > 0 ? h("tr", { class: "quiet", "data-key": "others" }, h("td", { colspan: 2 }, `and ${plural(others, "less probable commit")}`)) : null,
            ),
          ),
        ),
  ];
}

function time(view) {
  const parts = Object.entries(view.time.byKind).filter(([, seconds]) => seconds > 0).sort((one, other) => other[1] - one[1]);
  if (view.time.idle > 0) parts.push(["idle", view.time.idle]);
  const whole = parts.reduce((sum, [, seconds]) => sum + seconds, 0);
  if (whole === 0) return null;
  let from = 0;
  return [
    h("h2", {}, "Where the time went"),
    h(
      "div",
      { class: "card" },
      h("p", { class: "quiet small" }, `${duration(whole)} of machine time in ${duration(view.time.elapsed)}`),
      s(
        "svg",
        { class: "time-bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": true },
        parts.map(([kind, seconds], nth) => {
          const width = (seconds / whole) * 100;
          from += width;
          return s("rect", { class: kind === "idle" ? "part idle" : `part p${nth % 6}`, x: from - width, width, height: 6 });
        }),
      ),
      h(
        "table",
        { class: "compact" },
        h(
          "tbody",
          {},
          parts.map(([kind, seconds], nth) =>
            h(
              "tr",
              { "data-key": kind },
              h("th", { scope: "row" }, s("svg", { class: "swatch", width: 10, height: 10, "aria-hidden": true }, s("rect", { class: kind === "idle" ? "part idle" : `part p${nth % 6}`, width: 10, height: 10 })), capital(kind)),
              h("td", { class: "num" }, duration(seconds)),
              h("td", { class: "num" }, `${((seconds / whole) * 100).toFixed(1)} %`),
            ),
          ),
        ),
      ),
    ),
  ];
}

function samples(view) {
  if (view.samples.length === 0) return null;
  const names = [...new Set(view.samples.flatMap((sample) => Object.keys(sample.metrics)))];
  const disturbed = view.samples.some((sample) => sample.disturbance);
  names.sort((one, other) => (other === view.request.metric) - (one === view.request.metric));
  return folded(
    `All samples (${view.samples.length})`,
    false,
    table(
      ["When", "Commit", "Role", "Purpose", "Machine", ...(disturbed ? ["Disturbed"] : []), "Boot", "Run", ...names],
      [...view.samples].reverse().map((sample) =>
        h(
          "tr",
          { "data-key": `${sample.boot}/${sample.run}` },
          h("td", { class: "nowrap" }, when(sample.at)),
          h("td", {}, commit(sample.commit)),
          h("td", { class: "nowrap" }, sample.role),
          h("td", {}, String(sample.purpose).toLowerCase()),
          h("td", {}, sample.machine),
          disturbed ? h("td", {}, sample.disturbance ? `no evidence: ${sample.disturbance}` : "") : null,
          h("td", { class: "num" }, sample.boot),
          h("td", { class: "num" }, sample.run),
          names.map((name) => h("td", { class: "num" }, number(sample.metrics[name]))),
        ),
      ),
      disturbed ? 6 : 5,
    ),
  );
}

function differences(view) {
  if (view.differences.length === 0) return null;
  return folded(
    `Boots whose kernels were not in the same state (${view.differences.length})`,
    true,
    table(
      ["Machine", "State", "Value", "Boots"],
      view.differences.flatMap((difference, nth) =>
        difference.settings.map((setting, which) =>
          h(
            "tr",
            { "data-key": `${nth}/${which}` },
            h("td", {}, difference.machine),
            h("td", {}, difference.name),
            h("td", {}, setting.value),
            h("td", {}, setting.boots.join(", ")),
          ),
        ),
      ),
    ),
  );
}

function steps(view) {
  if (view.steps.length === 0) return null;
  return folded(
    `Decisions and their reasons (${view.steps.length})`,
    true,
    table(
      ["When", "Machine", "Action", "Commit", "Why"],
      view.steps
        .map((step, nth) =>
          h(
            "tr",
            { "data-key": String(nth) },
            h("td", { class: "nowrap" }, when(step.at)),
            h("td", {}, step.machine),
            h("td", {}, step.action),
            h("td", {}, commit(step.commit)),
            h("td", {}, step.why),
          ),
        )
        .reverse(),
    ),
  );
}

const OUTCOMES = { measured: "good", disturbed: "warn", built: "good", unbuildable: "warn", unbootable: "warn", "reproducer failed": "warn", infrastructure: "bad", cancelled: "off" };

function attempts(view) {
  if (view.attempts.length === 0) return null;
  return folded(
    `Jobs (${view.attempts.length})`,
    true,
    table(
      ["Started", "Job", "Commit", "Machine", "Took", "Outcome", "Log"],
      view.attempts
        .map((one, nth) =>
          h(
            "tr",
            { "data-key": String(nth) },
            h("td", { class: "nowrap" }, when(one.startedAt)),
            h("td", {}, one.kind),
            h("td", {}, commit(one.commit)),
            h("td", {}, one.machine),
            h("td", { class: "nowrap" }, one.endedAt ? duration((Date.parse(one.endedAt) - Date.parse(one.startedAt)) / 1000) : since(one.startedAt)),
            h("td", {}, one.outcome ? badge([one.outcome, OUTCOMES[one.outcome] ?? "off"]) : badge(["running", "live"]), one.message && (one.outcome !== "measured" || one.message.includes("disturbed")) && one.outcome !== "built" ? h("div", { class: "small" }, one.message) : null),
            h("td", {}, h("a", { href: `/api/v1/bisections/${encodeURIComponent(id)}/jobs/${encodeURIComponent(one.job)}/log` }, "log")),
          ),
        )
        .reverse(),
    ),
  );
}

function request(view) {
  const { request } = view;
  const rows = [
    ["Repository", h("code", {}, request.repository)],
    ["Good", commit(request.good)],
    ["Bad", commit(request.bad)],
    ["Commits between", request.candidates.toLocaleString("en")],
    ["Recipe", request.recipe],
    ["Metric", `${request.metric} in ${request.metricUnit}, ${request.higherIsBetter ? "higher" : "lower"} is better`],
    ["Looked for", seeksImprovement(view) ? "an improvement" : "a regression"],
    ["Kernel config", request.config],
    ["Confidence asked", probability(request.confidence)],
    view.origin.priority ? ["Priority", view.origin.priority] : null,
    view.origin.machineSeconds ? ["Machine time at most", duration(view.origin.machineSeconds)] : null,
    view.origin.children.length ? ["Gave rise to", view.origin.children.map((one) => [campaign(one.id), ` (${one.state.toLowerCase()}) `])] : null,
    ...Object.entries(request.parameters).map(([name, value]) => [name, h("code", {}, value)]),
    view.reportFile ? ["Report", h("code", {}, view.reportFile)] : null,
  ].filter((row) => row);
  return folded("What was asked", false, h("dl", { class: "facts card" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))));
}

function folded(title, open, content) {
  return h("details", { open }, h("summary", {}, h("h2", {}, title)), content);
}

function table(names, rows, numbersFrom = names.length) {
  return h(
    "div",
    { class: "card flush scroll tall" },
    h(
      "table",
      { class: "list" },
      h("thead", {}, h("tr", {}, names.map((name, nth) => h("th", { scope: "col", class: nth >= numbersFrom ? "num" : null }, name)))),
      h("tbody", {}, rows),
    ),
  );
}

keepTimesTrue();
follow(id, changed, (failure) => show(main, troubleNotice(failure), h("p", {}, h("a", { href: "/" }, "All bisections"))));
