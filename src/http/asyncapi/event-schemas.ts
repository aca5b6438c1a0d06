import type { EventType } from '../../deal/claim.js';
import { reportForm } from '../../deal/report.js';
import { isObject, type JsonSchema } from '../../deal/shape.js';
import { STATUSES } from '../../deal/status.js';
import { currentVersions } from '../../deal/upcast.js';
import { schemaAddress } from '../../feed/cloud-event.js';
import { count, exactly, instant, orNull, textual, word, yesOrNo } from '../openapi/schema.js';

type Properties = Record<string, JsonSchema>;

const report = reportForm.properties as Properties;
const itemsOf = (name: string) => report[name]!.items as JsonSchema;

/** A time as the record keeps it. */
const storedTime = exactly('a time as given, and the first and last instant that it can mean', {
  value: textual('as given: an RFC 3339 instant, or a date'),
  zone: textual('IANA time zone in which a date is read'),
  earliest: instant('first instant meant'),
  latest: instant('last instant meant, from which it counts'),
});

const status = exactly('the status is in the name of the event', {
  contested: yesOrNo('another party disputes it'),
});
const removal = exactly('a report that no longer counts', {
  report: textual('its reportId'),
  clerical: yesOrNo("it mends the recorder's own typing error, not the source's"),
});

interface Described {
  /** One sentence: what an event of this type says. */
  readonly says: string;
  readonly claim: JsonSchema;
}

/** What each type of event says, and the form of its claim. */
export const EVENTS: Readonly<Record<EventType, Described>> = {
  DealRumored: {
    says: 'Interest or plans are reported; no approach confirmed, no talks reported under way.',
    claim: status,
  },
  TalksReported: {
    says: 'An approach, offer or discussion is on the table, whoever says so.',
    claim: status,
  },
  TermsChangeReported: {
    says: 'Main terms of a proposal or signed deal are being changed, and no new agreement is in place.',
    claim: status,
  },
  DealConfirmed: { says: 'A binding agreement is announced, or the deal has closed.', claim: status },
  DealCollapsed: { says: 'The deal is withdrawn, terminated or declared dead by a party.', claim: status },
  TermsReported: {
    says: 'Facets of the terms are reported: amounts, stakes, dates, what the deal is made of.',
    claim: exactly('the terms', { terms: asStored(report.terms!) }),
  },
  PartyNamed: { says: 'A party is named, with its roles in the deal.', claim: asStored(itemsOf('parties')) },
  StatementMade: {
    says: 'A party confirmed or denied something, or kept silent.',
    claim: asStored(itemsOf('statements')),
  },
  MilestoneReached: {
    says: 'Something happened on the way of the deal.',
    claim: asStored(report.milestone!),
  },
  ReviewStepTaken: { says: 'An authority took a step in its review.', claim: asStored(itemsOf('reviews')) },
  DealLinked: { says: 'Another deal bears on this one.', claim: asStored(itemsOf('related')) },
  ReportCorrected: { says: 'This report replaces an earlier one of the same deal.', claim: removal },
  ReportRetracted: { says: 'An earlier report of the same deal is taken back.', claim: removal },
};

export const effectSchema = exactly(
  'what the event did to its deal: how it stood before and after it, as the desk knew it at those positions',
  {
    statusBefore: orNull(word(STATUSES, 'status before the event; null: none was known')),
    statusAfter: orNull(word(STATUSES, 'status after it')),
    episodeBefore: count('episode before the event', 1),
    episodeAfter: count('episode after it', 1),
  },
);

/** The data of an event of one type as a JSON Schema (2020-12) of its own. New members may come without a new version. */
export function eventSchema(type: EventType, base: string): JsonSchema {
  const { says, claim } = EVENTS[type];
  const data = exactly(
    says,
    {
      deal: textual('slug of the deal'),
      reportId: textual('the report that holds the claim'),
      index: count('place of the claim in its report'),
      claim,
      effect: effectSchema,
      source: report.source!,
      recordedBy: exactly('who handed it in', {
        type: word(['user', 'unauthenticated'], 'how far the recorder is known'),
        id: textual('a name, or the address of the caller'),
      }),
      position: count('in the whole record'),
      revision: count("in the deal's stream"),
      schemaVersion: { const: currentVersions[type], description: 'of this schema' },
    },
    {
      effectiveAt: storedTime,
      publishedAt: storedTime,
      receivedAt: storedTime,
      title: textual('of the report; on its first claim'),
      summary: textual('of the report; on its first claim'),
    },
  );
  const { additionalProperties: _, ...open } = data;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaAddress(base, type),
    title: type,
    ...open,
  };
}

/** A part of the report format in the form in which it is stored: times resolved, figures as decimal strings. */
function asStored(schema: JsonSchema): JsonSchema {
  return stored(schema) as JsonSchema;
}

function stored(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(stored);
  }
  if (!isObject(schema)) {
    return schema;
  }
  if (isTime(schema)) {
    return { ...storedTime, description: String(schema.description).split('. An RFC')[0] };
  }
  if (isFigure(schema)) {
    return { type: 'string', pattern: String.raw`^-?\d{1,30}(\.\d{1,20})?$`, description: 'a decimal' };
  }
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, stored(value)]));
}

/** Only times and figures may be given in two forms, of which the first is a string. */
function isTime({ oneOf }: JsonSchema): boolean {
  return Array.isArray(oneOf) && isString(oneOf[0]) && (oneOf[1] as JsonSchema).type === 'object';
}

function isFigure({ oneOf }: JsonSchema): boolean {
  return (
    Array.isArray(oneOf) && isString(oneOf[0]) && /number|integer/.test(String((oneOf[1] as JsonSchema).type))
  );
}

function isString(schema: unknown): boolean {
  return isObject(schema) && schema.type === 'string';
}
