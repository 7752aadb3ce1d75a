/** @jsxImportSource hono/jsx */
import type { LedgerRow } from "../../alerts/ledger.ts";
import type { Alert } from "../../domain/alerts.ts";
import { may, rolesFor } from "../../domain/rights.ts";
import { FormToken } from "./parts/layout.tsx";
import type { Me } from "./parts/me.ts";

/** Everything that the reader may do to the alert in its state. */
export function AlertForms(props: {
  readonly alert: Alert;
  readonly me: Me;
  readonly count: number;
  readonly rows: readonly LedgerRow[];
}) {
  const { alert, me, count, rows } = props;
  const isSent = alert.state === "broadcasting" || alert.state === "completed";
  const mayWrite = may(me.officer, rolesFor("alerts.write"));
  const failed = rows.filter(({ row }) => row.state === "failed").length;
  const waiting = rows.some(({ row }) => row.state === "pending");
  const isOwn = alert.author === me.officer.id;
  const action = (act: string) => `/officer/alerts/${alert.number}/${act}`;
  return (
    <div class="inline">
      {isOwn && (alert.state === "draft" || alert.state === "returned") && (
        <form method="post" action={action("submit")}>
          <FormToken me={me} />
          <button type="submit" class="primary">
            送审
          </button>
        </form>
      )}
      {alert.state === "pending-approval" && !isOwn && may(me.officer, rolesFor("approvals.decide")) && (
        <>
          <form method="post" action={action("approve")}>
            <FormToken me={me} />
            <button type="submit" class="primary">
              同意，发{count}个群
            </button>
          </form>
          <details>
            <summary>退回或不发</summary>
            <form method="post" action={action("return")} class="stack">
              <FormToken me={me} />
              <label>
                原因，写的人会看到
                <input name="reason" required maxlength={200} />
              </label>
              <button type="submit">退回去改</button>
              <button type="submit" class="danger" formaction={action("refuse")}>
                不发
              </button>
            </form>
          </details>
        </>
      )}
      {isOwn && ["draft", "returned", "pending-approval", "approved"].includes(alert.state) && (
        <form method="post" action={action("drop")}>
          <FormToken me={me} />
          <button type="submit" class="danger">
            取消这条
          </button>
        </form>
      )}
      {isSent && mayWrite && (
        <>
          {failed > 0 && (
            <form method="post" action={action("resend")}>
              <FormToken me={me} />
              <button type="submit">没发到的{failed}个群再发</button>
            </form>
          )}
          {waiting && alert.severity === "Severe" && may(me.officer, rolesFor("alerts.send-now")) && (
            <form method="post" action={action("send-now")}>
              <FormToken me={me} />
              <button type="submit">夜里也现在发</button>
            </form>
          )}
          <details>
            <summary>更正或撤回</summary>
            <form method="post" action={action("correct")} class="stack">
              <FormToken me={me} />
              <label>
                现在是怎样；撤回的话写原因
                <input name="reason" maxlength={300} />
              </label>
              <button type="submit">发更正</button>
              <button type="submit" class="danger" formaction={action("cancel")}>
                撤回这条
              </button>
            </form>
          </details>
        </>
      )}
    </div>
  );
}
