// Talks to the controller.

import { h } from "./dom.js";

/** What the controller refused, or that it can't be reached. */
export class Trouble extends Error {
  constructor(what, next, status) {
    super(what);
    this.next = next;
    this.status = status;
  }
}

export async function ask(path, body) {
  let response;
  try {
    response = await fetch(
      path,
      body === undefined
        ? {}
        : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
    );
  } catch {
    throw new Trouble("The controller can\u2019t be reached.", "Is it still running? Start it again with: halfspeed serve", 0);
  }
  if (response.status === 401) location.reload();
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Trouble(answer.detail ?? `The controller answered ${response.status}.`, answer.next, response.status);
  }
  return answer;
}

export function troubleNotice(trouble) {
  return h(
    "div",
    { class: "notice bad", role: "alert" },
    h("strong", {}, trouble.message),
    trouble.next ? h("p", {}, trouble.next) : null,
  );
}

/** Says in the header whether what is shown is what is. */
export function connection(words, colour) {
  const place = document.getElementById("connection");
  place.className = colour;
  if (place.textContent !== words) place.textContent = words;
}

/** Calls again and again while the page is seen. */
export function poll(task, milliseconds) {
  let timer;
  const turn = async () => {
    clearTimeout(timer);
    if (!document.hidden) {
      try {
        await task();
        connection("Live", "live");
      } catch (trouble) {
        connection("Connection lost \u2013 trying again", "bad");
        if (trouble instanceof Trouble) task.failed?.(trouble);
        else throw trouble;
      }
    }
    timer = setTimeout(turn, milliseconds);
  };
  document.addEventListener("visibilitychange", turn);
  return turn();
}

/** What a JSON Patch of add, remove and replace makes of a value; the value is changed. */
function patched(value, patch) {
  let whole = value;
  for (const { op, path, value: given } of patch) {
    if (path === "") {
      whole = given;
      continue;
    }
    const parts = path.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = parts.pop();
    const holder = parts.reduce((node, part) => node[part], whole);
    if (!Array.isArray(holder)) {
      if (op === "remove") delete holder[last];
      else holder[last] = given;
    } else if (op === "replace") holder[Number(last)] = given;
    else holder.splice(Number(last), op === "remove" ? 1 : 0, ...(op === "add" ? [given] : []));
  }
  return whole;
}

/** Follows a bisection until it has ended; comes back by itself after a lost connection. */
export function follow(id, onState, onUnknown) {
  const path = `/api/v1/bisections/${encodeURIComponent(id)}`;
  const events = new EventSource(`${path}/events`);
  events.addEventListener("open", () => connection("Live", "live"));
  let state;
  const heard = (next) => {
    connection("Live", "live");
    state = next;
    onState(state);
  };
  events.addEventListener("snapshot", (event) => heard(JSON.parse(event.data)));
  events.addEventListener("change", (event) => heard(patched(state, JSON.parse(event.data))));
  events.addEventListener("end", () => {
    events.close();
    connection("", "");
  });
  events.addEventListener("error", () => {
    connection("Connection lost \u2013 trying again", "bad");
    if (events.readyState !== EventSource.CLOSED) return;
    ask(path).then(
      () => setTimeout(() => follow(id, onState, onUnknown), 2000),
      (trouble) => {
        if (trouble.status === 404) {
          connection("", "");
          onUnknown(trouble);
        } else {
          setTimeout(() => follow(id, onState, onUnknown), 5000);
        }
      },
    );
  });
}
