// The patient's phone: the chosen day in view, departments found while typing, and a vibration when called.
const inSight = () => {
  const strip = document.querySelector(".days");
  const day = strip?.querySelector("[aria-current=date]");
  if (!day) return;
  const before = day.previousElementSibling;
  const first = before?.classList.contains("month") ? before : day;
  const left = first.offsetLeft - strip.offsetLeft;
  if (left < strip.scrollLeft || day.offsetLeft - strip.offsetLeft + day.offsetWidth > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = left - 16;
};

// A mouse cannot swipe: buttons at the ends of the strip, each shown while there is more on its side.
const ends = () => {
  const strip = document.querySelector(".days");
  if (!strip) return;
  const most = strip.scrollWidth - strip.clientWidth;
  for (const button of document.querySelectorAll(".days-go")) {
    button.hidden = Number(button.dataset.go) < 0 ? strip.scrollLeft < 4 : strip.scrollLeft > most - 4;
  }
};
document.addEventListener("scroll", (event) => { if (event.target.classList?.contains("days")) ends(); }, true);
addEventListener("resize", ends);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".days-go");
  const strip = document.querySelector(".days");
  if (button && strip) strip.scrollBy({ left: Number(button.dataset.go) * strip.clientWidth * 0.8 });
});

document.addEventListener("input", (event) => {
  if (event.target.id !== "search") return;
  const wanted = event.target.value.trim().toLowerCase();
  let found = 0;
  for (const item of document.querySelectorAll("#departments li")) {
    item.hidden = !item.dataset.words.includes(wanted);
    if (!item.hidden) found += 1;
  }
  document.getElementById("none-found").hidden = found > 0;
});

// Called: the phone vibrates once and the page's title says so, for whoever looks at another page.
const title = document.title;
let called = document.querySelector("[data-call]") !== null;
const call = () => {
  const now = document.querySelector("[data-call]");
  document.title = now ? `● ${now.dataset.announce}` : title;
  if (now && !called) navigator.vibrate?.([300, 150, 300]);
  called = now !== null;
};

inSight();
ends();
call();
document.addEventListener("page-refreshed", () => { inSight(); ends(); call(); });
