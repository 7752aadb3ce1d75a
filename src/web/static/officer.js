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
  // What changes elsewhere changes here, but never under the pointer, the cursor or words that are being written.
  const main = document.querySelector("main[data-events]");
  const stale = document.querySelector(".stale");
  if (main && window.EventSource) {
    let waiting;
    const look = async () => {
      if (document.hidden) return;
      const answer = await fetch(location.href).catch(() => undefined);
      if (!answer) return;
      if (!answer.ok || answer.redirected) return location.reload();
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      let left = false;
      for (const part of document.querySelectorAll("[data-live]")) {
        const now = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
        if (!now || now.innerHTML === part.innerHTML) continue;
        const isBusy =
          part.matches(":hover") ||
          part.contains(document.activeElement) ||
          Array.from(part.querySelectorAll("textarea")).some((area) => area.value !== area.defaultValue);
        if (isBusy) left = true;
        else part.replaceWith(now);
      }
      stale.hidden = !left;
    };
    stale.firstElementChild.addEventListener("click", () => location.reload());
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 200);
    };
    new EventSource(main.dataset.events).addEventListener("changed", later);
    document.addEventListener("visibilitychange", later);
  }
  // The clock of what is urgent and has nobody yet.
  const clocks = () => {
    for (const clock of document.querySelectorAll(".running")) {
      const seconds = Math.max(Math.floor((Date.now() - new Date(clock.dataset.since)) / 1000), 0);
      const two = (value) => String(value).padStart(2, "0");
      const hours = Math.floor(seconds / 3600);
      const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
      clock.textContent = hours > 0 ? `${hours}:${rest}` : rest;
    }
  };
  if (document.querySelector(".running")) setInterval(clocks, 1000);
  // An answer that is ready goes into the field, to be read before it is sent.
  for (const choice of document.querySelectorAll("[data-fills]"))
    choice.addEventListener("change", () => {
      const area = document.getElementById(choice.dataset.fills);
      if (choice.value) area.value = choice.selectedOptions[0].title;
      area.focus();
    });
  // What is to be posted by hand is copied with one tap.
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      button.previousElementSibling.select();
      document.execCommand("copy");
      button.textContent = "复制好了";
    });
  }
  // A form is sent once, however often its button is tapped.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
