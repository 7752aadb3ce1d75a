import {
  type FieldValue,
  fieldOf,
  isFilled,
  isRequired,
  type Ledger,
  type LedgerDraft,
  type LedgerField,
} from "./ledgers.ts";

/** What stands for the question whom it is about, where the ledger has subjects. */
export const SUBJECT: LedgerField = {
  id: "@subject",
  title: "对象",
  type: "text",
  ask: "是哪一家？写名字",
  required: false,
};

/** The field to be asked for next; `undefined` where the draft has all that it needs. */
export function nextAsked(ledger: Ledger, draft: LedgerDraft): LedgerField | undefined {
  // What follows a report is asked what it says yes or no to: whether they have been told.
  const isWanted = ({ ask, type }: LedgerField) =>
    ask !== undefined || (draft.report !== undefined && type === "yesno");
  const isAsked = (field: LedgerField) =>
    !isFilled(draft.values[field.id]) &&
    (isRequired(field, draft.state) ||
      (isWanted(field) && draft.entry === undefined && !draft.skipped.includes(field.id)));
  const wantsSubject =
    ledger.subjects.length > 0 &&
    draft.entry === undefined &&
    draft.subject === undefined &&
    !draft.skipped.includes(SUBJECT.id);
  return wantsSubject ? SUBJECT : ledger.fields.find(isAsked);
}

/** The field that the draft waits for. */
export function askedField(ledger: Ledger, { asked }: Pick<LedgerDraft, "asked">): LedgerField | undefined {
  const id = asked.at(-1);
  return id === undefined ? undefined : id === SUBJECT.id ? SUBJECT : fieldOf(ledger, id);
}

/** With the next question, if there is one. */
export function withNext(ledger: Ledger, draft: LedgerDraft): LedgerDraft {
  const next = nextAsked(ledger, draft);
  return next && draft.asked.at(-1) !== next.id ? { ...draft, asked: [...draft.asked, next.id] } : draft;
}

export function answered(draft: LedgerDraft, field: LedgerField, value: FieldValue): LedgerDraft {
  if (field.id === SUBJECT.id) return { ...draft, subject: String(value) };
  return { ...draft, values: { ...draft.values, [field.id]: value } };
}

/** Without the answer; `undefined` where the field must be filled. */
export function skipped(draft: LedgerDraft, field: LedgerField): LedgerDraft | undefined {
  if (isRequired(field, draft.state)) return undefined;
  return { ...draft, skipped: [...draft.skipped, field.id] };
}

/** Back to the question before this one, its answer taken back; to the same where it is the first. */
export function steppedBack(draft: LedgerDraft): LedgerDraft {
  const before = draft.asked.slice(0, -1);
  const last = before.at(-1);
  if (last === undefined) return draft;
  const { [last]: _, ...values } = draft.values;
  const { subject, ...rest } = draft;
  return {
    ...rest,
    ...(subject === undefined || last === SUBJECT.id ? {} : { subject }),
    values,
    asked: before,
    skipped: draft.skipped.filter((id) => id !== last),
  };
}
