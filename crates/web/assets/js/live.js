// A live page asks for itself again when something has changed, and says how old it is when the line is down.
const main = document.querySelector("main[data-live]");
const stale = document.getElementById("stale");
let wanted = false;
let asking = false;
let fresh = Date.now();

// Somebody is writing: what they typed is not taken away. It is asked again when they have left the field.
const busy = () => {
  const element = document.activeElement;
  const typing = element && main.contains(element) && /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
  const dirty = [...main.querySelectorAll("input:not([type=hidden]), textarea")].some((field) =>
    /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  return dirty || (typing && element.value !== "") || main.querySelector("[data-signed]") !== null;
};

const opened = () => new Set([...main.querySelectorAll("details[open][id]")].map((element) => element.id));

const refresh = async () => {
  if (asking || busy()) { wanted = true; return; }
  asking = true;
  wanted = false;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("main[data-live]");
    if (!next || busy()) { wanted = true; return; }
    const open = opened();
    const focus = document.activeElement?.id;
    main.replaceChildren(...next.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    const clock = page.getElementById("demo-clock");
    if (clock) document.getElementById("demo-clock")?.replaceChildren(...clock.childNodes);
    fresh = Date.now();
    stale.hidden = true;
    document.dispatchEvent(new Event("page-refreshed"));
  } catch {
    age();
  } finally {
    asking = false;
  }
};

const age = () => {
  const minutes = Math.max(1, Math.round((Date.now() - fresh) / 60000));
  stale.textContent = stale.dataset.words.replace("{minutes}", minutes);
  stale.hidden = false;
};

if (main && window.EventSource && document.querySelector("form[action='/logout'], .wall")) {
  const stream = new EventSource("/live");
  stream.addEventListener("changed", refresh);
  stream.addEventListener("open", () => { if (!stale.hidden) refresh(); });
  stream.addEventListener("error", age);
  // What waits for a field to be left, and what changes only with the clock.
  setInterval(() => { if (wanted || !document.hidden) refresh(); }, 20000);
}
