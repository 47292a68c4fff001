// Running minutes: <span data-since="7"><b>7</b> …</span> counts on from the minutes that the server printed.
// The device's clock is only used to measure how long ago that was.
const begun = new WeakMap();

const tick = () => {
  for (const element of document.querySelectorAll('[data-since]')) {
    const known = begun.get(element);
    if (known === undefined) {
      begun.set(element, performance.now());
      continue;
    }
    const minutes = Number(element.dataset.since) + Math.floor((performance.now() - known) / 60000);
    const figure = element.querySelector('b');
    if (figure !== null && figure.textContent !== String(minutes)) figure.textContent = String(minutes);
    element.classList.toggle('is-late', minutes >= 30);
  }
};

tick();
setInterval(tick, 5000);
