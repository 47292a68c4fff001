// A session in which nobody is booked is dragged to another day of its clinician. That opens the form of its change with
// this day: nothing is changed before it is published there. The form leads there without dragging too.
let dragged = null;

const target = (event) => {
  const cell = event.target.closest?.("td[data-date]");
  if (!dragged || !cell || cell === dragged.closest("td")) return null;
  return cell.parentElement === dragged.closest("tr") ? cell : null;
};
const mark = (cell) => {
  document.querySelectorAll("td.is-target").forEach((one) => { if (one !== cell) one.classList.remove("is-target"); });
  cell?.classList.add("is-target");
};

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("a[data-change]") ?? null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const cell = target(event);
  mark(cell);
  if (cell) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const cell = target(event);
  if (!cell) return;
  event.preventDefault();
  location.assign(`${dragged.dataset.change}&date=${cell.dataset.date}`);
});
document.addEventListener("dragend", () => {
  dragged = null;
  mark(null);
});
