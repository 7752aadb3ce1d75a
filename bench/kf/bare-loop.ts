// The floor: a loop that polls, keeps each report by one append of as many bytes as jingmin writes, synced once a page, and answers.
import { open } from "node:fs/promises";

const [api = "", token = "", file = "", bytes = "600"] = process.argv.slice(2);
const handle = await open(file, "a");
let cursor: string | undefined;
let count = 0;

async function call<T>(path: string, body: object): Promise<T> {
  const response = await fetch(`${api}/cgi-bin/${path}?access_token=${token}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

interface Page {
  next_cursor: string;
  msg_list: { external_userid: string; text?: { content: string } }[];
}

for (;;) {
  const page = await call<Page>("kf/sync_msg", { cursor, limit: 1000, open_kfid: "wk1" });
  cursor = page.next_cursor;
  if (page.msg_list.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    continue;
  }
  const kept = page.msg_list.map(({ external_userid: user, text }) => {
    const number = `R2612-${String(++count).padStart(4, "0")}`;
    return {
      user,
      number,
      line: JSON.stringify({ number, user, text: text?.content, at: new Date().toISOString() }),
    };
  });
  await handle.write(kept.map(({ line }) => `${line.padEnd(Number(bytes) - 1)}\n`).join(""));
  await handle.datasync();
  // It looks again when all of them are answered: with one cursor there is no other way not to forget one.
  await Promise.all(
    kept.map(({ user, number }) =>
      call("kf/send_msg", {
        touser: user,
        open_kfid: "wk1",
        msgtype: "text",
        text: { content: `收到，编号 ${number}` },
      }),
    ),
  );
}
