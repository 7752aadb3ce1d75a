import { UserFacingError } from "../domain/errors.ts";
import { notFound } from "../lib/texts.ts";
import {
  type AuxiliaryRefused,
  enrolAuxiliary,
  listAuxiliaries,
  removeAuxiliary,
} from "../people/auxiliaries.ts";
import { words } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting, notAllowed, numberIn } from "./report-answers.ts";

export const auxiliaryCommand = defineCommand({
  name: "auxiliary",
  aliases: ["协管"],
  action: "auxiliaries.manage",
  where: ["dm"],
  summary: "治安协管员：他说可疑，马上叫值班",
  usage: ["/协管", "/协管 添加 42 袖标12号", "/协管 取消 袖标12号"],
  args: words,
  async run({ words: [verb = "", ...rest] }, context) {
    if (verb === "") return list(context);
    const armband = armbandIn(rest.at(-1) ?? "");
    if (verb === "添加" && rest.length === 2 && armband) {
      const number = numberIn(rest[0] ?? "", context);
      unlessRefused(await enrolAuxiliary(...acting(context), { number, armband }));
      return `好的，${number} 的反映人是协管员，袖标${armband}号。他说可疑，马上叫值班。`;
    }
    if (/^(?:取消|删除|停用)$/.test(verb) && rest.length === 1 && armband) {
      unlessRefused(await removeAuxiliary(...acting(context), { armband }));
      return `袖标${armband}号不再是协管员。`;
    }
    throw new UserFacingError(HOW);
  },
});

const HOW = "请协管员先私聊我说句话，拿到编号，再发「/协管 添加 42 袖标12号」（42是他的编号）。不用写姓名。";

async function list(context: CommandContext): Promise<string> {
  const { done } = unlessRefused(await listAuxiliaries(...acting(context)));
  if (done.length === 0) return `还没有协管员。\n${HOW}`;
  return `协管员${done.length}位，袖标：${done.map(({ id }) => `${id}号`).join("、")}`;
}

/** 「12」, 「12号」, 「袖标012号」. */
function armbandIn(word: string): string | undefined {
  const [, digits] = /^(?:袖标)?(?:第|编号)?0{0,5}(\d{1,6})号?$/.exec(word) ?? [];
  return digits;
}

function unlessRefused<T extends object>(result: T | AuxiliaryRefused): Exclude<T, { refused: unknown }> {
  if (!("refused" in result)) return result as Exclude<T, { refused: unknown }>;
  const why = result as AuxiliaryRefused;
  if (why.refused === "not-allowed") throw new UserFacingError(notAllowed);
  if (why.refused === "not-found") throw new UserFacingError(notFound(why.number));
  const { refused, armband } = why;
  throw new UserFacingError(
    {
      taken: `袖标${armband}号已有人用，换人先发「/协管 取消 袖标${armband}号」。`,
      already: `这位已经是协管员，袖标${armband}号。`,
      none: `没有袖标${armband}号的协管员。`,
    }[refused],
  );
}
