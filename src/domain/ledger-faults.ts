import { isAllowed } from "./ledger-fields.ts";
import { isRequired, type Ledger } from "./ledgers.ts";

/** Something wrong in a definition; `path` leads to it in the file. */
export interface LedgerFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a bot on a chat network must not hold, and why. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [
    /重点人员|重点人口|七类|涉恐|涉稳|涉邪|涉毒人员|吸毒人员|肇事肇祸|精神障碍|社区矫正|刑满释放|刑释|在逃|前科|重点青少年|管控对象|稳控/,
    "重点人员的名单和管控情况是公安内部信息，只能放在公安网上的系统里，不能放在聊天机器人里",
  ],
  [/信访|上访|访民(?!警|情|意)|缠访|闹访/, "信访事项有法定的渠道和系统，不能在聊天机器人里登记"],
  [
    /警力|布警|布控|布防|勤务部署|警务部署|巡逻部署|设卡|盘查点|民警排班|备勤|安保方案/,
    "警力部署和勤务安排是内部信息，不能放在聊天机器人里",
  ],
];

/** Whatever is wrong in what a definition says, beside its form. `taken`: words that mean something else in chat already. */
export function faultsOf(ledger: Omit<Ledger, "version">, taken: ReadonlySet<string>): LedgerFault[] {
  return [
    ...forbiddenIn(ledger),
    ...wordFaults(ledger, taken),
    ...fieldFaults(ledger),
    ...stateFaults(ledger),
    ...referenceFaults(ledger),
    ...outsideFaults(ledger),
  ];
}

function forbiddenIn({ title, words, fields, states, subjects }: Omit<Ledger, "version">): LedgerFault[] {
  const said: readonly (readonly [LedgerFault["path"], string])[] = [
    [["title"], title],
    ...words.map((word, i) => [["words", i], word] as const),
    ...fields.flatMap((field, i) => [
      [["fields", i, "title"], field.title] as const,
      ...(field.choices ?? []).map((choice, n) => [["fields", i, "choices", n], choice] as const),
      ...(field.ask ? [[["fields", i, "ask"], field.ask] as const] : []),
    ]),
    ...states.map((state, i) => [["states", i, "title"], state.title] as const),
    ...subjects.map((subject, i) => [["subjects", i], subject.name] as const),
  ];
  return said.flatMap(([path, text]) => {
    const why = forbidden.find(([pattern]) => pattern.test(text.replace(/\s/g, "")))?.[1];
    return why ? [{ path, message: `「${text}」不能建台账：${why}` }] : [];
  });
}

function wordFaults({ words, closing }: Omit<Ledger, "version">, taken: ReadonlySet<string>): LedgerFault[] {
  if (closing !== undefined && taken.has(closing))
    return [{ path: ["closing"], message: `「${closing}」已经是一个命令或回话，请换一个词` }];
  return words.flatMap((word, i) => {
    const path = ["words", i];
    if (taken.has(word)) return [{ path, message: `「${word}」已经是一个命令或回话，请换一个词` }];
    return words.indexOf(word) < i ? [{ path, message: `「${word}」写了两次，只留一个` }] : [];
  });
}

function fieldFaults({ fields }: Omit<Ledger, "version">): LedgerFault[] {
  const ids = fields.map(({ id }) => id);
  return fields.flatMap((field, i) => {
    const faults: LedgerFault[] = [];
    const fault = (key: string, message: string) => faults.push({ path: ["fields", i, key], message });
    if (ids.indexOf(field.id) < i) fault("id", `${field.id} 用了两次，每一项的 id 只能用一次`);
    const needs = field.type === "choice";
    if (needs && (field.choices?.length ?? 0) < 2) fault("choices", "choice 要写至少两个选项 choices");
    if (!needs && field.choices) fault("choices", "只有 type: choice 才写 choices");
    if (field.choices?.some((one, n) => field.choices?.indexOf(one) !== n))
      fault("choices", "有两个一样的选项");
    const fits = { today: "date", me: "officer", mine: "office" } as const;
    if (field.default && fits[field.default] !== field.type)
      fault("default", `default: ${field.default} 只能用在 type: ${fits[field.default]}`);
    if (field.unit && field.type !== "number" && field.type !== "money")
      fault("unit", "unit（单位）只能用在 number、money");
    if (field.ledger && field.type !== "entry") fault("ledger", "ledger 只能用在 type: entry");
    return faults;
  });
}

