/** @jsxImportSource hono/jsx */
import { Avatar, Message, preview, when } from "./message.tsx";
import type { Chat, ChatMessage, Persona, Room } from "./room.ts";
import type { Seen } from "./seen.ts";

export interface View {
  readonly room: Room;
  readonly seen: Seen;
  readonly zone: string;
  readonly now: Date;
}

/** What one persona has before them: their chats, and the one that is open. */
export function Workspace({ view, who, chat }: { view: View; who: Persona; chat: Chat }) {
  const { room, seen } = view;
  return (
    <>
      <nav class="chats" aria-label={`${who.name}的聊天`}>
        {room.chats(who.id).map((each) => {
          const last = room.history(each.id).at(-1);
          const unread = seen.unread(who.id, each.id);
          const current = each.id === chat.id;
          return (
            <button
              type="button"
              class="chat-link"
              data-chat={each.id}
              data-kind={each.kind}
              aria-current={current ? "true" : undefined}
            >
              <Avatar name={each.title} of={each.kind === "direct" ? "bot" : "group"} />
              <Badge count={unread} />
              <span class="chat-title">{each.title}</span>
              <span class="chat-time">{last && when(last.at, view.now, view.zone)}</span>
              <span class="chat-preview">{last && previewFor(who, each, last)}</span>
            </button>
          );
        })}
      </nav>
      <Panel view={view} who={who} chat={chat} />
    </>
  );
}

function previewFor(who: Persona, chat: Chat, message: ChatMessage): string {
  const named = chat.kind === "group" && message.from.persona !== who.id;
  return named ? `${message.from.name}：${preview(message)}` : preview(message);
}

export function Badge({ count }: { count: number }) {
  return (
    <span class="badge-dot" data-count={count} hidden={count === 0}>
      {count > 99 ? "99+" : count}
      <span class="visually-hidden">条未读</span>
    </span>
  );
}

function Panel({ view, who, chat }: { view: View; who: Persona; chat: Chat }) {
  const { room, zone, now } = view;
  const history = room.history(chat.id);
  const title = chat.kind === "group" ? `${chat.title}（${chat.members.length + 1}）` : chat.title;
  return (
    <div class="panel" data-chat={chat.id} data-kind={chat.kind}>
      <h3 class="panel-title">{title}</h3>
      <div
        class="messages"
        role="log"
        aria-live="polite"
        aria-label={`${who.name}看到的聊天记录：${chat.title}`}
        // Scrolls with the keyboard.
        tabindex={0}
      >
        {history.length === 0 && <p class="empty">{hint(room, who, chat)}</p>}
        {history.map((message, index) => {
          const before = history[index - 1];
          return (
            <Message message={message} {...(before && { before })} zone={zone} now={now} viewer={who.id} />
          );
        })}
      </div>
      <Composer who={who} chat={chat} bot={room.bot.name} />
    </div>
  );
}

function hint(room: Room, who: Persona, chat: Chat): string {
  if (chat.kind === "group") return `群里要先@${room.bot.name}，它才会答话。`;
  if (who.side === "station") return "试试发“帮助”，看看能做什么。";
  return "试试发一句：“三楼楼道堆满纸箱，怕着火。”也可以发照片。";
}

function Composer({ who, chat, bot }: { who: Persona; chat: Chat; bot: string }) {
  return (
    <form class="composer">
      <div class="quoting" hidden>
        <span />
        <button type="button" data-act="unquote" aria-label="不引用了">
          ×
        </button>
      </div>
      <ul class="staged" aria-label="要发的文件" hidden />
      <div class="tools">
        <Picker label="发图片" accept="image/*" icon="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01" />
        <Picker
          label="发语音"
          accept="audio/*,.amr,.silk"
          icon="M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4zM6 11a6 6 0 0 0 12 0M12 17v4"
        />
        <Picker label="发文件" icon="M4 6h6l2 2h8v11H4z" />
        {chat.kind === "group" && (
          <button type="button" class="tool" data-act="mention" data-name={bot} title={`@${bot}`}>
            <span aria-hidden="true">@</span>
            <span class="visually-hidden">@{bot}</span>
          </button>
        )}
      </div>
      <div class="writing">
        <textarea
          name="text"
          rows={1}
          autocomplete="off"
          enterkeyhint="send"
          aria-label={`${who.name}发给${chat.title}`}
          placeholder={chat.kind === "group" ? "发到群里" : "发消息"}
        />
        <button type="submit" class="send">
          发送
        </button>
      </div>
      <p class="problem" role="alert" />
    </form>
  );
}

function Picker({ label, accept, icon }: { label: string; accept?: string; icon: string }) {
  return (
    <label class="tool" title={label}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={icon} />
      </svg>
      <input type="file" class="visually-hidden" aria-label={label} accept={accept} multiple />
    </label>
  );
}
