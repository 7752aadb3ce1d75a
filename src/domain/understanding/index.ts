import type { MessageKind, Understanding } from "../understanding.ts";
import { categoryOf } from "./category.ts";
import { alarmOf, dangerOf } from "./danger.ts";
import { fold } from "./fold.ts";
import { kindOf } from "./kind.ts";
import { isMachineFolded, withoutMachineLines } from "./machine-texts.ts";
import { possibleIn } from "./phrases.ts";
import { placeOf } from "./place.ts";

/**
 * What a direct message means, by rules alone: the phrase lists beside this file, written as phrases.ts says. Danger
 * comes first and makes a report of whatever the rest looks like; in doubt it is a report.
 */
export function understand(text: string, folded = fold(text), possible = possibleIn(folded)): Understanding {
  const machine = isMachineFolded(folded, possible);
  const said = machine ? "chatter" : kindOf(folded, possible);
  const danger =
    dangerOf(machine ? withoutMachineLines(folded) : folded, possible) ??
    (mayOpen(said) ? alarmOf(folded, possible) : undefined);
  const place = placeOf(text, folded);
  // A supplement stays one, so that it joins its report; the danger in it is heard all the same.
  const kind = danger && said !== "supplement" ? "report" : said;
  return {
    kind,
    ...(mayOpen(kind) ? { category: categoryOf(folded, danger, possible) } : {}),
    ...(danger ? { danger } : {}),
    ...(place ? { place } : {}),
  };
}

/** A supplement is a report of its own where there is none that it could join. */
function mayOpen(kind: MessageKind): boolean {
  return kind === "report" || kind === "supplement";
}
