import { hash } from 'node:crypto';
import type { EventType } from '../../deal/claim.js';
import { isObject, type JsonSchema } from '../../deal/shape.js';
import { cloudEventType, schemaAddress } from '../../feed/cloud-event.js';
import { EVENT_TYPES } from '../../feed/read-feed-question.js';
import { EVENTS, eventSchema } from './event-schemas.js';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #8884; }
`;

/** The page needs nothing but itself, and runs nothing. */
export const CATALOGUE_POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** All types of events, what each says and what its claim holds, as a page for people; made of the schemas. */
export function eventCatalogue(base: string): string {
  const list = EVENT_TYPES.map(
    (type) => `<li><a href="#${type}"><code>${type}</code></a> ${escape(EVENTS[type].says)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Events of Knownwhen</title><style>${STYLE}</style></head>
<body>
<h1>Events of Knownwhen</h1>
<p>Every event is a CloudEvent 1.0.2: <code>id</code>, <code>source</code>, <code>type</code>, <code>subject</code> (the deal),
<code>time</code> (when it became so), <code>recordedtime</code>, <code>sequence</code> (the position), <code>correlationid</code>
(the report), <code>dataschema</code>; see <a href="${escape(base)}/schemas/cloudevent.json">its schema</a> and
<a href="${escape(base)}/asyncapi.json">the AsyncAPI document</a>. Types are given in full in the events
(<code>${cloudEventType('TalksReported')}</code>) and may be given without the first part in filters.</p>
<ul>
${list.join('\n')}
</ul>
${EVENT_TYPES.map((type) => sectionOf(type, base)).join('\n')}
<h2 id="data">What all have in <code>data</code></h2>
${tableOf(withoutClaim(eventSchema('DealLinked', base)))}
</body>
</html>
`;
}

function sectionOf(type: EventType, base: string): string {
  const address = escape(schemaAddress(base, type));
  return `<h2 id="${type}"><code>${cloudEventType(type)}</code></h2>
<p>${escape(EVENTS[type].says)} <a href="${address}">JSON Schema</a></p>
<p>In <code>data.claim</code>:</p>
${tableOf(EVENTS[type].claim)}`;
}

function withoutClaim(schema: JsonSchema): JsonSchema {
  const { claim: _, ...properties } = schema.properties as Record<string, JsonSchema>;
  return { ...schema, properties };
}

function tableOf(schema: JsonSchema): string {
  return `<table>
<tr><th>member</th><th>form</th><th>meaning</th></tr>
${rowsOf(schema, '').join('\n')}
</table>`;
}

function rowsOf(schema: JsonSchema, prefix: string): string[] {
  const required = new Set(schema.required as readonly string[] | undefined);
  return Object.entries(schema.properties as Record<string, JsonSchema>).flatMap(([name, member]) => {
    const presence = required.has(name) ? '' : ' (may be absent)';
    const row = `<tr><td><code>${escape(prefix + name)}</code></td><td>${escape(formOf(member))}${presence}</td><td>${escape(descriptionOf(member))}</td></tr>`;
    const nested = name === 'terms' ? rowsOf(member, `${prefix}${name}.`) : [];
    return [row, ...nested];
  });
}

function descriptionOf({ description }: JsonSchema): string {
  return typeof description === 'string' ? description : '';
}

/** The form of a member in a few words. */
function formOf({ type, const: one, enum: words, items, format, anyOf, oneOf }: JsonSchema): string {
  if (one !== undefined) {
    return JSON.stringify(one);
  }
  if (Array.isArray(words)) {
    return words.length > 12 ? `one of ${words.length} words` : words.join(', ');
  }
  const several = anyOf ?? oneOf;
  if (Array.isArray(several)) {
    return several.map((each) => formOf(each as JsonSchema)).join(', or ');
  }
  if (isObject(items)) {
    return `list of ${formOf(items)}`;
  }
  return [type, format].filter((word) => typeof word === 'string').join(', ');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
