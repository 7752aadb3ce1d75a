import { expect, test } from "vitest";
import { type Role, roles } from "../../src/domain/people.ts";
import { categories } from "../../src/domain/reports.ts";
import {
  isInSight,
  mayDo,
  maySee,
  type Reader,
  type ReportAction,
  sightOf,
} from "../../src/domain/rights.ts";

const letters: Record<Role, string> = {
  officer: "o",
  dispatcher: "d",
  leader: "l",
  auditor: "u",
  admin: "a",
};
const offices = { here: "体育场警务室", there: "新程街社区警务室" };
const plain = { category: "help", priority: "normal", office: offices.here } as const;

/** Reports as they may be to the officer `me` of the office `here`. */
const relations = {
  own: { ...plain, office: offices.there, assignee: "me" },
  colleague: { ...plain, assignee: "another" },
  "of no office": { category: "help", priority: "normal" },
  "other office": { ...plain, office: offices.there },
  named: { ...plain, meant: ["me"] },
  restricted: { ...plain, restricted: true },
  "complaint, own": { ...plain, category: "complaint", assignee: "me" },
  "restricted, danger": { ...plain, restricted: true, priority: "urgent" },
  "restricted, meant": { ...plain, restricted: true, meant: ["another", "me"] },
  "restricted, meant, danger": { ...plain, restricted: true, meant: ["me"], priority: "urgent" },
  "restricted, own, meant": { ...plain, restricted: true, meant: ["me"], assignee: "me" },
  sensitive: { ...plain, sensitive: true },
  "sensitive, own": { ...plain, sensitive: true, assignee: "me" },
  "sensitive, restricted": { ...plain, sensitive: true, restricted: true },
  "sensitive, restricted, danger": { ...plain, sensitive: true, restricted: true, priority: "urgent" },
} as const;

type Row = Record<ReportAction, string>;
const asUsual: Row = {
  "report.read": "odlua",
  "report.take": "odla",
  "report.reply": "odla",
  "report.note": "odla",
  "report.assign": "dla",
  "report.close": "odla",
  "report.reopen": "odla",
  "report.extend": "odla",
  "report.correct": "odla",
  "report.unrestrict": "l",
  "report.merge": "odla",
  "report.publish": "odla",
  "report.mute": "dl",
  "report.identity": "odla",
  "report.hold": "odla",
};
/** What may be done to a report that only these may see; of none is anything said in a group. */
const only = (who: string): Row => ({
  ...(Object.fromEntries(Object.keys(asUsual).map((action) => [action, who])) as Row),
  "report.publish": "",
});
const inDanger: Row = {
  ...only("dl"),
  "report.merge": "l",
  "report.mute": "l",
  "report.assign": "l",
  "report.close": "l",
  "report.reopen": "l",
  "report.extend": "l",
  "report.unrestrict": "l",
};

const onDuty: Row = { ...only("dl"), "report.unrestrict": "l", "report.merge": "" };

/** Written by hand: who may do what to which report. */
const wanted: Record<keyof typeof relations, Row> = {
  own: asUsual,
  colleague: asUsual,
  "of no office": asUsual,
  "other office": asUsual,
  named: asUsual,
  restricted: only("l"),
  "complaint, own": only("l"),
  "restricted, danger": inDanger,
  "restricted, meant": only(""),
  "restricted, meant, danger": only(""),
  "restricted, own, meant": only(""),
  sensitive: onDuty,
  "sensitive, own": onDuty,
  "sensitive, restricted": { ...only("l"), "report.merge": "" },
  "sensitive, restricted, danger": { ...inDanger, "report.merge": "" },
};

const reader = (role: Role, more: Partial<Reader> = {}): Reader => ({
  id: "me",
  role,
  office: offices.here,
  ...more,
});

test.each(Object.keys(relations) as (keyof typeof relations)[])(
  "%s: each role may do what is written",
  (name) => {
    const found = Object.fromEntries(
      Object.keys(asUsual).map((action) => [
        action,
        roles
          .filter((role) => mayDo(reader(role), action as ReportAction, relations[name]))
          .map((r) => letters[r])
          .join(""),
      ]),
    );
    expect(found).toEqual(wanted[name]);
  },
);

test("in front of others nobody may do anything with what is restricted or sensitive, and a revoked officer nothing at all", () => {
  for (const role of roles) {
    for (const action of Object.keys(asUsual) as ReportAction[]) {
      for (const [name, report] of Object.entries(relations)) {
        const isKept = /restricted|complaint|sensitive/.test(name);
        const may = mayDo(reader(role), action, report);
        expect(mayDo(reader(role, { inGroup: true }), action, report)).toBe(may && !isKept);
        expect(mayDo(reader(role, { revokedAt: "2026-11-24T00:00:00Z" }), action, report)).toBe(false);
      }
    }
  }
});

test("what a store filters by is what may be seen, of every kind of report and for everybody", () => {
  const flags = [undefined, true] as const;
  let seen = 0;
  for (const role of roles)
    for (const inGroup of [false, true])
      for (const category of categories)
        for (const priority of ["normal", "urgent"] as const)
          for (const restricted of flags)
            for (const sensitive of flags)
              for (const meant of [undefined, ["another"], ["me", "another"]])
                for (const assignee of [undefined, "me"])
                  for (const office of [undefined, offices.here, offices.there]) {
                    const marks = { restricted, sensitive, meant, assignee, office };
                    const given = Object.fromEntries(Object.entries(marks).filter(([, value]) => value));
                    const report = { category, priority, ...given };
                    const who = reader(role, { inGroup });
                    expect(isInSight(report, sightOf(who))).toBe(maySee(who, report));
                    seen += Number(maySee(who, report));
                  }
  expect(seen).toBeGreaterThan(1000);
});
