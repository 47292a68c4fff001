// Speaks each new call twice, also when several rooms call at once, where the browser can. Browsers speak only after
// somebody touched the page, so there is a button, and what was chosen is remembered.
const KEY = "screen-speech";
const voice = window.speechSynthesis;
const language = document.documentElement.lang || "zh-CN";
let on = false;
// The calls that were on the page already, spoken or not; of a call that is on it no more only so many are remembered.
const HEARD_MAX = 500;
let heard = [];

// All calls that nobody has answered yet, the oldest first.
const calls = () =>
  [...document.querySelectorAll("[data-spoken]")].map(({ dataset }) => ({ words: dataset.spoken, at: dataset.callAt }));
const name = (call) => `${call.at} ${call.words}`;

const say = (words) => {
  for (let time = 0; time < 2; time += 1) {
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = language;
    speech.rate = 0.9;
    voice.speak(speech);
  }
};

// Each call that has come since the page was last loaded, once: whoever opens the screen is not told old ones.
const look = () => {
  const fresh = calls().filter((call) => !heard.includes(name(call)));
  heard = [...heard, ...fresh.map(name)].slice(-HEARD_MAX);
  if (on) for (const call of fresh) say(call.words);
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
  heard = calls().map(name);
  show();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#speak")) return;
    on = !on;
    remember(on);
    const latest = calls().at(-1);
    if (on && latest) say(latest.words);
    else voice.cancel();
    show();
  });
  document.addEventListener("page-refreshed", () => { show(); look(); });
}
