/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { shownPlan } from "../../../alerts/change-plan.ts";
import type { ActionContext } from "../../../app/bot-context.ts";
import type { Actor } from "../../../domain/people.ts";
import { inZone } from "../../../lib/time.ts";

/** What is to be sent tomorrow, as far as it is planned; `beside` stands at the end of its head. */
export async function Tomorrow(props: {
  readonly actions: ActionContext;
  readonly actor: Actor;
  readonly beside: Child;
}) {
  const { actions, actor, beside } = props;
  const { store, config } = actions;
  const plan = await shownPlan(actions, actor, "tomorrow");
  const slots = "slots" in plan ? plan.slots : [];
  const planned = await Promise.all(
    slots.map(async (slot) => ({
      slot,
      alert: slot.plan?.alert && (await store.alerts.get(slot.plan.alert)),
    })),
  );
  return (
    <section class="card" data-live="tomorrow">
      <header>
        <h2>明天的提示</h2>
        {beside}
      </header>
      {slots.length === 0 && <p class="empty">明天没有要发的。</p>}
      <ul class="rows">
        {planned.map(({ slot, alert }) => (
          <li class="item">
            <span>
              <b>{inZone(slot.due, config.station.timezone).format("HH:mm")}</b>{" "}
              {slot.plan?.skipped ? "停发" : alert ? alert.title : (slot.likely ?? "到时候再抽")}
            </span>
            {alert && <a href={`/officer/alerts/${alert.number}`}>{alert.number}</a>}
          </li>
        ))}
      </ul>
    </section>
  );
}
