import { h, show } from "./dom.js";
import { badge, capital, duration, keepTimesTrue, plural, since, stateWords, when } from "./words.js";
import { ask, poll, troubleNotice } from "./server.js";
import { machineBadge } from "./machines-view.js";

const main = document.getElementById("main");
let shown = false;

async function refresh() {
  const [bisections, machines] = await Promise.all([ask("/api/v1/bisections"), ask("/api/v1/machines")]);
  shown = true;
  show(
    main,
    h("h1", {}, "Bisections"),
    bisections.length === 0 ? empty() : list(bisections),
    h("h2", {}, "Machines"),
    machines.length === 0
      ? h("p", { class: "quiet" }, "No machine has been looked at yet. The first bisection does so, or: ", h("code", {}, "halfspeed machine check"))
      : summary(machines),
  );
}
refresh.failed = (trouble) => {
  if (!shown) show(main, troubleNotice(trouble));
};

function empty() {
  return h(
    "section",
    { class: "card empty" },
    h("p", { class: "lead" }, "No bisection yet."),
    h("p", {}, "Name a kernel repository, a revision that was fast and one that is slow:"),
    h("pre", {}, "./halfspeed bisect --repo ~/linux --good v6.18 --bad v7.0 \\\n    --recipe pgbench-simple-update --config defconfig"),
    h("p", {}, "Or see the whole thing at work on a small history with a planted regression: ", h("code", {}, "./halfspeed demo")),
  );
}

function list(bisections) {
  return h(
    "div",
    { class: "scroll card flush" },
    h(
      "table",
      { class: "list" },
      h("thead", {}, h("tr", {}, ["State", "What", "Where it stands", "Started", "Took"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, bisections.map(row)),
    ),
  );
}

function row(one) {
  const running = one.state === "RUNNING";
  return h(
    "tr",
    { "data-key": one.id },
    h("td", {}, badge(stateWords(one.state, one.phase, kindOf(one)))),
    h(
      "td",
      {},
      h("a", { class: "title", href: `/bisections/${encodeURIComponent(one.id)}` }, `${one.metric} of ${one.recipe}`),
      h("div", { class: "quiet small" }, h("code", {}, `${one.good}..${one.bad}`), ` in ${one.repository}`),
    ),
    h("td", {}, running ? (one.phase === "searching" ? `${plural(one.remaining, "suspect")} left` : capital(one.phase)) : one.conclusion ?? ""),
    h("td", { class: "nowrap" }, when(one.createdAt)),
    h("td", { class: "nowrap" }, running ? since(one.createdAt) : one.endedAt ? duration((Date.parse(one.endedAt) - Date.parse(one.createdAt)) / 1000) : ""),
  );
}

/** The list has the conclusion in words; the first of them name its kind. */
function kindOf(one) {
  const words = (one.conclusion ?? "").toLowerCase();
  return ["culprit", "suspects", "not reproduced", "environment shift", "below noise floor", "gradual", "exhausted"].find((kind) => words.startsWith(kind));
}

function summary(machines) {
  return h(
    "ul",
    { class: "tiles" },
    machines.map((machine) =>
      h(
        "li",
        { class: "card", "data-key": machine.name },
        h("div", { class: "row" }, h("a", { class: "title", href: "/machines" }, machine.name), machineBadge(machine)),
        h("div", { class: "quiet small" }, machine.problem ?? (machine.doing.length > 0 ? machine.doing.map((one) => one.doing).join(", ") : machine.operatingSystem ?? machine.address)),
      ),
    ),
  );
}

keepTimesTrue();
poll(refresh, 2000);
