// The button says how many are offered a window and how many are phoned, as it is chosen now. Nothing is sent anywhere.
const form = document.querySelector("#close");
const button = form?.querySelector("button[data-words]");
const say = () => {
  const chosen = [...form.querySelectorAll('select[name^="to."]')].map((select) => select.value);
  const phone = chosen.filter((value) => value === "phone").length;
  const words = button.dataset.words.replace("{placed}", chosen.length - phone).replace("{phone}", phone);
  button.textContent = words;
};
if (button) {
  form.addEventListener("change", say);
  say();
}
