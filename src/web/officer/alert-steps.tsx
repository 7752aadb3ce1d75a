/** @jsxImportSource hono/jsx */
import type { Alert } from "../../domain/alerts.ts";
import type { Officer } from "../../domain/people.ts";
import { shortTime } from "./parts/report-row.tsx";

const moves: Readonly<Record<string, string>> = {
  submit: "送审",
  "submit-file": "送审",
  approve: "同意",
  return: "退回",
  reject: "不同意",
  "send-at-once": "先发后审",
  broadcast: "开始发",
  complete: "发完",
  cancel: "取消",
  expire: "过了时间",
};

/** Who did what to an alert, the oldest first. */
export function AlertSteps(props: {
  readonly alert: Alert;
  readonly officers: readonly Officer[];
  readonly zone: string;
  readonly now: Date;
}) {
  const { alert, officers, zone, now } = props;
  const nameOf = (id: string | undefined) => officers.find((one) => one.id === id)?.name ?? "";
  return (
    <ul class="steps">
      {alert.author && <li>{nameOf(alert.author)} 写</li>}
      {(alert.steps ?? []).flatMap(({ move, at, by, reason }) => {
        const word = moves[move];
        return word ? (
          <li>
            <time datetime={at}>{shortTime(at, zone, now)}</time> {nameOf(by)} {word}
            {reason && `：${reason}`}
          </li>
        ) : (
          []
        );
      })}
    </ul>
  );
}
