// One key for the next step: a button with data-key="x" is pressed by that key, unless somebody is typing.
const typing = (element) => element instanceof HTMLElement
  && element.closest('input, textarea, select, [contenteditable]') !== null;
// Enter and space belong to whatever control has the focus.
const ownKeys = (element) => element instanceof HTMLElement && element.closest('a, button, summary') !== null;

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) return;
  if ((event.key === 'Enter' || event.key === ' ') && ownKeys(event.target)) return;
  const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  for (const control of document.querySelectorAll('[data-key]')) {
    if (control.dataset.key !== wanted || control.disabled) continue;
    event.preventDefault();
    control.click();
    const details = control.closest('details');
    if (control.tagName === 'SUMMARY' && details?.open) details.querySelector('input:not([type=hidden])')?.focus();
    return;
  }
});
