import { z } from "zod";
import { isReportNumber } from "../domain/canonical.ts";
import { hotlines } from "../domain/hotlines.ts";
import { showableLine } from "../domain/showable.ts";
import { readFront, readFrontWord } from "./args.ts";

/** Reports that one command may change at once. */
const MOST = 20;

/** What surely makes a number before it no report's: 「42 5 分钟后到」, 「42 3 号楼的门修好了」. */
const COUNTED =
  /^(?:分钟|分之|小时|秒|个|天[内后前之]|日[前后内]|月[底初中份内\d]|年[前后内底\d]|元|块[钱\d]?|万|千|百|米|公里|点[钟半前后左之到\d]|刻钟|号|[栋幢层]|单元|楼[的东西南北住]|室的|人[次份]|名|位|%|折|岁|度[以左])/;
/** What may count something, or begin a sentence: 「42 路公交」, 「42 路灯已修好」. */
const PERHAPS_COUNTED = /^[天日月年点楼路人户室区队周次件辆台趟度街组道段层期批条]/;

/** After 「42：」 the words begin; 「8：30」 is a time. */
const ENDS = /[:：；;。]\s*$/;

interface Numbers {
  readonly numbers: readonly string[];
  /** What follows them, as it was typed. */
  readonly rest: string;
  /** A number of which nobody can tell whether it is a report's or belongs to the words. */
  readonly doubtful?: string;
}

/** The numbers at the front, each once, and the words behind them: 「41 42、43 同一处积水已通」. */
export function readNumbers(typed: string): Numbers {
  const first = readFrontWord(typed);
  const numbers = [first.number];
  let { rest } = first;
  let sign = typed.slice(0, typed.length - rest.length);
  while (!ENDS.test(sign)) {
    const joined = /^(?:和|及|与|跟|、)\s*/.exec(rest)?.[0] ?? "";
    const next = readFront(rest.slice(joined.length));
    if (!next || !isReport(next.number)) break;
    const taken = rest.slice(0, rest.length - next.rest.length);
    if (ENDS.test(taken) && /^[\d０-９]/.test(next.rest)) break;
    const isCertain = joined !== "" || /、\s*$/.test(sign) || /^r/i.test(next.number);
    if (!isCertain && COUNTED.test(next.rest)) break;
    if (!isCertain && PERHAPS_COUNTED.test(next.rest)) return { numbers, rest, doubtful: next.number };
    numbers.push(next.number);
    sign = taken;
    rest = next.rest;
  }
  return { numbers: [...new Set(numbers)], rest };
}

/** 「110 已到」 and a telephone number are words. */
function isReport(number: string): boolean {
  if (hotlines.has(number) || !isReportNumber(number)) return false;
  return !/^\d+$/.test(number) || (number.length <= 6 && Number(number) > 0);
}

/** Report numbers, one or more, then what `read` makes of the words behind them. */
export function severalAnd<T extends object>(read: (rest: string, ctx: z.RefinementCtx) => T) {
  return z
    .string()
    .trim()
    .transform((typed, ctx) => {
      const { numbers, rest, doubtful } = readNumbers(typed);
      const fault = (message: string) => ctx.addIssue({ code: "custom", message });
      if (numbers[0] === "") fault("要写编号和内容");
      else if (doubtful !== undefined)
        fault(
          `「${showableLine(`${doubtful} ${rest.replace(/^\S+\s*/, "")}`, 12)}」是编号还是话，看不出，没有办。几件一起办，编号之间写顿号：41、42`,
        );
      else if (numbers.length > MOST) fault(`一次最多${MOST}件`);
      return { reports: numbers, ...read(rest, ctx) };
    });
}

/** Report numbers, then a text that must not be empty and keeps its line breaks. */
export const reportsAndText = severalAnd((text, ctx) => {
  if (text === "") ctx.addIssue({ code: "custom", message: "要写编号和内容" });
  return { text };
});
