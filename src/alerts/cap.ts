import { XMLBuilder } from "fast-xml-parser";
import { withoutAsking } from "../domain/acknowledgements.ts";
import { inZone } from "../lib/time.ts";
import { categoryTitle } from "../render/index.ts";
import type { PublicAlert } from "./public-alerts.ts";

export interface CapStation {
  readonly name: string;
  readonly timezone: string;
  readonly phone?: string | undefined;
  /** All of them: an alert for all is for the whole station. */
  readonly offices: readonly string[];
  /** Where the alerts are read, without a slash at the end. */
  readonly url: string;
}

/** Media type of CAP 1.2 (§ 3.3.4.5 of the standard names the XML form; registered with IANA). */
export const CAP_TYPE = "application/cap+xml";
const DRILL = "【演练】";
/** CAP 1.2 § 3.2.2 recommends at most so many characters of a headline. */
const LONGEST_HEADLINE = 160;

/** One alert as a message of the Common Alerting Protocol 1.2 (OASIS, July 2010). */
export function capXml({ alert, sentAt, offices, references }: PublicAlert, station: CapStation): string {
  const { number, drill, title, category, msgType, urgency, severity, certainty, effective, expires, text } =
    alert;
  const marked = (words: string) => (drill && !words.startsWith(DRILL) ? `${DRILL}${words}` : words);
  const sender = senderOf(station);
  const at = (iso: string) => capTime(iso, station.timezone);
  const refers = references.map((earlier) => `${sender},${earlier.number},${at(earlier.sentAt)}`).join(" ");
  const everywhere = offices.length === 0 || offices.length === station.offices.length;
  const areas = everywhere
    ? [`${station.name}辖区`]
    : offices.map((office) => `${station.name}${office}辖区`);
  return build({
    alert: {
      "@xmlns": "urn:oasis:names:tc:emergency:cap:1.2",
      identifier: number,
      sender,
      sent: at(sentAt),
      status: drill ? "Exercise" : "Actual",
      msgType,
      scope: "Public",
      ...(refers ? { references: refers } : {}),
      info: {
        language: "zh-CN",
        category,
        event: marked(categoryTitle(category)),
        urgency,
        severity,
        certainty,
        ...(effective ? { effective: at(effective) } : {}),
        ...(expires ? { expires: at(expires) } : {}),
        senderName: station.name,
        headline: [...marked(title)].slice(0, LONGEST_HEADLINE).join(""),
        description: marked(withoutAsking(text).replace(/^.*\n/, "")),
        ...(station.phone ? { contact: station.phone } : {}),
        area: areas.map((areaDesc) => ({ areaDesc })),
      },
    },
  });
}

/** The alerts as an Atom feed (RFC 4287), each with a link to its message. */
export function capFeed(alerts: readonly PublicAlert[], station: CapStation): string {
  const self = `${station.url}/alerts.cap`;
  return build({
    feed: {
      "@xmlns": "http://www.w3.org/2005/Atom",
      "@xml:lang": "zh-CN",
      id: self,
      title: `${station.name}警情提示`,
      updated: alerts[0]?.sentAt ?? new Date(0).toISOString(),
      author: { name: station.name },
      link: { "@rel": "self", "@type": "application/atom+xml", "@href": self },
      entry: alerts.map(({ alert, sentAt }) => {
        const href = `${self}/${alert.number}`;
        return {
          id: href,
          title: alert.drill && !alert.title.startsWith(DRILL) ? `${DRILL}${alert.title}` : alert.title,
          updated: sentAt,
          summary: withoutAsking(alert.text),
          category: { "@term": alert.category },
          link: { "@rel": "alternate", "@type": CAP_TYPE, "@href": href },
        };
      }),
    },
  });
}

/** Unique on the earth: the name under which the station is reached, else its own; without what CAP forbids there. */
function senderOf({ url, name }: CapStation): string {
  const host = new URL(url).hostname;
  return (/^(?:localhost|[\d.]+|\[.*\])$/.test(host) ? name : host).replace(/[\s,<&]/g, "");
}

/** CAP wants the offset spelled out, never `Z`, and no fractions of a second. */
function capTime(iso: string, timezone: string): string {
  return inZone(iso, timezone).format("YYYY-MM-DDTHH:mm:ssZ");
}

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", format: true });

function build(tree: object): string {
  const source: string = builder.build(tree);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${source.replace(UNPRINTABLE, "")}`;
}

/** What XML 1.0 allows nowhere, and control characters that it discourages. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu;
