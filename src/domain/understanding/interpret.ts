import { canonical } from "../canonical.ts";
import type { Chances, Danger, Interpretation, MessageKind, Understanding } from "../understanding.ts";
import { fold } from "./fold.ts";
import { type Judgement, judge } from "./judgement.ts";
import { isMachineText, withoutMachineLines } from "./machine-texts.ts";
import type { Mark, Model } from "./model.ts";
import { offenceFrom } from "./offence-words.ts";
import { placeOf } from "./place.ts";
import { wholeMessage, withoutManners } from "./whole-messages.ts";

/** Where the two likeliest categories are nearer than this, the answer says that it may be the other. */
const CLOSE = 0.2;
/** A message that is a report with at least this chance is filed, whatever else is likelier. */
const FILED_FROM = 0.4;
/** The examples are Chinese: of other scripts the model knows nothing. */
const HAN = /\p{Script=Han}/u;
/** What stands beside thanks is the matter where it is a report with at least this chance. */
const MATTER_FROM = 0.85;

/**
 * What a direct message means. The model judges; a few rules that are certain stand before it: what a machine wrote,
 * and messages that are nothing but a greeting, thanks, a number. In doubt it is a report.
 */
export function interpret(text: string, model: Model): Interpretation & { readonly chances: Chances } {
  const machine = isMachineText(text);
  const written = machine ? withoutMachineLines(text) : text;
  const rule =
    wholeMessage(written) ?? (HAN.test(canonical(written)) ? undefined : { kind: "chatter" as const });
  const judged = judgeMatter(written, model);
  const weighed = dangerOf(rule?.danger, rule ? 0 : judged.danger, judged, model);
  const place = placeOf(text, fold(text));
  const mayBeVain = machine || isBarePlace(text, place);
  const danger = mayBeVain && weighed?.level !== "now" ? undefined : weighed;
  const kind = kindOf(judged, machine ? "chatter" : rule?.kind, danger?.level === "now");
  const mayOpen = kind === "report" || kind === "supplement";
  const [first, second] = judged.categories;
  const isMarked = (mark: Mark, from = model.thresholds[mark]) =>
    !machine && !rule && judged.marks[mark] >= from;
  const usual = model.thresholds.offence;
  return {
    kind,
    ...(mayOpen && first ? { category: first.is } : {}),
    unsure: mayOpen && (first?.probability ?? 0) - (second?.probability ?? 0) < CLOSE,
    ...(danger ? { danger } : {}),
    restricted: isMarked("restricted"),
    sensitive: isMarked("sensitive"),
    offence: isMarked("offence", mayOpen ? offenceFrom(fold(written), usual) : usual),
    ...(place ? { place } : {}),
    machine,
    chances: {
      kinds: judged.kinds,
      categories: judged.categories,
      danger: judged.danger,
      dangers: judged.dangers,
      ...judged.marks,
    },
  };
}

/** Where it is, and nothing of what is there. */
function isBarePlace(text: string, place: string | undefined): boolean {
  if (!place) return false;
  return !/[\p{L}\p{N}]/u.test(
    text.replace(place, "").replace(/[就是在住的这那里儿边家我们俺个地址点方：]/g, ""),
  );
}

/** Thanks and greetings are one only where nothing else is said: what stands beside them is heard by itself. */
function judgeMatter(text: string, model: Model): Judgement {
  const judged = judge(model, text);
  const first = judged.kinds[0]?.is;
  if (first !== "thanks" && first !== "greeting") return judged;
  const matter = withoutManners(text);
  const rest = matter === undefined ? judged : judge(model, matter);
  return chanceOf(rest, "report") >= MATTER_FROM ? rest : judged;
}

function chanceOf({ kinds }: Judgement, kind: MessageKind): number {
  return kinds.find(({ is }) => is === kind)?.probability ?? 0;
}

function kindOf(judged: Judgement, rule: MessageKind | undefined, inDanger: boolean): MessageKind {
  const likeliest = rule ?? judged.kinds[0]?.is ?? "report";
  // A supplement stays one, so that it joins its report; the danger in it is heard all the same.
  if (inDanger) return likeliest === "supplement" ? "supplement" : "report";
  if (rule || likeliest === "supplement") return likeliest;
  return chanceOf(judged, "report") >= FILED_FROM ? "report" : likeliest;
}

function dangerOf(
  certain: Danger | undefined,
  chance: number,
  { dangers }: Judgement,
  { thresholds }: Model,
): Interpretation["danger"] {
  if (certain) return { kind: certain, level: "now" };
  const kind = dangers[0]?.is;
  if (!kind || chance < thresholds.dangerDoubtful) return undefined;
  return { kind, level: chance >= thresholds.dangerNow ? "now" : "doubtful" };
}

/** The same in short, for who files and answers: danger only where it is sure. */
export function understand(text: string, model: Model): Understanding {
  const { kind, category, danger, place } = interpret(text, model);
  return {
    kind,
    ...(category ? { category } : {}),
    ...(danger?.level === "now" ? { danger: danger.kind } : {}),
    ...(place ? { place } : {}),
  };
}
