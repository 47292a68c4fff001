// What was not found stays in the field and is selected: the next scan replaces it.
const field = document.querySelector("input[autofocus]");
if (field?.value) {
  field.focus();
  field.select();
}
