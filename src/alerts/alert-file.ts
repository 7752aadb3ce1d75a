import { z } from "zod";
import { composeAlert, reviewAlert } from "../domain/alert-text.ts";
import { alertCategories, certainties, msgTypes, severities, urgencies } from "../domain/alerts.ts";
import { findPersonalData, personalDataNames } from "../domain/personal-data.ts";
import { type AlertFile, dayOfFile, type Season } from "../domain/rotation.ts";
import { firstTextLine, splitFrontMatter } from "../lib/front-matter.ts";
import { decodeText, type Fault } from "../lib/text-file.ts";
import { fromWallClock } from "../lib/time.ts";
import { checkYaml, parseYaml } from "../lib/yaml-file.ts";

export interface ReadAlert {
  /** Absent if one of the faults is an error. */
  readonly alert?: AlertFile;
  readonly faults: Fault[];
}

/** One `alerts/<series>/*.md`: front matter between two lines `---`, then the text. */
export function readAlert(
  source: Uint8Array | string,
  { series, file, timezone }: { series: string; file: string; timezone: string },
): ReadAlert {
  const path = `${series}/${file}`;
  const decoded = decodeText(source, path);
  const faults = [...decoded.faults];
  const report = (line: number, severity: Fault["severity"], message: string) =>
    faults.push({ file: path, line, severity, message });

  const named = dayOfFile(file);
  if (named && !fromWallClock(named, timezone)) report(0, "error", `文件名里的日期 ${named} 不存在`);

  const parts = splitFrontMatter(decoded.text);
  if (!parts) {
    report(1, "error", "开头没有写标题等信息：第一行写 ---，第二行写 title: 标题，再写一行 ---，下面是正文");
    return { faults };
  }
  const yaml = parseYaml(parts.head, path, 1);
  const head = checkYaml(frontMatter(timezone), yaml);
  faults.push(...head.faults);
  const body = parts.body.trim();
  if (body === "") report(parts.bodyLine, "error", "没有正文：在第二行 --- 的下面写要发的话");

  const firstLine = firstTextLine(parts);
  for (const { index, kind } of findPersonalData(body)) {
    const line = firstLine + body.slice(0, index).split("\n").length - 1;
    report(
      line,
      "warning",
      `像是${personalDataNames[kind]}，发到群里前请删掉（110、96110 等公开热线可以写）`,
    );
  }
  if (head.value && findPersonalData(head.value.title).length > 0) {
    report(yaml.lineOf(["title"]), "warning", "标题里像是有姓名、电话、证件、银行卡或车牌号码，请删掉");
  }
  if (head.value && body !== "") {
    for (const { line, message } of reviewAlert(head.value.title, body)) {
      report(line === 0 ? yaml.lineOf(["title"]) : firstLine + line - 1, "warning", message);
    }
  }
  if (!head.value || faults.some(({ severity }) => severity === "error")) return { faults };
  const { title, effective, expires, poster, season, references, acknowledge, ...cap } = head.value;
  const alert: AlertFile = {
    id: path,
    series,
    file,
    title,
    ...cap,
    ...(effective ? { effective } : {}),
    ...(expires ? { expires } : {}),
    ...(poster ? { poster: poster === true ? "drawn" : { file: `${series}/${poster}` } } : {}),
    ...(season ? { season } : {}),
    ...(references ? { references } : {}),
    ...(acknowledge ? { acknowledge } : {}),
    text: composeAlert(title, body),
  };
  return { alert, faults };
}

/** CAP 1.2 fields under their own names. The defaults are those of an everyday notice. */
function frontMatter(timezone: string) {
  const when = (edge: "start" | "end") =>
    z.string().transform((text, context) => {
      const at = instantOf(text, timezone, edge);
      if (!at) context.addIssue("要写成 2026-12-31 或 2026-12-31 18:00");
      return at?.toISOString() ?? z.NEVER;
    });
  return z
    .strictObject({
      title: z
        .string()
        .trim()
        .min(1, "不能是空的")
        .regex(/^[^【】\n]*$/, "不用写【】，发送时会自动加上；只能一行"),
      category: z.enum(alertCategories).default("Safety"),
      severity: z.enum(severities).default("Minor"),
      urgency: z.enum(urgencies).default("Future"),
      certainty: z.enum(certainties).default("Possible"),
      msgType: z.enum(msgTypes).default("Alert"),
      references: z.array(z.string()).optional(),
      effective: when("start").optional(),
      expires: when("end").optional(),
      acknowledge: z.literal(true, "只能写 true（请大家回「收到」），或者不写").optional(),
      season: z
        .string()
        .transform((text, context): Season => {
          const [from = "", to = "", ...more] = text.split(/\s*[~～至到]\s*/);
          // 2028 is a leap year: 02-29 may begin or end a season.
          const exist = [from, to].every((date) => fromWallClock(`2028-${date}`, "UTC"));
          if (!exist || more.length > 0 || text.includes(":")) {
            context.addIssue("要写成 11-01 ~ 03-15（每年这段日子才发）");
          }
          return { from, to };
        })
        .optional(),
      poster: z
        .union([z.boolean(), z.string().regex(/^[^/\\:]+\.(png|jpe?g)$/i)], {
          error: "要写 true（按文字画一张海报），或者同一文件夹里的图片名，例如 海报.png",
        })
        .optional(),
    })
    .refine(({ effective, expires }) => !effective || !expires || effective < expires, {
      path: ["expires"],
      message: "比 effective（开始时间）还早",
    });
}

/** A day without a time means its first minute for a beginning, its last for an end. */
function instantOf(text: string, timezone: string, edge: "start" | "end"): Date | undefined {
  if (/T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? undefined : at;
  }
  const wholeDay = /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
  return fromWallClock(wholeDay && edge === "end" ? `${text.trim()} 23:59` : text, timezone);
}
