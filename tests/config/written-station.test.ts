import { resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkReport } from "../../src/cli/check.ts";
import { parseConfig } from "../../src/config/config.ts";
import { writtenStation } from "../../src/config/written-station.ts";

const now = new Date("2026-12-01T02:00:00Z");
const letters = [..."甲乙丙丁戊己庚辛壬癸"];
/** What YAML would read as something else, and what people are called. */
const name = fc.constantFrom(
  "王建国",
  "李: 四",
  "#王",
  "周 # 二",
  "*赵",
  "&郑",
  "!冯",
  "- 钱",
  "? 卫",
  "'孙'",
  '"周"',
  "{吴}",
  "[蒋]",
  "|沈",
  ">韩",
  "@杨",
  "`朱`",
  "１２３秦",
  "12:30 尤",
  "0x1许",
  "😀何",
  "null",
  "yes",
  "true",
  "~吕",
  "阿·施",
  "C:\\张",
  "甲".repeat(300),
);
/** Different names, also where the same was drawn twice. */
const names = (maxLength: number) =>
  fc.array(name, { maxLength }).map((all) => all.map((one, i) => `${one}${letters[i]}`));
const word = fc.constantFrom("体育场", "#3号楼", "*建设路", "锦绣家园:3期", "'新程街'", "12号院", "治安防范");
const words = fc.uniqueArray(word, { maxLength: 4 });
const clock = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map((both) => both.map((n) => String(n).padStart(2, "0")).join(":"));
const hours = fc.tuple(clock, clock).filter(([from, to]) => from !== to);
const qq = fc.integer({ min: 10_000, max: 999_999_999 }).map(String);

