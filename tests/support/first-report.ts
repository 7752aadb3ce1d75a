import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

/** On the open page 张大妈 reports with a picture, 王建国 finds it, looks at the picture and answers, and she sees it. */
export async function playFirstReport(page: Page): Promise<{ number: string }> {
  const column = (name: string) => page.getByRole("region", { name, exact: true });
  const log = (name: string) => column(name).getByRole("log");
  const turnTo = async (name: string) => {
    // A phone shows one persona at a time.
    const tab = page.getByRole("navigation", { name: "打开的人物" }).getByRole("button", { name });
    if (await tab.isVisible()) await tab.click();
  };
  const say = async (name: string, text: string) => {
    await column(name).getByRole("textbox").fill(text);
    await column(name).getByRole("button", { name: "发送" }).click();
  };

  await turnTo("张大妈");
  await column("张大妈")
    .getByLabel("发图片")
    .setInputFiles({
      name: "楼道.jpg",
      mimeType: "image/jpeg",
      buffer: await readFile("tests/fixtures/corridor.jpg"),
    });
  await say("张大妈", "建设路12号3楼楼道堆满纸箱，怕着火");
  const receipt = await log("张大妈")
    .getByText(/R\d{4}-\d{4}/)
    .last()
    .textContent();
  const number = /R\d{4}-\d{4}/.exec(receipt ?? "")?.[0] ?? "";

  await turnTo("王建国");
  // On a slow disk the picture may still be coming in: he is told so, and asks again.
  const picture = log("王建国").getByRole("img");
  const coming = log("王建国").getByText("接收中");
  for (let asked = 0; !(await picture.isVisible()); asked++) {
    await say("王建国", `/show ${number} 图`);
    await picture.or(coming.nth(asked)).first().waitFor();
  }
  await say("王建国", `/reply ${number} 物业今天下班前清走，您看看。`);
  await log("王建国").getByText("居民回话").waitFor();

  await turnTo("张大妈");
  await log("张大妈").getByText("物业今天下班前清走").waitFor();
  return { number };
}
