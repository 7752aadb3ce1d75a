import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import { parseUntil } from "../domain/until.ts";
import { fromWallClock, inZone } from "../lib/time.ts";
import { changeDuty, type DutyRefused, seeDuty } from "../people/change-duty.ts";
import type { Duty } from "../people/duty.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { findOfficer, unknownOfficer } from "./find-officer.ts";
import { moment } from "./moment.ts";
import { acting, notAllowed } from "./report-answers.ts";

export const dutyCommand = defineCommand({
  name: "duty",
  aliases: ["值班"],
  action: "duty.see",
  where: ["dm", "officers"],
  summary: "现在谁值班；值班、所领导定谁值到几点",
  usage: ["/值班", "/值班 李红梅 到明早8点", "/值班 李红梅 到18:00", "/值班 李红梅 下班"],
  args: z.string().transform((typed) => ({ typed: typed.trim() })),
  async run({ typed }, context) {
    if (typed === "") {
      const seen = await seeDuty(...acting(context));
      if ("refused" in seen) throw new UserFacingError(refusal(seen));
      return dutyLines(seen.done, context);
    }
    const { name, until } = readDuty(typed, context);
    const officer = await findOfficer(context.bot.store, name);
    const changed = await changeDuty(...acting(context), { officer: officer.id, until });
    if ("refused" in changed) throw new UserFacingError(refusal(changed));
    const unbound =
      until !== "off" && officer.accounts.length === 0 ? ["还没绑定账号，叫不到，请先发「/邀请码」。"] : [];
    return [
      until === "off"
        ? `${officer.name}不值班了。`
        : `好的，${officer.name}值班到${moment(until, context)}。`,
      ...unbound,
      dutyLines(changed.duty, context),
    ].join("\n");
  },
});

const EXAMPLE = "例如「/值班 李红梅 到明早8点」，不值了发「/值班 李红梅 下班」。";
const OFF = /^(?:下班了?|取消|不值了?|结束|撤)$/;

/** 「李红梅 到明早8点」, 「李红梅 下班」. */
function readDuty(typed: string, { bot, now }: CommandContext): { name: string; until: Date | "off" } {
  const zone = bot.config.station.timezone;
  const { name, end } = splitUntil(typed.replaceAll(/\s+/g, " "));
  if (!name || !end) throw new UserFacingError(`要写谁、值到几点，${EXAMPLE}`);
  if (OFF.test(end)) return { name, until: "off" };
  const until = parseUntil(end, inZone(now, zone).format("YYYY-MM-DD HH:mm"));
  const at = until && fromWallClock(until, zone);
  if (!at)
    throw new UserFacingError(
      `没看懂「${showableLine(end, 20)}」是到什么时候，或者已经过了，没有办。${EXAMPLE}`,
    );
  return { name, until: at };
}

/** A name may have blanks in it, and 至: 「陈至立 到18:00」. */
function splitUntil(typed: string): { name: string; end: string } {
  const last = typed.lastIndexOf(" ");
  const places = [
    typed.search(/ [到至]/),
    OFF.test(typed.slice(last + 1)) ? last : -1,
    typed.search(/[到至]/),
  ];
  const place = places.find((at) => at > 0) ?? typed.indexOf(" ");
  return {
    name: typed.slice(0, Math.max(place, 0)).trim(),
    end: typed.slice(place).replace(/^ ?[到至]? ?/, ""),
  };
}

function dutyLines({ onDuty }: Duty, context: CommandContext): string {
  const shown = onDuty.map(({ officer, until }) =>
    until ? `${officer.name}（到${moment(new Date(until), context)}）` : officer.name,
  );
  if (shown.length === 0) return "现在没有人值班，急件会叫所领导。";
  return onDuty.some(({ until }) => until)
    ? `现在值班：${shown.join("、")}`
    : `现在没有排班，急件叫值班员：${shown.join("、")}`;
}

function refusal(why: DutyRefused): string {
  if (why.refused === "not-allowed") return notAllowed;
  const { refused, name } = why;
  return {
    "no-officer": unknownOfficer(name),
    "handles-none": `${name}不办件，不能值班。`,
    "not-on-duty": `${name}现在没有值班。`,
    "too-far": "最多排31天；固定的排班写在配置文件的 duty 里。",
  }[refused];
}
