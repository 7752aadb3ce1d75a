// Brings the chat page to life: live messages, sending, quoting, taking back. Everything it shows is rendered by the
// server; without this script the page still shows what was said.

const FILE_LIMIT = 50 * 1024 * 1024;
const drafts = new Map(); // "who chat" → { text, files, quote }
const underWay = new Map(); // "who chat" → the draft that is being sent

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const section = (element) => element.closest(".persona");
const joined = (...texts) => texts.filter(Boolean).join("\n");
const keyOf = (root) => `${section(root).dataset.persona} ${root.closest(".panel").dataset.chat}`;

function draftOf(form) {
  const key = keyOf(form);
  if (!drafts.has(key)) drafts.set(key, { text: "", files: [], quote: null });
  return drafts.get(key);
}

async function post(path, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  let response;
  try {
    response = await fetch(`/chat/${path}`, { method: "POST", body });
  } catch {
    return "没有发出去，请检查程序是否还在运行。";
  }
  if (response.ok) return "";
  const answer = await response.json().catch(() => ({}));
  return answer.error ?? "没有发出去，请再试一次。";
}

// --- reading ---

function toEnd(root) {
  for (const log of all(".messages", root)) log.scrollTop = log.scrollHeight;
}

function setBadge(badge, count) {
  badge.dataset.count = count;
  badge.hidden = count === 0;
  badge.firstChild.data = count > 99 ? "99+" : String(count);
}

function sumBadges(persona) {
  const tab = document.querySelector(`.tab[data-show="${CSS.escape(persona.dataset.persona)}"] .badge-dot`);
  const counts = all(".chat-link .badge-dot", persona).map((badge) => Number(badge.dataset.count));
  if (tab)
    setBadge(
      tab,
      counts.reduce((a, b) => a + b, 0),
    );
}

// A position is `<run>-<count>`: which run of the server, and how many events of it.
const runOf = (position) => position.split("-")[0];
const countOf = (position) => Number(position.split("-")[1]);

/** Whether the event at `position` came after what was rendered at `rendered`. */
function isAfter(position, rendered) {
  return runOf(position) !== runOf(rendered) || countOf(position) > countOf(rendered);
}

function show(position, { kind, id, chat, from, html, author, preview, time, newest }) {
  for (const persona of all(".persona")) {
    const link = persona.querySelector(`.chat-link[data-chat="${CSS.escape(chat)}"]`);
    if (!link || !isAfter(position, persona.dataset.position)) continue;
    const mine = persona.dataset.persona === from;
    if (newest) {
      const named = link.dataset.kind === "group" && !mine;
      link.querySelector(".chat-preview").textContent = named ? `${author}：${preview}` : preview;
      link.querySelector(".chat-time").textContent = time;
    }
    const panel = persona.querySelector(`.panel[data-chat="${CSS.escape(chat)}"]`);
    const old = persona.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
    if (panel) {
      const log = panel.querySelector(".messages");
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
      log.querySelector(".empty")?.remove();
      if (old) old.outerHTML = html;
      else log.insertAdjacentHTML("beforeend", html);
      const message = log.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
      message.classList.toggle("mine", mine);
      if (!old && (atEnd || mine)) {
        toEnd(panel);
        for (const media of all("img, audio, video", message)) {
          for (const ready of ["load", "loadedmetadata"]) media.addEventListener(ready, () => toEnd(panel));
        }
      }
      if (!old && !mine)
        void post("seen", [
          ["who", persona.dataset.persona],
          ["chat", chat],
        ]);
    } else if (kind === "message" && !mine) {
      const badge = link.querySelector(".badge-dot");
      setBadge(badge, Number(badge.dataset.count) + 1);
    }
    sumBadges(persona);
  }
}

// To add a persona loads the page anew: what the others had open, and had begun to write, stays.
addEventListener("pagehide", () => {
  const open = all(".panel").map((panel) => [section(panel).dataset.persona, panel.dataset.chat]);
  // What was not yet sent when the page went may never be.
  const texts = [...drafts].map(([key, { text }]) => [key, joined(underWay.get(key)?.text, text)]);
  sessionStorage.setItem("chat", JSON.stringify({ open, texts }));
});

