// The demo's strip: its buttons act without leaving the page, and it keeps itself true. Without this script they are
// plain forms and links.

const strip = () => document.getElementById("demo");
let acting = false;

async function renew() {
  if (acting) return;
  const who = new URLSearchParams(location.search).get("who");
  const response = await fetch(`/chat/demo${who === null ? "" : `?who=${encodeURIComponent(who)}`}`).catch(
    () => null,
  );
  if (response?.ok && !acting) put(await response.text());
}

/** Only the parts that changed: what has the focus keeps it, and a screen reader hears only what is new. */
function put(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("demo");
  const old = strip();
  if (!fresh || old.innerHTML === fresh.innerHTML) return;
  const label = document.activeElement?.closest("#demo") && document.activeElement.textContent;
  const text = [old, fresh].map((one) => one.querySelector(".tour-text")?.textContent);
  const clock = old.querySelector(".demo-clock");
  const now = fresh.querySelector(".demo-clock");
  if (clock && now) {
    clock.innerHTML = now.innerHTML;
    if (text[0] === text[1] && !old.querySelector(".tour") === !fresh.querySelector(".tour")) return;
  }
  old.innerHTML = fresh.innerHTML;
  if (!label) return;
  const same = [...strip().querySelectorAll("button, summary, a")].find((one) => one.textContent === label);
  (same ?? strip().querySelector("button, summary"))?.focus();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".demo-act")) return;
  event.preventDefault();
  if (acting) return;
  acting = true;
  const said = strip().querySelector(".demo-said");
  said.textContent = form.dataset.busy ?? "";
  strip().setAttribute("aria-busy", "true");
  let problem = "";
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      redirect: "manual",
    });
    if (response.type !== "opaqueredirect" && !response.ok)
      problem = (await response.json().catch(() => ({}))).error ?? "没有做成，请再试一次。";
  } catch {
    problem = "没有做成，请检查程序是否还在运行。";
  }
  acting = false;
  strip().removeAttribute("aria-busy");
  said.textContent = "";
  await renew();
  strip().querySelector(".demo-said").textContent = problem;
});

// The tour's button: goes to that person's chat with the bot, and puts in what is to be typed.
document.addEventListener("click", async (event) => {
  const link = event.target.closest(".tour-go");
  const persona = link && document.querySelector(`.persona[data-persona="${CSS.escape(link.dataset.go)}"]`);
  if (!persona) {
    if (link?.dataset.type) sessionStorage.setItem("tour", JSON.stringify({ ...link.dataset }));
    return;
  }
  event.preventDefault();
  await putIn(persona, link.dataset.type);
});

async function putIn(persona, text) {
  persona.scrollIntoView({ block: "nearest", inline: "start" });
  const direct = `direct:${persona.dataset.persona}`;
  if (persona.querySelector(".panel").dataset.chat !== direct) await openChat(persona, direct);
  const box = persona.querySelector(".composer textarea");
  if (text) {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  box.focus({ preventScroll: true });
}

const left = JSON.parse(sessionStorage.getItem("tour") ?? "null");
sessionStorage.removeItem("tour");
if (left) {
  const persona = document.querySelector(`.persona[data-persona="${CSS.escape(left.go)}"]`);
  if (persona) void putIn(persona, left.type);
}

document.addEventListener("chat:news", () => void renew());
setInterval(() => !document.hidden && void renew(), 20_000);
