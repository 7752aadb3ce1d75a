/** A button below a message: to press it is to write `says`, in the same place, with the rights of whoever pressed. */
export interface Button {
  /** Up to ten signs, without blanks. */
  readonly label: string;
  /** A command with its slash: 「/接 R2611-0042」. */
  readonly says: string;
}

/** Below a notice about a report: to take it while nobody has it, and to read its words, which no group shows. */
export function reportButtons(
  number: string,
  { toTake, toRead }: { readonly toTake: boolean; readonly toRead: boolean },
): Button[] {
  return [
    ...(toTake ? [{ label: "接手", says: `/接 ${number}` }] : []),
    ...(toRead ? [{ label: "看", says: `/看 ${number}` }] : []),
  ];
}

/** Below what waits for somebody's approval; `named` as it is written behind 同意: `T2611-012`, `身份 42`. */
export function approvalButtons(named: string): Button[] {
  return [
    { label: "同意", says: `/同意 ${named}` },
    { label: "退回", says: `/退 ${named}` },
    { label: "不同意", says: `/否 ${named}` },
  ];
}
