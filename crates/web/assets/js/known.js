// Keeps the last known appointment in this browser, for the page that is shown without a network; forgets it when
// nobody is logged in here any more, when somebody else is, and once its day is over. A hospital that cannot say now who
// is logged in is no reason to forget: that is when it is needed.
const KEY = "onething-visit";
const { session, until, unsure } = document.body.dataset;

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
};
const forget = () => localStorage.removeItem(KEY);

const look = () => {
  if (unsure !== undefined) return;
  const before = kept();
  if (!session || (before && (before.session !== session || before.until <= Date.now()))) forget();
  if (!session) return;
  for (const card of document.querySelectorAll("[data-visit]")) {
    // It was cancelled, or is over.
    if (!card.dataset.known && kept()?.visit === card.dataset.visit) forget();
  }
  const card = document.querySelector("[data-known]");
  if (!card) return;
  const known = JSON.parse(card.dataset.known);
  // The hospital's clock may differ from the device's: what counts is how long is left.
  const ends = Math.min(Date.now() + known.seconds * 1000, Number(until));
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...known, visit: card.dataset.visit, session, until: ends }));
  } catch {
    // A browser that keeps nothing shows nothing without a network.
  }
};

look();
document.addEventListener("page-refreshed", look);
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") === "/logout") forget();
}, true);
if (session) navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
