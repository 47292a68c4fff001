// A live page asks for itself again when something has changed, and says how old it is when the line is down.
const main = document.querySelector("main[data-live]");
const stale = document.getElementById("stale");
const announce = document.getElementById("announce");
const phone = document.body.classList.contains("phone");
// How often a page asks at most: a wall at once, a phone in its own time, so that a rush does not come back as one.
const pause = phone ? 2500 + Math.random() * 1500 : 700;
let wanted = false;
let asking = false;
let asked = 0;
let later = 0;
let pressed = 0;
let fresh = Date.now();

// Somebody is writing or pressing: what they do is not taken away. It is asked again afterwards.
const busy = () => {
  const element = document.activeElement;
  const typing = element && main.contains(element) && /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
  const dirty = [...main.querySelectorAll("input:not([type=hidden]), textarea")].some((field) =>
    /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  // A list without a chosen entry begins with its first.
  const chosen = [...main.querySelectorAll("select:not([multiple])")].some((list) =>
    list.selectedIndex !== Math.max(0, [...list.options].findLastIndex((option) => option.defaultSelected)));
  return dirty || chosen || (typing && element.value !== "") || main.querySelector("[data-signed]") !== null || Date.now() < pressed;
};
document.addEventListener("pointerdown", () => { pressed = Date.now() + 5000; });
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => { pressed = Date.now() + 500; });
}

// The same page but for its forms' new keys is not worth a change.
const same = (one, other) => {
  const bare = (element) => element.innerHTML.replace(/value="[0-9a-f]{24}\./g, 'value="');
  return bare(one) === bare(other);
};

const opened = () => new Map([...main.querySelectorAll("details[id]")].map((element) => [element.id, element.open]));
const said = () => main.querySelector("[data-announce]")?.dataset.announce ?? "";

const show = (next) => {
  if (same(main, next)) return;
  const open = opened();
  const focus = document.activeElement?.id;
  const link = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const before = said();
  const strip = main.querySelector(".days")?.scrollLeft ?? 0;
  main.replaceChildren(...next.childNodes);
  for (const [id, was] of open) document.getElementById(id)?.toggleAttribute("open", was);
  if (main.querySelector(".days")) main.querySelector(".days").scrollLeft = strip;
  const again = focus ? document.getElementById(focus) : link && main.querySelector(`[href="${CSS.escape(link)}"]`);
  again?.focus({ preventScroll: true });
  if (said() !== before && said() !== "") announce.textContent = said();
  document.dispatchEvent(new Event("page-refreshed"));
};

// Asks for a page. An error or another page (a login) is never taken in the place of what somebody reads.
const ask = async (address) => {
  const answer = await fetch(address, { headers: { accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("main[data-live]");
  if (!next) throw new Error("another page");
  // What was typed and sent is kept for a while only: a page without it does not take its place.
  if (main.querySelector("[data-kept]") && !next.querySelector("[data-kept]")) throw new Error("no longer kept");
  return { page, next };
};

// Shows what was asked for in this page's place.
const take = ({ page, next }) => {
  // What stands in the bar: the demo's clock, and how the line to the insurer is.
  for (const id of ["demo-clock", "line"]) {
    const [shown, now] = [document.getElementById(id), page.getElementById(id)];
    if (shown && now && !shown.isEqualNode(now)) shown.replaceWith(now);
  }
  fresh = Date.now();
  stale.hidden = true;
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
    // Who began to write, or went on, while it was on its way keeps what they see.
    if (busy() || location.href !== address) wanted = true;
    else take(got);
  } catch {
    age();
  } finally {
    asking = false;
  }
};

const age = () => {
  const minutes = Math.floor((Date.now() - fresh) / 60000);
  stale.textContent = minutes < 1 ? stale.dataset.now : stale.dataset.words.replace("{minutes}", minutes);
  stale.hidden = false;
};

// The browser comes back by itself when a line is cut, but not when it was refused: then we do.
const listen = () => {
  const stream = new EventSource("/live");
  stream.addEventListener("changed", refresh);
  stream.addEventListener("open", () => { if (!stale.hidden) refresh(); });
  stream.addEventListener("error", () => {
    age();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  });
};

const live = main && (document.querySelector("form[action='/logout']") || document.body.classList.contains("wall"));
const asks = live && !document.querySelector(".problem");
if (asks && window.EventSource) {
  listen();
  addEventListener("offline", age);
  addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  // What waits for a field to be left, and what changes only with the clock.
  setInterval(() => { if (wanted || !document.hidden) refresh(); }, 20000);
}

// A link that only changes this page's choice leaves the reader where they are.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-swap]") : null;
  if (!link || !main || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // Another page has another head: it is loaded whole.
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  pressed = 0;
  try {
    take(await ask(link.href));
    history.replaceState(null, "", link.href);
  } catch {
    location.assign(link.href);
  }
});

// Nothing is sent without a network, nothing is sent twice, and whoever waits is told why.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (!navigator.onLine) {
    event.preventDefault();
    stale.textContent = stale.dataset.unsent;
    stale.hidden = false;
    return;
  }
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { stale.textContent = stale.dataset.working; stale.hidden = false; }, 1000);
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
  stale.hidden = true;
  if (asks) refresh();
});
