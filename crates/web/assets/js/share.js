// Shows the whole address of the link, and offers the phone's own way of sending it where there is one.
const link = document.querySelector(".share-link");
const button = document.querySelector("#share");
if (link) {
  link.textContent = link.href;
}
if (link && button && navigator.share) {
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the phone's list has sent nothing.
    navigator.share({ url: link.href }).catch(() => {});
  });
}
