import { composeAlert, signAlert } from "./alert-text.ts";
import type { Alert, AlertCategory } from "./alerts.ts";
import { showable } from "./showable.ts";

/** What an officer wrote, as it will be sent. */
export interface Written {
  readonly title: string;
  /** Title line, body, and who says it. */
  readonly text: string;
  /** The same as it was written, with the place of the station's name, to look it over. */
  readonly body: string;
}

const STATION = "{station}";

/** The first line is the title; the station signs where the writer did not. `undefined` where no title is there. */
export function readWritten(typed: string, station: string): Written | undefined {
  const lines = showable(typed).trim().split("\n");
  const title = (lines[0] ?? "").replace(/[【】]/g, "").trim();
  if (title === "") return undefined;
  const body = signed(lines.slice(1).join("\n").trim(), station);
  return { title, body, text: signAlert(composeAlert(title, body), station) };
}

function signed(body: string, station: string): string {
  const marked = body.replaceAll(station, STATION);
  if (
    marked
      .trimEnd()
      .replace(/[。.！!]$/, "")
      .endsWith(STATION)
  )
    return marked;
  return marked === "" ? STATION : `${marked}\n${STATION}`;
}

/** What an alert is about, by its words; what most alerts of a police station are about, where none tells. */
function categoryIn(text: string): AlertCategory {
  return subjects.find(([words]) => words.test(text))?.[1] ?? "Security";
}

const subjects: readonly (readonly [RegExp, AlertCategory])[] = [
  [/诈骗|骗子|骗局|防骗|转账|刷单|验证码|小偷|被盗|防盗|撬/, "Security"],
  [/火灾|消防|着火|起火|燃气|煤气|烟花|充电/, "Fire"],
  [/暴雨|大雨|暴雪|大雪|台风|大风|大雾|高温|寒潮|冰雹|结冰|雷电/, "Met"],
  [/寻人|走失|走丢/, "Rescue"],
  [/停水|停电|停气|断水|断电/, "Infra"],
  [/交通|单行|封路|绕行|路口|车辆|停车|骑车|酒驾|限行/, "Transport"],
];

/** The fields of an alert that are not the officer's words. */
export function draftOf(
  written: Written,
): Pick<Alert, "title" | "text" | "category" | "severity" | "urgency" | "certainty" | "msgType"> {
  return {
    title: written.title,
    text: written.text,
    category: categoryIn(written.text),
    severity: "Minor",
    urgency: "Expected",
    certainty: "Likely",
    msgType: "Alert",
  };
}
