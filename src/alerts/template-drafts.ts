import type { ActionContext } from "../app/bot-context.ts";
import { markedAsking } from "../domain/acknowledgements.ts";
import {
  fillIn,
  lastField,
  nextField,
  severityOf,
  type TemplateField,
  type TemplateFile,
  type TemplateValues,
} from "../domain/alert-templates.ts";
import { composeAlert, reviewAlert, signAlert } from "../domain/alert-text.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Actor } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import { actingOfficer } from "../people/index.ts";
import { audienceOf } from "./audience.ts";
import { type Drafted, type DraftRefused, putDraft } from "./drafts.ts";
import { putMove } from "./put-move.ts";
import { loadTemplates } from "./template-file.ts";

/** What is asked next of an alert that is being made from a template. */
export interface Asks {
  readonly done: Alert;
  readonly field: TemplateField;
}

export type FieldRefused = DraftRefused | { readonly refused: "no-template" };

/** Begins an alert from a template; gives its first question. */
export async function startTemplate(
  context: ActionContext,
  actor: Actor,
  name: string,
): Promise<Asks | FieldRefused> {
  const { config, clock, store } = context;
  const template = (await loadTemplates(config.alerts)).templates.get(name);
  const field = template && nextField(template, {});
  if (!template || !field) return { refused: "no-template" };
  const now = clock.now();
  return store.tx(async (t): Promise<Asks | FieldRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const { category, severity, urgency, certainty, poster, acknowledge } = template;
    const fields = {
      title: name,
      text: "",
      ...{ category, severity, urgency, certainty, msgType: "Alert" as const },
      ...(poster ? { poster } : {}),
      ...(acknowledge ? { acknowledge } : {}),
      template: { name, values: {} },
    };
    return { done: await putDraft(t, fields, officer, config.station.timezone, now), field };
  });
}

/** One answer, or the way back; when nothing is left to ask the alert has its words. */
export async function answerField(
  context: ActionContext,
  actor: Actor,
  { id, answer }: { readonly id: string; readonly answer: { readonly value: string } | "back" },
): Promise<Asks | Drafted | FieldRefused> {
  const { config, clock, store } = context;
  const { name: station, timezone } = config.station;
  const { templates } = await loadTemplates(config.alerts);
  const now = clock.now();
  return store.tx(async (t): Promise<Asks | Drafted | FieldRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const alert = await t.alerts.get(id);
    const template = alert?.template && templates.get(alert.template.name);
    if (!alert?.template || !template) return { refused: "no-template" };
    const moved = putMove(t, alert, "edit", officer, now);
    if ("refused" in moved) return moved;
    const values = changed(template, alert.template.values, answer);
    const asked = nextField(template, values);
    const consent = consentGiven(template, alert.template.values, values);
    if (consent)
      t.audit.append({
        at: now.toISOString(),
        actor: { officer: officer.id },
        action: "alert.consent",
        subject: { kind: "alert", id },
        words: consent,
      });
    const show = shown(template, timezone);
    const fixed = (words: string | undefined) =>
      words === undefined ? undefined : signAlert(fillIn(words, values, show), station);
    const [cancel, end] = [fixed(template.cancel), fixed(template.end)];
    const kept = {
      ...moved.alert,
      template: {
        name: template.name,
        values,
        ...(cancel ? { cancel } : {}),
        ...(end ? { end } : {}),
        ...(template.erase ? { erase: true as const } : {}),
        ...(template.personal ? { personal: true as const } : {}),
        ...(template.consultation ? { consultation: true as const } : {}),
      },
    };
    if (asked) {
      t.alerts.put(kept);
      return { done: kept, field: asked };
    }
    const title = fillIn(template.title, values, show);
    const body = fillIn(template.body, values, show);
    const ends = endOf(template, values, now);
    const done: Alert = markedAsking({
      ...kept,
      severity: severityOf(template, values),
      title,
      text: signAlert(composeAlert(title, body), station),
      ...(ends ? { expires: ends } : {}),
    });
    t.alerts.put(done);
    return { done, groups: await audienceOf(t, done), remarks: reviewAlert(title, body) };
  });
}

function changed(
  template: TemplateFile,
  before: TemplateValues,
  answer: { readonly value: string } | "back",
): TemplateValues {
  if (answer === "back") {
    const last = lastField(template, before)?.name;
    return Object.fromEntries(Object.entries(before).filter(([name]) => name !== last));
  }
  const field = nextField(template, before);
  return field ? { ...before, [field.name]: answer.value } : before;
}

function consentGiven({ fields }: TemplateFile, before: TemplateValues, after: TemplateValues) {
  const given = fields.find(({ name, consent }) => consent && after[name] && !before[name]);
  return given && after[given.name];
}

/** A value as it is read: times on the station's clocks. */
function shown({ fields }: Pick<TemplateFile, "fields">, timezone: string) {
  return (name: string, value: string): string =>
    fields.find((field) => field.name === name)?.kind === "time"
      ? inZone(value, timezone).format("M月D日HH:mm")
      : value;
}

function endOf({ until, lifeMs }: TemplateFile, values: TemplateValues, now: Date): string | undefined {
  const named = until === undefined ? undefined : values[until];
  if (named) return named;
  return lifeMs === undefined ? undefined : new Date(now.getTime() + lifeMs).toISOString();
}
