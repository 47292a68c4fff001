// The connection to the hospital. Forms are sent and links followed by script, so that a page stays when the hospital
// cannot be reached: it says since when, keeps what was typed, and sends again under the same key, so that nothing is
// done twice.
// Other scripts report the connection's state by the event "connection" on the document:
// { trouble: null | "down" | "stuck" | "ended", stream }.
const bar = document.getElementById("connection-bar");
const words = bar.querySelector("p");
const again = document.getElementById("connection-again");
const leave = document.getElementById("connection-leave");

// How long an answer is waited for: the insurer's, and the demo's next morning, take their time.
const ANSWER_MS = 60000;
const PROBE_MS = 4000;
const PROBE_EVERY_MS = 5000;
// A hospital that was heard from this recently is taken to be reachable.
const HEARD_MS = 5000;

let trouble = null;
let since = 0;
let stream = false;
let heard = performance.now();
// What could not be done: { form, submitter } or { href }.
let pending = null;
let refused = "";
let working = false;

// The hospital's time at a moment of this page; it may differ from the device's.
const clock = (moment) => {
  const minute = (Number(bar.dataset.minute) + Math.floor(moment / 60000)) % 1440;
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
};

const show = () => {
  const unreached = pending?.form ? "unsent" : pending ? "unfollowed" : trouble;
  const says = working ? "working" : trouble ? unreached : pending ? "back" : "";
  const text = refused || (says ? bar.dataset[says].replace("{since}", clock(since)) : "");
  if (words.textContent !== text) words.textContent = text;
  bar.toggleAttribute("data-shown", text !== "");
  again.hidden = !pending;
  leave.hidden = !pending?.form || trouble !== null;
};

const line = (now) => {
  if (now === null) heard = performance.now();
  else if (trouble === null) since = performance.now();
  trouble = now;
  show();
};

document.addEventListener("connection", (event) => {
  stream = event.detail.stream ?? stream;
  line(event.detail.trouble);
});

const within = (milliseconds) => {
  const given = new AbortController();
  setTimeout(() => given.abort(), milliseconds);
  return given.signal;
};

const reached = async () => {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: within(PROBE_MS) })).ok;
  } catch {
    return false;
  }
};

// While the hospital cannot be reached, checks regularly whether it can be again.
setInterval(async () => {
  if (trouble === "down" && !document.hidden && !working && await reached()) {
    line(null);
    document.dispatchEvent(new Event("connection-back"));
  }
}, PROBE_EVERY_MS);

const go = (to) => {
  const target = new URL(to, location.href);
  const here = target.pathname === location.pathname && target.search === location.search;
  if (!here) return location.assign(target);
  // To an address with a fragment the browser would only scroll.
  history.replaceState(null, "", target);
  return target.hash ? location.reload() : location.replace(target);
};

// What a page of ours says about a refusal; nothing if something in between answered.
const problem = async (answer) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("main .problem h1, main .problem h1 + p")].map((part) => part.textContent.trim()).join(" ");
};

const send = async (form, submitter) => {
  form.dataset.sent = "1";
  refused = "";
  const data = new URLSearchParams(new FormData(form));
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const slow = setTimeout(() => { working = true; show(); }, 1000);
  try {
    const headers = { accept: "text/html", "x-sent-by-script": "1" };
    const sent = { method: "POST", body: data, headers, credentials: "same-origin", signal: within(ANSWER_MS) };
    const answer = await fetch(form.getAttribute("action"), sent);
    const to = answer.headers.get("location");
    if (answer.status === 204 && to) {
      pending = null;
      line(null);
      go(to);
      return;
    }
    const says = await problem(answer);
    if (says === "") throw new Error(String(answer.status));
    // Refused before it was read: the page stays with what was typed, and says why.
    delete form.dataset.unsent;
    pending = null;
    heard = performance.now();
    refused = says;
  } catch {
    form.dataset.unsent = "";
    pending = { form, submitter };
    line("down");
  } finally {
    clearTimeout(slow);
    working = false;
    // If another page follows, the form cannot be sent again.
    if (pending || refused) delete form.dataset.sent;
    show();
  }
};

const follow = async (href) => {
  if (await reached()) {
    pending = null;
    line(null);
    location.assign(href);
    return;
  }
  if (!pending?.form) pending = { href };
  line("down");
};

again.addEventListener("click", () => {
  if (pending?.form && !pending.form.dataset.sent) send(pending.form, pending.submitter);
  else if (pending?.href) follow(pending.href);
});
leave.addEventListener("click", () => location.replace(location.href.split("#")[0]));

const up = () => trouble !== "down" && navigator.onLine && (stream || performance.now() - heard < HEARD_MS);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  // Nothing is sent twice.
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.getAttribute("method")?.toLowerCase() === "post") {
    // A browser that does not say which button was pressed sends the form itself.
    if (event.submitter === undefined) { form.dataset.sent = "1"; return; }
    event.preventDefault();
    send(form, event.submitter);
  } else if (!up()) {
    event.preventDefault();
    const target = new URL(form.getAttribute("action") ?? "", location.href);
    target.search = new URLSearchParams(new FormData(form)).toString();
    follow(target.href);
  }
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  const here = link.pathname === location.pathname;
  // A place on this page, or a link that a live page follows without leaving.
  if (here && ((link.hash && link.search === location.search) || link.dataset.swap !== undefined)) return;
  if (up()) return;
  event.preventDefault();
  follow(link.href);
});
document.addEventListener("follow", (event) => follow(event.detail));

addEventListener("offline", () => line("down"));
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
  pending = null;
  refused = "";
  line(null);
});
