import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

test("the counter's line is put, told, and ended", async () => {
  const chat = await startChat({ officers: ["李"] });
  const li = chat.officer("李");
  expect(await li.dm("/窗口 今天下午停办 系统升级")).toEqual([
    "问证件的，先说：【窗口】11月24日下午停办 系统升级\n到11月24日24:00为止。早点恢复，发「/窗口 恢复」。",
  ]);
  expect(await li.dm("/窗口")).toEqual([expect.stringContaining("11月24日下午停办 系统升级")]);
  expect(await li.dm("/窗口 恢复")).toEqual(["窗口照常，问证件的照平时答。"]);
  expect(await li.dm("/窗口")).toEqual(["窗口照常，问证件的照平时答。"]);
});

test("it ends by itself, and outlives a restart until then", async () => {
  const chat = await startChat({ officers: ["李"] });
  const li = chat.officer("李");
  expect(await li.dm("/窗口 今天上午停电")).toEqual([expect.stringContaining("到11月24日12:00为止")]);
  await chat.restart();
  expect(await li.dm("/窗口")).toEqual([expect.stringContaining("上午停电")]);
  await chat.advance(2 * 60 * 60_000);
  expect(await li.dm("/窗口")).toEqual(["窗口照常，问证件的照平时答。"]);
});

test("a line that is too long or about a day past is refused, and the last one stays", async () => {
  const chat = await startChat({ officers: ["李"] });
  const li = chat.officer("李");
  await li.dm("/窗口 明天停办");
  expect(await li.dm("/窗口 11月20日停办")).toEqual(["写的日子已经过了，没有记。"]);
  expect(await li.dm(`/窗口 ${"停".repeat(41)}`)).toEqual(["太长了，最多40个字。"]);
  expect(await li.dm("/窗口")).toEqual([expect.stringContaining("11月25日停办")]);
});
