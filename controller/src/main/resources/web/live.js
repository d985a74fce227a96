// Keeps a page true while it is looked at: when something has changed, or after some seconds (data-every), the page is
// asked for again, and sections that differ take the place of the old ones. What is read, opened or focused stays
// where it is; what somebody types or has marked is left alone until he is done.

const live = document.getElementById("live");
const shown = new Map();
const PAUSE = 1000;
let asking = false;
let again = false;

for (const section of live.querySelectorAll("[data-live]")) shown.set(section.id, section.cloneNode(true));

async function renew() {
  again = asking;
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (live.dataset.every) tell(answer.ok ? "Live" : "Not to be had now, trying again", answer.ok ? "live" : "bad");
  } catch (error) {
    if (live.dataset.every) tell("Connection lost, trying again", "bad");
    // The connection broke, also in the middle of a page: the next change asks anew.
    console.debug("the page is not renewed", error);
  } finally {
    // Machines get on several times a second; nobody reads that fast.
    setTimeout(() => {
      asking = false;
      if (again) renew();
    }, PAUSE);
  }
}

function show(fresh) {
  document.title = fresh.title;
  const every = fresh.getElementById("live")?.dataset.every;
  if (live.dataset.every && !every) tell("", "");
  live.toggleAttribute("data-every", every !== undefined);
  if (every !== undefined) live.dataset.every = every;
  const end = document.documentElement;
  const isAtEnd = "tail" in live.dataset && scrollY + innerHeight > end.scrollHeight - 2;
  for (const section of fresh.querySelectorAll("#live > [data-live]")) {
    const old = document.getElementById(section.id);
    if (shown.get(section.id)?.isEqualNode(section) || isInUse(old)) continue;
    shown.set(section.id, section.cloneNode(true));
    swap(old, document.adoptNode(section));
  }
  if (isAtEnd) scrollTo(0, end.scrollHeight);
}

function isInUse(section) {
  const marked = getSelection();
  return (
    (!marked.isCollapsed && section.contains(marked.anchorNode)) ||
    section.querySelector(":is(input, select, textarea, button):focus") !== null ||
    [...section.querySelectorAll("input, select, textarea")].some(isChanged)
  );
}

function isChanged(field) {
  if (field.localName === "select") {
    // Without an option that is chosen at first, the first one is.
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

// Finds what has the focus in a section again in another one of the same kind: by its id, or by its place in what has one.
function place(section) {
  const focused = document.activeElement;
  if (!section.contains(focused)) return () => null;
  if (focused.id !== "") return () => document.getElementById(focused.id);
  const { id } = focused.closest("[id]");
  const number = [...document.getElementById(id).querySelectorAll(focused.localName)].indexOf(focused);
  return () => document.getElementById(id)?.querySelectorAll(focused.localName)[number];
}

function tell(words, colour) {
  Object.assign(document.getElementById("connection"), { textContent: words, className: colour });
}

function swap(old, section) {
  for (const fold of old.querySelectorAll("details[id]")) section.querySelector(`#${CSS.escape(fold.id)}`)?.toggleAttribute("open", fold.open);
  const focused = place(old);
  const scrolled = old.querySelector(".scroll")?.scrollLeft;
  const top = (of) => of.nextElementSibling?.getBoundingClientRect().top ?? 0;
  const before = top(old);
  old.replaceWith(section);
  section.querySelector(".scroll")?.scrollTo(scrolled ?? 0, 0);
  if (before <= 1) scrollBy(0, top(section) - before);
  focused()?.focus({ preventScroll: true });
  if (section.dataset.say !== old.dataset.say) document.getElementById("spoken").textContent = section.dataset.say;
}

function follow() {
  const events = new EventSource(live.dataset.changes);
  for (const kind of ["snapshot", "change"]) events.addEventListener(kind, renew);
  events.addEventListener("open", () => tell("Live", "live"));
  events.addEventListener("end", () => (events.close(), tell("", "")));
  events.addEventListener("error", () => {
    tell("Connection lost, trying again", "bad");
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, 5 * PAUSE);
  });
}

async function repeat() {
  await renew();
  if (live.dataset.every) setTimeout(repeat, live.dataset.every * 1000);
}

document.addEventListener("visibilitychange", () => (live.dataset.changes || live.dataset.every) && renew());

// A picture has no links for those who can't see it; the table below has the same ones.
document.addEventListener("click", (click) => {
  const address = click.target.closest("[data-address]")?.dataset.address;
  if (address) location.href = address;
});
if (live.dataset.changes) follow();
if (live.dataset.every) setTimeout(repeat, live.dataset.every * 1000);
