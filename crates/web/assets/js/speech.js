// Speaks each new call twice, where the browser can. Browsers speak only after somebody touched the page, so there is a
// button, and what was chosen is remembered.
const KEY = "screen-speech";
const voice = window.speechSynthesis;
const language = document.documentElement.lang || "zh-CN";
let on = false;
let last = "";

const call = () => {
  const shown = document.querySelector("[data-spoken]");
  return shown ? { words: shown.dataset.spoken, at: shown.dataset.callAt } : null;
};
const name = (now) => (now ? `${now.at} ${now.words}` : "");

const say = (words) => {
  for (let time = 0; time < 2; time += 1) {
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = language;
    speech.rate = 0.9;
    voice.speak(speech);
  }
};

// Only what is new: whoever opens the screen is not told an old call.
const look = () => {
  const now = call();
  if (name(now) === last) return;
  last = name(now);
  if (on && now) say(now.words);
};

const remember = (value) => {
  try { localStorage.setItem(KEY, value ? "on" : "off"); } catch { /* A browser that keeps nothing asks again. */ }
};
const remembered = () => {
  try { return localStorage.getItem(KEY) === "on"; } catch { return false; }
};

// The page reloads its content, and with it the button.
const show = () => {
  const button = document.querySelector("#speak");
  if (!button) return;
  button.hidden = false;
  button.textContent = on ? button.dataset.off : button.dataset.on;
  button.setAttribute("aria-pressed", String(on));
};

if (voice) {
  on = remembered();
  last = name(call());
  show();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#speak")) return;
    on = !on;
    remember(on);
    if (on && call()) say(call().words);
    else voice.cancel();
    show();
  });
  document.addEventListener("page-refreshed", () => { show(); look(); });
}
