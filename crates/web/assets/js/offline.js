// Without a network: the last known appointment, if this browser still has one whose day is not over.
const KEY = "onething-visit";
let known = null;
try {
  known = JSON.parse(localStorage.getItem(KEY));
} catch {
  // What cannot be read is not there.
}
if (known && known.until <= Date.now()) {
  localStorage.removeItem(KEY);
  known = null;
}
document.getElementById("none").hidden = known !== null;
document.getElementById("known").hidden = known === null;
for (const part of known ? document.querySelectorAll("[data-part]") : []) {
  part.textContent = known[part.dataset.part] ?? "";
}