function recollect() {
  const { open, texts } = JSON.parse(sessionStorage.getItem("chat") ?? '{"open":[],"texts":[]}');
  for (const [key, text] of texts) drafts.set(key, { text, files: [], quote: null });
  const before = new Map(open);
  for (const persona of all(".persona")) {
    const chat = before.get(persona.dataset.persona);
    const known = all(".chat-link", persona).some((link) => link.dataset.chat === chat);
    if (known && chat !== persona.querySelector(".panel").dataset.chat) void openChat(persona, chat);
    else restore(persona.querySelector(".composer"));
  }
}

async function openChat(persona, chat) {
  persona.dataset.opening = chat;
  const query = new URLSearchParams({ who: persona.dataset.persona, chat });
  const response = await fetch(`/chat/workspace?${query}`).catch(() => null);
  const html = response?.ok && (await response.text());
  // Another one was chosen meanwhile.
  if (!html || persona.dataset.opening !== chat) return;
  const rendered = response.headers.get("X-Chat-Position");
  // So was something said meanwhile, that is not in what was rendered. (What a new run of the server rendered is newer
  // than all of the run before; the stream will tell of it.)
  const heard = document.body.dataset.position;
  if (runOf(heard) === runOf(rendered) && isAfter(heard, rendered)) return openChat(persona, chat);
  const typing = persona.contains(document.activeElement) && document.activeElement.matches("textarea");
  persona.dataset.position = rendered;
  persona.querySelector(".workspace").innerHTML = html;
  const form = persona.querySelector(".composer");
  restore(form);
  if (typing) form.elements.text.focus({ preventScroll: true });
  toEnd(persona);
  sumBadges(persona);
}

let events;

