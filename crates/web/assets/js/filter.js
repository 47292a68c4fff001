// Narrows a table while one types: rows that do not contain the letters are hidden. Nothing is sent anywhere.
const narrow = (input) => {
  const wanted = input.value.trim().toLowerCase();
  for (const row of document.querySelectorAll(`#${input.dataset.filter} tbody tr`)) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
};
const all = () => document.querySelectorAll("input[data-filter]").forEach((input) => { if (input.value) narrow(input); });

document.addEventListener("input", (event) => { if (event.target.dataset?.filter) narrow(event.target); });
document.addEventListener("page-refreshed", all);
all();
