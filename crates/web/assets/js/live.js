// A live page reloads itself when something has changed, and says so when it cannot.
const main = document.querySelector("main[data-live]");
const announce = document.getElementById("announce");
const phone = document.body.classList.contains("phone");
// The shortest pause between two reloads: a phone's is longer and random, so that phones do not all come at once.
const pause = phone ? 2500 + Math.random() * 1500 : 700;
const every = (Number(main?.dataset.refresh) || 20) * 1000;
let wanted = false;
let asking = false;
let asked = 0;
let later = 0;
let pressed = 0;

// Reports the connection's state to `connection.js`, which shows it.
const report = (trouble, stream) => document.dispatchEvent(new CustomEvent("connection", { detail: { trouble, stream } }));

// Somebody is typing or pressing, or a form may have been sent: that is not taken away. The page reloads afterwards.
const busy = () => {
  const element = document.activeElement;
  const typing = element && main.contains(element) && /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
  const dirty = [...main.querySelectorAll("input:not([type=hidden]), textarea")].some((field) =>
    /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  // A list without a default entry starts with its first.
  const chosen = [...main.querySelectorAll("select:not([multiple])")].some((list) =>
    list.selectedIndex !== Math.max(0, [...list.options].findLastIndex((option) => option.defaultSelected)));
  return dirty || chosen || (typing && element.value !== "") || Date.now() < pressed
    || main.querySelector("[data-signed], form[data-sent], form[data-unsent]") !== null;
};
document.addEventListener("pointerdown", () => { pressed = Date.now() + 5000; });
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => { pressed = Date.now() + 500; });
}