function stateFaults({ states, fields }: Omit<Ledger, "version">): LedgerFault[] {
  const faults: LedgerFault[] = [];
  const ids = states.map(({ id }) => id);
  const reached = new Set([ids[0]]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const { id, to } of states) if (reached.has(id)) for (const next of to) reached.add(next);
  }
  for (const [i, { id, title, to, ends }] of states.entries()) {
    if (ids.indexOf(id) < i)
      faults.push({ path: ["states", i, "id"], message: `${id} 用了两次，每个状态的 id 只能用一次` });
    for (const [n, next] of to.entries())
      if (!ids.includes(next))
        faults.push({ path: ["states", i, "to", n], message: `没有「${next}」这个状态` });
    if (!reached.has(id))
      faults.push({
        path: ["states", i],
        message: `没有哪个状态能走到「${title}」：在前面的状态的 to 里写上 ${id}`,
      });
    if (!ends && to.length === 0)
      faults.push({
        path: ["states", i],
        message: `「${title}」走不出去：写 to，或者写 ends: true（办完了）`,
      });
  }
  for (const [i, { required }] of fields.entries())
    if (typeof required !== "boolean")
      for (const [n, state] of required.entries())
        if (!ids.includes(state))
          faults.push({ path: ["fields", i, "required", n], message: `没有「${state}」这个状态` });
  return faults;
}

/** Whoever is no officer is asked nothing back: what must be there has to come from their words or from the file. */
function outsideFaults({ outside, fields, states }: Omit<Ledger, "version">): LedgerFault[] {
  if (!outside) return [];
  const faults: LedgerFault[] = [];
  const isKnown = (id: string) => fields.some((field) => field.id === id);
  for (const [i, id] of outside.keeps.entries())
    if (!isKnown(id)) faults.push({ path: ["outside", "keeps", i], message: `没有「${id}」这一项` });
  for (const [id, value] of Object.entries(outside.values)) {
    const field = fields.find((one) => one.id === id);
    const path = ["outside", "values", id];
    if (!field) faults.push({ path, message: `没有「${id}」这一项` });
    else if (field.type === "person" || !isAllowed(field, value))
      faults.push({ path, message: `「${field.title}」不能是「${value}」` });
  }
  const first = states[0].id;
  for (const field of fields)
    if (isRequired(field, first) && !field.default && !outside.keeps.includes(field.id))
      if (!(field.id in outside.values))
        faults.push({
          path: ["outside"],
          message: `「${field.title}」必写：在 keeps 或 values 里写上 ${field.id}`,
        });
  return faults;
}

function referenceFaults({
  due: dues,
  states,
  fields,
  columns,
  repeat,
  subjects,
  since,
}: Omit<Ledger, "version">): LedgerFault[] {
  const faults: LedgerFault[] = [];
  for (const [i, due] of dues.entries()) {
    const path = dues.length > 1 ? ["due", i] : ["due"];
    const field = fields.find(({ id }) => id === due.of);
    if (!field && due.of !== "created" && due.of !== "report")
      faults.push({ path, message: `没有「${due.of}」这一项；要写一个日期项的 id、created 或 report` });
    if (field && field.type !== "date")
      faults.push({ path, message: `「${field.title}」不是日期（type: date），不能按它算期限` });
    for (const id of due.in ?? [])
      if (!states.some((one) => one.id === id)) faults.push({ path, message: `没有「${id}」这个状态` });
  }
  for (const [key, ids] of Object.entries(columns))
    for (const [i, id] of ids.entries())
      if (!fields.some((one) => one.id === id))
        faults.push({ path: ["columns", key, i], message: `没有「${id}」这一项` });
  if (repeat && subjects.length === 0)
    faults.push({ path: ["repeat"], message: "写了 repeat（多久一次），还要写 subjects（走访谁、查哪里）" });
  if (repeat && !since)
    faults.push({ path: ["repeat"], message: '写了 repeat，还要写 since（从哪天算起），例如 "2026-12-01"' });
  const names = subjects.map(({ name }) => name);
  for (const [i, name] of names.entries())
    if (names.indexOf(name) < i) faults.push({ path: ["subjects", i], message: `「${name}」写了两次` });
  return faults;
}
