import { openItems, type Posting, type PostingItem } from "../domain/postings.ts";

/** A list in chat has eight rows at most. */
const ROWS = 8;

/** WeChat forwards a message to nine chats at once. */
const FORWARDED = 9;

/** The message after the alert's text: the groups with their numbers, and how to tick them off. */
export function taskTexts(posting: Posting): string[] {
  const parts: PostingItem[][] = [];
  for (let at = 0; at < posting.items.length; at += FORWARDED)
    parts.push(posting.items.slice(at, at + FORWARDED));
  return parts.map((items, index) => {
    const head = index === 0 ? "请把上面这条转发到：" : `第${index + 1}批，一次转9个：`;
    const doubt = items.some((item) => item.doubtful)
      ? ["标“？”的可能已经发出，先看一眼群里，有了就不用再发。"]
      : [];
    const tail = index === parts.length - 1 ? [howTo(posting.items)] : [];
    return [head, ...items.map(line), ...doubt, ...tail].join("\n");
  });
}

/** The reminder, sent once some hours later, of groups that are still open. */
export function reminderText(posting: Posting): string {
  const left = openItems(posting);
  const more = left.length > ROWS ? [`等${left.length}个群`] : [];
  return [`${posting.title}\n还没发的群：`, ...left.slice(0, ROWS).map(line), ...more, howTo(left)].join(
    "\n",
  );
}

/** Tells the other officers who were asked, so that no group gets the alert twice. */
export function doneText(posting: Posting, items: readonly PostingItem[], by: string): string {
  const left = openItems(posting).length;
  const names = items.map(({ number, name }) => `${number} ${name}`).join("、");
  return `${posting.title}\n${by}已发：${names}。${left === 0 ? "都发完了，不用再发。" : `还有${left}个群没发。`}`;
}

function line({ number, name, doubtful }: PostingItem): string {
  return `${number} ${name}${doubtful ? "？" : ""}`;
}

function howTo(items: readonly PostingItem[]): string {
  const [first, , third] = items.map(({ number }) => number);
  return items.length < 2
    ? "发完回「已发」。"
    : `发完回「已发」，只发了几个就回「已发 ${third ? `${first} ${third}` : first}」。`;
}