// A page that differs only by its forms' new keys is not worth a change.
const same = (one, other) => {
  const bare = (element) => element.innerHTML.replace(/value="[0-9a-f]{24}\./g, 'value="');
  return bare(one) === bare(other);
};

// Finds the same element on the page before and after: by its name, and its number among those of that name.
const named = (selector, name) => {
  const counts = new Map();
  return [...main.querySelectorAll(selector)].map((element) => {
    const own = name(element);
    const count = (counts.get(own) ?? 0) + 1;
    counts.set(own, count);
    return [`${own} ${count}`, element];
  });
};
const controls = () => named("a[href], button, input, select, textarea, summary, [tabindex]", (element) => {
  if (element.id) return `#${element.id}`;
  if (element.tagName === "A") return element.getAttribute("href");
  const form = element.closest("form")?.getAttribute("action");
  if (form) return [form, element.tagName, element.name, element.type, element.tagName === "BUTTON" ? element.value : ""].join();
  return element.tagName + element.textContent.trim();
});
const folds = () => named("details", (element) => element.id || element.querySelector("summary")?.textContent.trim());
const strips = () => named(".days, .scroll-x", (element) => element.className);
const said = () => main.querySelector("[data-announce]")?.dataset.announce ?? "";

const show = (next) => {
  if (same(main, next)) return;
  const [open, scrolled] = [new Map(folds()), new Map(strips().map(([name, element]) => [name, element.scrollLeft]))];
  const were = new Map([...open].map(([name, element]) => [name, element.open]));
  const focus = controls().find(([, element]) => element === document.activeElement)?.[0];
  const before = said();
  main.replaceChildren(...next.childNodes);
  for (const [name, element] of folds()) if (were.has(name)) element.open = were.get(name);
  for (const [name, element] of strips()) element.scrollLeft = scrolled.get(name) ?? 0;
  if (focus) controls().find(([name]) => name === focus)?.[1].focus({ preventScroll: true });
  if (said() !== before && said() !== "") announce.textContent = said();
  document.dispatchEvent(new Event("page-refreshed"));
};

// Why a page could not be loaded: nobody answered, the session has ended, or the answer is not a page.
class Trouble extends Error {
  constructor(kind) { super(kind); this.kind = kind; }
}

// Loads a page. An error or another page (a login) never replaces what somebody reads.
const ask = async (address) => {
  let answer;
  try {
    answer = await fetch(address, { headers: { accept: "text/html" }, credentials: "same-origin" });
  } catch {
    throw new Trouble("down");
  }
  if ([502, 503, 504].includes(answer.status)) throw new Trouble("down");
  if (answer.redirected && new URL(answer.url).pathname === "/login") throw new Trouble("ended");
  if (!answer.ok || answer.redirected) throw new Trouble("stuck");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("main[data-live]");
  // What was typed and sent is kept only for a while: a page without it does not replace one that shows it.
  if (!next || (main.querySelector("[data-kept]") && !next.querySelector("[data-kept]"))) throw new Trouble("stuck");
  return { page, next };
};

// Shows the loaded page in place of this one.
const take = ({ page, next }) => {
  // What the bar shows: the demo's clock, and the state of the connection to the insurer.
  for (const id of ["demo-clock", "connection"]) {
    const [shown, now] = [document.getElementById(id), page.getElementById(id)];
    if (shown && now && !shown.isEqualNode(now)) shown.replaceWith(now);
  }
  report(null);
  show(next);
};

const refresh = async () => {
  if (asking || busy()) { wanted = true; return; }
  const rest = asked + pause - Date.now();
  if (rest > 0) {
    clearTimeout(later);
    later = setTimeout(refresh, rest);
    return;
  }
  asking = true;
  wanted = false;
  asked = Date.now();
  try {
    const address = location.href;
    const got = await ask(address);
    // Whoever began to type, or followed a link, while it was loading keeps what they see.
    if (busy() || location.href !== address) wanted = true;
    else take(got);
  } catch (error) {
    report(error.kind ?? "stuck");
  } finally {
    asking = false;
  }
};

// The browser reconnects by itself when a stream is cut, but not when it was refused: then we do.
let stream = null;
const listen = () => {
  stream = new EventSource("/live");
  let cut = false;
  stream.addEventListener("changed", refresh);
  stream.addEventListener("open", () => {
    report(null, true);
    if (cut) refresh();
    cut = false;
  });
  stream.addEventListener("error", () => {
    cut = true;
    report("down", false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  });
};
// The browser may keep a page that is left for the way back: its stream would use one of the six connections that a
// browser has to one hospital, and after six pages nothing more could be sent.
addEventListener("pagehide", () => stream?.close());

const live = main && (document.querySelector("form[action='/logout']") || document.body.classList.contains("wall"));
const asks = live && !document.querySelector(".problem");
if (asks && window.EventSource) {
  listen();
  for (const back of ["online", "connection-back"]) (back === "online" ? window : document).addEventListener(back, refresh);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  // For reloads that wait until a field is left, and for what changes only with the clock.
  setInterval(() => { if (wanted || !document.hidden) refresh(); }, every);
}

// Where to go on after a choice: the place itself, or the first field in it.
const goOn = (id) => {
  const place = id && document.getElementById(id);
  if (!place) return;
  (place.tabIndex >= -1 && place.hasAttribute("tabindex") ? place : place.querySelector("input:not([type=hidden]), select, button"))?.focus();
};

// A link that only changes this page's choice leaves the reader where they are, or leads to what comes next.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-swap]") : null;
  if (!link || !main || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // Another page has another head: it is loaded completely.
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  pressed = 0;
  const then = link.dataset.then ?? link.hash.slice(1);
  try {
    take(await ask(link.href));
    history.replaceState(null, "", link.href);
    goOn(then);
  } catch {
    document.dispatchEvent(new CustomEvent("follow", { detail: link.href }));
  }
});

// The answer to a form is announced even if the focus is in a field and so not on the answer.
const answer = main?.querySelector("#said, #notice, [role=alert]");
if (answer && answer !== document.activeElement) setTimeout(() => { announce.textContent = answer.innerText; }, 300);

addEventListener("pageshow", (event) => {
  if (!event.persisted || !asks) return;
  listen();
  refresh();
});
