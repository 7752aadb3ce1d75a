import { showableLine } from "../../domain/showable.ts";
/** @jsxImportSource hono/jsx */
import { inZone } from "../../lib/time.ts";
import type { ChatFile, ChatMessage } from "./room.ts";

/** A pause after which the time is shown again, as chat apps do. */
const PAUSE_MS = 5 * 60_000;

export function Avatar({ name, of }: { name: string; of: "bot" | "person" | "group" }) {
  const tone = [...name].reduce((sum, letter) => (sum * 17 + (letter.codePointAt(0) ?? 0)) % 9973, 0) % 6;
  return (
    <span class={`avatar ${of === "bot" ? "avatar-bot" : `tone-${tone}`}`} aria-hidden="true">
      {of === "bot" ? "警" : [...name][0]}
    </span>
  );
}

/**
 * One message, the same for everyone who sees it: which side it stands on is told by the class `mine`, that the page
 * sets where `viewer` is not known here.
 */
export function Message(props: {
  message: ChatMessage;
  before?: ChatMessage;
  zone: string;
  now: Date;
  viewer?: string;
}) {
  const { message, before, zone, now, viewer } = props;
  const { from, quoted } = message;
  const mine = viewer !== undefined && from.persona === viewer;
  const paused = !before || message.at.getTime() - before.at.getTime() > PAUSE_MS;
  return (
    <div
      class={`message${mine ? " mine" : ""}${message.recalled ? " recalled" : ""}`}
      data-id={message.id}
      data-from={from.persona ?? ""}
    >
      {paused && <time datetime={message.at.toISOString()}>{when(message.at, now, zone)}</time>}
      {message.recalled ? (
        <p class="notice">{from.name}撤回了一条消息</p>
      ) : (
        <div class="row-of-one">
          <Avatar name={from.name} of={from.persona === undefined ? "bot" : "person"} />
          <div class="said">
            <span class="author">{from.name}</span>
            {message.text !== "" && <div class="bubble">{message.text}</div>}
            {message.files.map((file) => (
              <File file={file} />
            ))}
            {quoted && (
              <div class="quoted">
                {quoted.name}：{quoted.text}
              </div>
            )}
          </div>
          <details class="more">
            <summary aria-label="引用或撤回">⋯</summary>
            <div class="menu">
              <button type="button" data-act="quote">
                引用
              </button>
              <button type="button" data-act="recall">
                撤回
              </button>
            </div>
          </details>
        </div>
      )}
    </div>
  );
}

function File({ file }: { file: ChatFile }) {
  const href = `/chat/files/${file.ref}`;
  switch (file.kind) {
    case "image":
      return (
        <a class="picture" href={href} target="_blank" rel="noopener">
          <img src={href} alt={`图片 ${file.name}`} />
        </a>
      );
    case "voice":
      return (
        <div class="bubble voice">
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what a resident says here */}
          <audio
            controls
            controlslist="nodownload noplaybackrate"
            preload="metadata"
            src={href}
            aria-label={`语音 ${file.name}`}
          />
        </div>
      );
    case "video":
      return (
        // biome-ignore lint/a11y/useMediaCaption: as with voice
        <video class="picture" controls preload="metadata" src={href} aria-label={`视频 ${file.name}`} />
      );
    case "file":
      return (
        <a class="bubble document" href={href} download={file.name}>
          <span>{file.name}</span>
          <small>{readableSize(file.size)}</small>
        </a>
      );
  }
}

/** What the list of chats shows of a message. */
export function preview(message: ChatMessage): string {
  const names = { image: "[图片]", voice: "[语音]", video: "[视频]", file: "[文件]" };
  const parts = [message.text, ...message.files.map((file) => names[file.kind])];
  const what = message.recalled ? "撤回了一条消息" : parts.filter(Boolean).join(" ");
  return showableLine(what, 40);
}

/** `14:05` today, else with the day, in the station's zone. */
export function when(at: Date, now: Date, zone: string): string {
  const [then, today] = [inZone(at, zone), inZone(now, zone)];
  return then.format(
    then.isSame(today, "day") ? "HH:mm" : then.isSame(today, "year") ? "M月D日 HH:mm" : "YYYY年M月D日",
  );
}

function readableSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
