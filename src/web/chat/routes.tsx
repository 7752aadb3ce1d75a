/** @jsxImportSource hono/jsx */
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { streamSSE } from "hono/streaming";
import { UserFacingError } from "../../domain/errors.ts";
import type { Clock } from "../../lib/clock.ts";
import type { DemoPages } from "./demo.ts";
import { DemoBar } from "./demo-bar.tsx";
import { createDemo } from "./demo-routes.tsx";
import { createFeed } from "./feed.ts";
import { Message, preview, when } from "./message.tsx";
import { oneAtATime } from "./one-at-a-time.ts";
import { Page } from "./page.tsx";
import type { Persona, Room, RoomEvent } from "./room.ts";
import { createSeen } from "./seen.ts";
import { acceptUploads, MAX_REQUEST_BYTES, TOO_LARGE } from "./uploads.ts";
import { type View, Workspace } from "./workspace.tsx";

/** Keeps proxies and browsers from taking a quiet stream for a dead one. */
const HEARTBEAT_MS = 20_000;
const MAX_TEXT = 4000;
/** Of a request that only names a persona and a chat or a message. */
const MAX_FORM_BYTES = 64 * 1024;
/** After how long a page that lost the stream asks again. */
const RETRY_MS = 1_000;

/** The chat page and what it calls, mounted at `/chat`. Who may call it is decided before (local-only.ts). */
export function createChat(options: {
  room: Room;
  timezone: string;
  clock: Clock;
  demo?: DemoPages;
  /** Aborted when these pages are no more served. */
  ended?: AbortSignal;
}): Hono {
  const { room, clock, timezone: zone, demo } = options;
  const feed = createFeed(room, clock, options.ended);
  const seen = createSeen(room);
  const view = (): View => ({ room, seen, zone, now: clock.now() });
  const app = new Hono();

  if (demo) app.route("/demo", createDemo(demo, zone));

  app.get("/", async (c) => {
    const open = opened(room, c.req.query("who"));
    for (const who of open) {
      const [chat] = room.chats(who.id);
      if (chat) seen.mark(who.id, chat.id);
    }
    c.header("Cache-Control", "no-store");
    // Without a referrer a browser would not say where a form of this page comes from (local-only.ts).
    if (demo) c.header("Referrer-Policy", "same-origin");
    const bar = demo && <DemoBar view={await demo.view()} zone={zone} who={c.req.query("who")} />;
    return c.html(
      html`<!doctype html>${<Page view={view()} open={open} position={feed.latest()} {...(bar && { bar })} />}`,
    );
  });

  app.get("/workspace", (c) => {
    const who = room.personas().find((persona) => persona.id === c.req.query("who"));
    const chat = who && room.chats(who.id).find((each) => each.id === c.req.query("chat"));
    if (!who || !chat) throw new UserFacingError("没有这个聊天。");
    seen.mark(who.id, chat.id);
    c.header("Cache-Control", "no-store");
    c.header("X-Chat-Position", feed.latest());
    return c.html(<Workspace view={view()} who={who} chat={chat} />);
  });

  const upTo = (maxSize: number, error: string) =>
    bodyLimit({ maxSize, onError: (c) => c.json({ error }, 413) });
  const fewWords = upTo(MAX_FORM_BYTES, "一次发得太多了。");

  app.post("/seen", fewWords, async (c) => {
    const form = await readForm(c);
    seen.mark(field(form.who), field(form.chat));
    return c.body(null, 204);
  });

  app.post("/messages", oneAtATime(), upTo(MAX_REQUEST_BYTES, TOO_LARGE), async (c) => {
    const form = await readForm(c);
    const files = [form.file ?? []].flat().filter((each) => each instanceof File);
    const quote = field(form.quote);
    // Browsers send line ends of a form as CRLF.
    const text = field(form.text).replaceAll("\r\n", "\n");
    if (text.length > MAX_TEXT) throw new UserFacingError(`一条最多${MAX_TEXT}字，请分几条发。`);
    const uploads = await acceptUploads(files);
    await room.say(field(form.who), field(form.chat), { text, files: uploads, ...(quote && { quote }) });
    return c.body(null, 204);
  });

  app.post("/recall", fewWords, async (c) => {
    const form = await readForm(c);
    room.takeBack(field(form.who), field(form.message));
    return c.body(null, 204);
  });

  app.get("/files/:ref", async (c, next) => {
    const found = room.file(c.req.param("ref"));
    const response = found && (await serveStatic({ path: found.path })(c, next));
    if (!found || !response) return c.notFound();
    const { kind, mime, name } = found.file;
    // What a resident sent must never run here: no other type than what was recognised, no script, or only saved.
    const shown = kind !== "file" && /^(image\/(jpeg|png|gif|webp)|audio\/|video\/)/.test(mime);
    response.headers.set("Content-Type", shown ? mime : "application/octet-stream");
    const how = shown ? "inline" : "attachment";
    response.headers.set("Content-Disposition", `${how}; filename*=UTF-8''${encodeURIComponent(name)}`);
    response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
    response.headers.set("Cache-Control", "private, max-age=3600");
    return response;
  });

  app.get("/events", (c) =>
    streamSSE(c, async (stream) => {
      await stream.write(`retry: ${RETRY_MS}\n\n`);
      let position = c.req.header("last-event-id") ?? c.req.query("after") ?? "";
      if (!feed.after(position)) {
        position = feed.latest();
        await stream.writeSSE({ event: "reset", data: "", id: position });
      }
      while (!stream.aborted) {
        const events = feed.after(position);
        // So slow a reader that events were forgotten meanwhile: it comes back and is told to load anew.
        if (!events) return;
        for (const { position: id, event } of events) {
          await stream.writeSSE({ event: "message", id, data: JSON.stringify(await shown(event)) });
          position = id;
        }
        if (events.length > 0) continue;
        await feed.next(HEARTBEAT_MS);
        await stream.write(":\n\n");
      }
    }),
  );

  /** A message, new or changed, as the page puts it in. What was taken back meanwhile is not said once more. */
  async function shown({ kind, message: then }: RoomEvent) {
    const history = room.history(then.chat);
    const index = history.findIndex((each) => each.id === then.id);
    const message = history[index] ?? then;
    const before = history[index - 1];
    const now = clock.now();
    return {
      kind,
      id: message.id,
      chat: message.chat,
      from: message.from.persona ?? "",
      html: `${await (<Message message={message} {...(before && { before })} zone={zone} now={now} />)}`,
      author: message.from.name,
      preview: preview(message),
      time: when(message.at, now, zone),
      newest: history.at(-1)?.id === message.id,
    };
  }

  return app;
}

/** The personas named in `who`, in that order; without it the first of each side. */
function opened(room: Room, who: string | undefined): Persona[] {
  const all = room.personas();
  if (who === undefined) {
    const first = (side: Persona["side"]) => all.filter((persona) => persona.side === side).slice(0, 1);
    return [...first("people"), ...first("station")];
  }
  return [...new Set(who.split(","))].flatMap((id) => all.find((persona) => persona.id === id) ?? []);
}

/** What the page sent. A body that is no form is the sender's fault, not ours. */
async function readForm(c: Context) {
  try {
    return await c.req.parseBody({ all: true });
  } catch {
    throw new UserFacingError("没看懂发来的内容，请刷新页面再发一次。");
  }
}

function field(value: unknown): string {
  return typeof value === "string" ? value : "";
}
