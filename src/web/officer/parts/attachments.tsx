/** @jsxImportSource hono/jsx */
import type { Attachment } from "../../../domain/reports.ts";
import { Icon } from "./icon.tsx";
import { kindNames } from "./words.ts";

/** What came with a report or is kept with an entry: pictures small, opening large; the rest to be saved. */
export function Attachments({
  all,
  at,
}: {
  readonly all: readonly Attachment[];
  /** The address in front of their ids. */
  readonly at: string;
}) {
  return (
    <ul class="attachments">
      {all.map((one) => (
        <li>
          <One attachment={one} href={`${at}/${one.id}`} />
        </li>
      ))}
    </ul>
  );
}

function One({ attachment, href }: { readonly attachment: Attachment; readonly href: string }) {
  const name = kindNames[attachment.kind];
  if (attachment.state !== "stored")
    return (
      <span class="hint">
        {name}：{attachment.state === "pending" ? "接收中" : "没收到"}
      </span>
    );
  if (attachment.kind === "image" && !attachment.held)
    return (
      <a href={href} target="_blank" rel="noreferrer">
        <img src={`${href}/small`} alt={name} width={112} height={84} loading="lazy" />
      </a>
    );
  if (attachment.kind === "voice" && !attachment.held)
    return (
      <span class="voice">
        {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what a resident says */}
        <audio controls preload="none" src={`${href}/sound`} aria-label={name} />
        <a href={href} download>
          存下
        </a>
      </span>
    );
  return (
    <a class="file" href={href} download>
      <Icon name={attachment.kind === "voice" ? "mic" : "file-earmark"} />
      {name}
      {attachment.seconds === undefined ? "" : ` ${attachment.seconds}″`}
      {attachment.held && <span class="badge bad">可能不安全</span>}
    </a>
  );
}