/** Goes on after the last event heard. A tab that is not looked at leaves its connection: a browser has six to a server. */
function listen() {
  events?.close();
  if (document.hidden) return;
  const offline = document.querySelector(".connection");
  events = new EventSource(`/chat/events?after=${encodeURIComponent(document.body.dataset.position)}`);
  events.addEventListener("message", (event) => {
    document.body.dataset.position = event.lastEventId;
    show(event.lastEventId, JSON.parse(event.data));
    document.dispatchEvent(new Event("chat:news"));
  });
  events.addEventListener("reset", (event) => {
    document.body.dataset.position = event.lastEventId;
    document.dispatchEvent(new Event("chat:news"));
    for (const persona of all(".persona"))
      void openChat(persona, persona.dataset.opening ?? persona.querySelector(".panel").dataset.chat);
  });
  events.addEventListener("open", () => {
    offline.hidden = true;
  });
  events.addEventListener("error", () => {
    offline.hidden = false;
    // A server that was away answers with an error for once, and the browser gives up: begin again.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

// --- writing ---

function restore(form) {
  const draft = draftOf(form);
  form.elements.text.value = draft.text;
  form.querySelector(".send").disabled = underWay.has(keyOf(form));
  const quoting = form.querySelector(".quoting");
  quoting.hidden = !draft.quote;
  quoting.querySelector("span").textContent = draft.quote?.text ?? "";
  const staged = form.querySelector(".staged");
  staged.hidden = draft.files.length === 0;
  staged.replaceChildren(
    ...draft.files.map((file, index) => {
      const item = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = "";
        image.addEventListener("load", () => URL.revokeObjectURL(image.src));
        item.append(image);
      }
      const remove = document.createElement("button");
      remove.type = "button";
      remove.dataset.act = "unstage";
      remove.dataset.index = index;
      remove.setAttribute("aria-label", `不发${file.name}`);
      remove.textContent = "×";
      item.append(file.name, remove);
      return item;
    }),
  );
}

function stage(form, files) {
  const large = files.find((file) => file.size > FILE_LIMIT);
  form.querySelector(".problem").textContent = large ? "这个文件太大了，最多50兆。" : "";
  draftOf(form).files.push(...files.filter((file) => file !== large));
  restore(form);
  form.elements.text.focus();
}

async function send(form) {
  const draft = draftOf(form);
  const key = keyOf(form);
  if (underWay.has(key) || (draft.text.trim() === "" && draft.files.length === 0)) return;
  // The next one may be begun while this one is on its way.
  drafts.delete(key);
  underWay.set(key, draft);
  restore(form);
  form.elements.text.focus();
  const problem = await post("messages", [
    ["who", section(form).dataset.persona],
    ["chat", form.closest(".panel").dataset.chat],
    ["text", draft.text],
    ...(draft.quote ? [["quote", draft.quote.id]] : []),
    ...draft.files.map((file) => ["file", file]),
  ]);
  underWay.delete(key);
  if (problem) {
    const since = drafts.get(key);
    drafts.set(key, {
      text: joined(draft.text, since.text),
      files: [...draft.files, ...since.files],
      quote: since.quote ?? draft.quote,
    });
  }
  // Where another chat was opened meanwhile, or this one anew.
  const open = all(".composer").find((each) => keyOf(each) === key);
  if (!open) return;
  open.querySelector(".problem").textContent = problem;
  open.querySelector(".send").disabled = false;
  if (problem) restore(open);
}

const acts = {
  quote(button) {
    const message = button.closest(".message");
    const form = section(button).querySelector(".composer");
    const what = message.querySelector(".bubble:not(.voice)")?.textContent ?? "[图片或语音]";
    draftOf(form).quote = {
      id: message.dataset.id,
      text: `${message.querySelector(".author").textContent}：${what}`,
    };
    restore(form);
    form.elements.text.focus();
  },
  async recall(button) {
    const form = section(button).querySelector(".composer");
    const fields = [
      ["who", section(button).dataset.persona],
      ["message", button.closest(".message").dataset.id],
    ];
    form.querySelector(".problem").textContent = await post("recall", fields);
  },
  unquote(button) {
    const form = button.closest("form");
    draftOf(form).quote = null;
    restore(form);
  },
  unstage(button) {
    const form = button.closest("form");
    draftOf(form).files.splice(Number(button.dataset.index), 1);
    restore(form);
    form.elements.text.focus();
  },
  mention(button) {
    const form = button.closest("form");
    const { text } = form.elements;
    if (!text.value.includes(`@${button.dataset.name}`)) text.value = `@${button.dataset.name} ${text.value}`;
    draftOf(form).text = text.value;
    text.focus();
  },
};

document.addEventListener("click", async (event) => {
  for (const open of all("details[open]")) {
    if (!open.contains(event.target) || event.target.closest(".menu")) open.open = false;
  }
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.act) acts[button.dataset.act](button);
  if (button.dataset.show) {
    document
      .querySelector(`.persona[data-persona="${CSS.escape(button.dataset.show)}"]`)
      .scrollIntoView({ block: "nearest", inline: "start" });
  }
  if (button.matches(".chat-link")) {
    const persona = section(button);
    // biome-ignore lint/nursery/noFloatingPromises: it is awaited
    await openChat(persona, button.dataset.chat);
    // On a phone the keyboard would cover what one came to read.
    const target = matchMedia("(hover: hover)").matches ? "textarea" : ".chat-link[aria-current]";
    persona.querySelector(target)?.focus({ preventScroll: true });
  }
});

// Right click or a long press on a bubble, as in other chats.
document.addEventListener("contextmenu", (event) => {
  const bubble = event.target.closest(".bubble");
  if (!bubble || !getSelection().isCollapsed) return;
  event.preventDefault();
  for (const open of all(".more[open]")) open.open = false;
  bubble.closest(".message").querySelector(".more").open = true;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const open of all("details[open]")) open.open = false;
  // While a word is being composed, Enter belongs to the input method; Safari tells so only by the key code.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  if (!event.target.matches(".composer textarea")) return;
  event.preventDefault();
  void send(event.target.form);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest(".composer");
  if (form && event.target.name === "text") draftOf(form).text = event.target.value;
});

document.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  stage(event.target.closest(".composer"), [...event.target.files]);
  event.target.value = "";
});

document.addEventListener("paste", (event) => {
  const form = event.target.closest(".composer");
  const files = [...(event.clipboardData?.files ?? [])];
  if (!form || files.length === 0) return;
  event.preventDefault();
  stage(form, files);
});

// Dropped beside a composer, a file would be opened instead of the page.
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const form = event.target.closest(".persona")?.querySelector(".composer");
  if (form && event.dataTransfer.files.length > 0) stage(form, [...event.dataTransfer.files]);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".composer")) return;
  event.preventDefault();
  void send(event.target);
});

// Which persona a phone shows.
const watching = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const tab of all(".tab")) {
        if (tab.dataset.show === target.dataset.persona) tab.setAttribute("aria-current", "true");
        else tab.removeAttribute("aria-current");
      }
    }
  },
  { root: document.querySelector(".columns"), threshold: 0.6 },
);
for (const persona of all(".persona")) watching.observe(persona);

toEnd(document);
recollect();
// Pictures that load later make the log longer.
addEventListener("load", () => toEnd(document));
document.addEventListener("visibilitychange", listen);
listen();
