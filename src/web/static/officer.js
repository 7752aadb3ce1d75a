// What pages do more with script. Without it they work, too. No syntax newer than Chrome 87.
(() => {
  // A link's token stands behind the #: no server sees it until the button is pressed.
  const byLink = document.querySelector(".by-link");
  if (byLink && location.hash.length > 1) {
    byLink.elements.link.value = location.hash.slice(1);
    byLink.hidden = false;
    document.querySelector(".by-code").hidden = true;
    history.replaceState(null, "", location.pathname + location.search);
  }
  // Enter in a text area sends with Ctrl, never while a Chinese word is being typed.
  document.addEventListener("keydown", (event) => {
    const area = event.target;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (area.tagName === "TEXTAREA") area.form.requestSubmit();
  });
  // A form is sent once, however often its button is tapped.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
