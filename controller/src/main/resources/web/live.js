// Keeps a page true while it is looked at: when the server says that something has changed, the page is
// asked for again, and the sections that differ take the place of the old ones. Where somebody reads,
// what he has opened and where the cursor is stay as they are.

const live = document.getElementById("live");
const shown = new Map();
let asking = false;
let again = false;

for (const section of live.querySelectorAll("[data-live]")) shown.set(section.id, section.cloneNode(true));

async function renew() {
  again = asking;
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } finally {
    asking = false;
    if (again) renew();
  }
}

function show(fresh) {
  document.title = fresh.title;
  for (const section of fresh.querySelectorAll("#live > [data-live]")) {
    const old = document.getElementById(section.id);
    if (old === null || shown.get(section.id)?.isEqualNode(section)) continue;
    shown.set(section.id, section.cloneNode(true));
    swap(old, document.adoptNode(section));
  }
}

function swap(old, section) {
  for (const fold of section.querySelectorAll("details[id]")) {
    const before = old.querySelector(`#${CSS.escape(fold.id)}`);
    if (before !== null) fold.open = before.open;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const [said, says] = [old.dataset.say, section.dataset.say];
  const scrolled = old.querySelector(".scroll")?.scrollLeft;
  const top = old.getBoundingClientRect();
  old.replaceWith(section);
  if (scrolled) section.querySelector(".scroll")?.scrollTo(scrolled, 0);
  // What grows above the window must not move what is read.
  if (top.bottom < 0) scrollBy(0, section.getBoundingClientRect().height - top.height);
  if (focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
  if (says !== said) document.getElementById("spoken").textContent = says;
}

if (live.dataset.changes) {
  const events = new EventSource(live.dataset.changes);
  events.addEventListener("snapshot", renew);
  events.addEventListener("change", renew);
  events.addEventListener("end", () => events.close());
  document.addEventListener("visibilitychange", renew);
}