/** A station as its people would describe it. */
const station = fc
  .record({
    name,
    phone: fc.option(fc.constantFrom("0375-1234567", "12345678"), { nil: undefined }),
    sms110: fc.option(fc.constantFrom("12110", "12110375"), { nil: undefined }),
    offices: names(4),
    units: fc.uniqueArray(fc.constantFrom<string>("治安大队", "案侦大队", "#社区大队", "*交巡"), {
      maxLength: 4,
    }),
    people: names(6),
    numbers: fc.uniqueArray(qq, { minLength: 12, maxLength: 12 }),
    places: fc.array(words, { minLength: 6, maxLength: 6 }),
    picks: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    groups: fc.nat(4),
    duty: fc.nat(2),
    hours,
    quiet: hours,
    preview: clock,
    reverse: fc.boolean(),
    token: fc.stringMatching(/^[!-~]{1,40}$/).filter((token) => !token.includes("$") && !/[%{<]/.test(token)),
    backup: fc.boolean(),
    passphrase: fc.constantFrom("一二三四五六七八九十一二", '"quoted": #12 *', "correct horse battery"),
    port: fc.integer({ min: 1, max: 65_535 }).filter((port) => port !== 8095),
    wide: fc.boolean(),
    short: fc.boolean(),
  })
  .map((s) => {
    const pick = <T>(all: readonly T[], i: number): T | undefined =>
      all[(s.picks[i] ?? 0) % (all.length + 1)];
    const place = (i: number) => {
      const found = pick([...s.offices, ...s.units], i);
      return found === undefined ? {} : s.units.includes(found) ? { unit: found } : { office: found };
    };
    const roles = ["officer", "dispatcher", "leader", "auditor", "admin"] as const;
    const members = ["hotel", "rental", "school", "shop", "guards", undefined] as const;
    return {
      ...s,
      officers: s.people.map((one, i) => ({
        name: one,
        role: roles[(s.picks[i] ?? 0) % roles.length] ?? "officer",
        ...place(i),
        account: i % 2 === 0 ? s.numbers[i] : undefined,
      })),
      inGroups: s.numbers.slice(6, 6 + s.groups).map((id, i) => ({
        id,
        ...place(6 + i),
        isOfficers: (s.picks[i] ?? 0) % 4 === 0,
        members: members[(s.picks[i] ?? 0) % members.length],
        topics: s.places[i] ?? [],
      })),
      onDuty: s.people.slice(0, s.duty),
    };
  });
type Described = typeof station extends fc.Arbitrary<infer S> ? S : never;

/** Digits and signs as a Chinese keyboard writes them. */
const widened = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** What they type, page by page. */
function typed(s: Described): Record<string, string> {
  const code = s.wide ? widened : (text: string) => text;
  const form: Record<string, string | undefined> = {
    name: ` ${s.name} `,
    phone: s.phone && code(s.phone),
    sms110: s.sms110 && code(s.sms110),
    units: s.units.join("、"),
    qq: s.reverse ? "reverse" : "forward",
    qqUrl: code("ws://127.0.0.1:3001"),
    qqListen: code("127.0.0.1:8095"),
    qqToken: s.token,
    preview: code(s.preview),
    quiet: code(s.quiet.join("-")),
    port: code(String(s.port)),
    retention: s.short ? "short" : "",
    backup: s.backup ? "./backup" : "",
    passphrase: s.backup ? s.passphrase : "",
    alerts: "./alerts",
  };
  for (const [i, office] of s.offices.entries()) {
    form[`offices.${i * 2}.name`] = office; // With empty rows between.
    form[`offices.${i * 2}.places`] = s.places[i]?.join("，");
  }
  for (const [i, { name, role, office, unit, account }] of s.officers.entries())
    Object.assign(form, {
      [`officers.${i}.name`]: name,
      [`officers.${i}.role`]: role,
      [`officers.${i}.office`]: office ?? unit,
      [`officers.${i}.account`]: account && code(account),
    });
  for (const [i, group] of s.inGroups.entries())
    Object.assign(form, {
      [`groups.${i}.id`]: code(group.id),
      [`groups.${i}.office`]: group.office ?? group.unit,
      [`groups.${i}.kind`]: group.isOfficers ? "officers" : group.members,
      [`groups.${i}.topics`]: group.topics.join(" "),
    });
  for (const [i, one] of s.onDuty.entries())
    Object.assign(form, {
      [`duty.${i}.name`]: one,
      [`duty.${i}.days`]: "周一-周五",
      [`duty.${i}.hours`]: code(s.hours.join("-")),
    });
  return Object.fromEntries(Object.entries(form).map(([field, text]) => [field, text ?? ""]));
}

test("any station that people describe is in the file as they described it, without its passwords", async () => {
  const file = resolve("station.yaml");
  await fc.assert(
    fc.asyncProperty(station, async (s) => {
      const { yaml, secrets } = writtenStation(typed(s));
      expect(yaml).toMatch(/token: \$\{QQ_TOKEN\}/);
      const config = parseConfig(yaml, file, secrets);
      expect(config).toMatchObject({
        station: { name: s.name, ...(s.phone && { phone: s.phone }), sms110: s.sms110 ?? "12110" },
        offices: s.offices.map((name, i) => ({ name, places: s.places[i] })),
        units: s.units,
        preview: s.preview,
        sending: { quietHours: s.quiet.join("-") },
        web: { port: s.port },
      });
      const [qqChannel] = config.channels;
      expect(qqChannel).toMatchObject({
        token: s.token,
        ...(s.reverse ? { listen: "127.0.0.1:8095" } : { url: "ws://127.0.0.1:3001" }),
      });
      expect(config.officers).toEqual(
        s.officers.map(({ account, ...officer }) => ({
          ...officer,
          accounts: account ? [`qq:${account}`] : [],
          approves: [],
        })),
      );
      expect(config.groups).toEqual(
        s.inGroups.map(({ id, isOfficers, members, ...group }) => ({
          ...group,
          address: `qq:${id}`,
          kind: isOfficers ? "officers" : "community",
          ...(members && !isOfficers && { members }),
        })),
      );
      const [from, to] = s.hours;
      expect(config.duty).toMatchObject(s.onDuty.map((name) => ({ name, from, to })));
      expect(config.backup?.passphrase).toBe(s.backup ? s.passphrase : undefined);
    }),
  );
});

test("`check` finds no fault in what was written", async () => {
  for (const s of fc.sample(station, { numRuns: 5, seed: 122 })) {
    // A free port: this asks the machine.
    const { yaml, secrets } = writtenStation({ ...typed(s), qq: "forward", port: "0" });
    const report = await checkReport(parseConfig(yaml, resolve("station.yaml"), secrets), now);
    expect(report.findings.filter((line) => !line.includes("（提醒）"))).toEqual([]);
    expect(report.ok).toBe(true);
  }
});
