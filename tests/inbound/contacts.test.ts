import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

/** What is known of the person who writes. */

test("a name that could not be looked up just now takes none away", async () => {
  const chat = await startChat();
  await chat.resident("张秀英").dm("楼下堆着轮胎");
  await chat.resident("张秀英").dm("还有纸箱", { message: { fromName: "" } });
  const address = chat.channel.address("user", chat.resident("张秀英").id);
  expect((await chat.store.contacts.byAddress(address))?.name).toBe("张秀英");
});
