import { h, show } from "./dom.js";
import { bytes, commit, keepTimesTrue, plural, since, when } from "./words.js";
import { ask, poll, troubleNotice } from "./server.js";
import { figures, isBarred, machineBadge, standing } from "./machines-view.js";

const main = document.getElementById("main");
let machines = null;
let trouble = null;
let checking = null;

async function refresh() {
  machines = await ask("/api/v1/machines");
  draw();
}
refresh.failed = (failure) => {
  if (machines === null) show(main, troubleNotice(failure));
};

async function check(name) {
  checking = name;
  await tell("/api/v1/machines/check", { machine: name });
}

async function tell(path, body) {
  trouble = null;
  draw();
  try {
    await ask(path, body);
  } catch (failure) {
    trouble = failure;
  }
  checking = null;
  await refresh().catch(refresh.failed);
}

function drainOrAdmit(machine) {
  const what = isBarred(machine) ? "admit" : "drain";
  const place = `/api/v1/machines/${encodeURIComponent(machine.name)}/${what}`;
  const reason = isBarred(machine) ? "from the page" : prompt(`No new work for ${machine.name}. Why?`);
  if (reason !== null) tell(place, { reason });
}

function draw() {
  show(
    main,
    h("div", { class: "row spread" }, h("h1", {}, "Machines"), button("Check all", "")),
    trouble ? troubleNotice(trouble) : null,
    machines.length === 0
      ? h(
          "section",
          { class: "card empty" },
          h("p", { class: "lead" }, "No machine has been looked at yet."),
          h("p", {}, "Without a lab file the machine at hand is the lab: \u201cCheck all\u201d looks whether it can build and boot kernels. Other machines come from a lab file: ", h("code", {}, "halfspeed machine check --lab lab.yaml")),
        )
      : h("div", { class: "cards" }, machines.map(card)),
  );
}

function button(words, name) {
  const busy = checking === name;
  return h("button", { type: "button", disabled: checking !== null, onclick: () => check(name) }, busy ? "Checking\u2026" : words);
}

function card(machine) {
  return h(
    "article",
    { class: "card", "data-key": machine.name },
    h("div", { class: "row spread" }, h("h2", {}, machine.name, " ", machineBadge(machine)), h("div", { class: "row" }, button("Check", machine.name), h("button", { type: "button", onclick: () => drainOrAdmit(machine) }, isBarred(machine) ? "Admit" : "Drain"))),
    isBarred(machine) ? h("p", { class: "notice bad" }, standing(machine)) : null,
    machine.problem ? h("p", { class: "notice bad" }, machine.problem) : null,
    machine.doing.length > 0 ? h("ul", { class: "plain" }, machine.doing.map((one) => h("li", {}, one.doing, " ", one.commit ? commit(one.commit) : null, " for ", since(one.since)))) : null,
    facts([
      ["Standing", isBarred(machine) ? null : h("span", {}, standing(machine))],
      ...figures(machine),
      ["Address", h("code", {}, machine.address)],
      ["Roles", machine.roles.join(", ")],
      ["Boots by", machine.boot],
      ["Acceleration", machine.acceleration],
      ["System", machine.operatingSystem],
      ["Cores", machine.cores],
      ["Memory", bytes(machine.memoryBytes)],
      ["Free disk", bytes(machine.diskFreeBytes)],
      ["Seen", machine.seenAt ? when(machine.seenAt) : "never"],
    ]),
    tools(machine.tools),
  );
}

function facts(pairs) {
  return h(
    "dl",
    { class: "facts" },
    pairs.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

function tools(all) {
  const names = Object.keys(all).sort();
  if (names.length === 0) return null;
  return h(
    "details",
    {},
    h("summary", {}, plural(names.length, "tool")),
    h("dl", { class: "facts" }, names.map((name) => h("div", {}, h("dt", {}, name), h("dd", {}, all[name])))),
  );
}

keepTimesTrue();
poll(refresh, 3000);
