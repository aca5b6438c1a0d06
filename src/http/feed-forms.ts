import Negotiator from 'negotiator';
import type { FastifyRequest } from 'fastify';
import type { FeedPage } from '../feed/feed.js';
import { RefusedRequest } from './problem.js';

/** How a page of the feed is written. */
export type FeedForm = 'json' | 'ndjson' | 'batch';

export const MEDIA_TYPE_OF_FORM: Readonly<Record<FeedForm, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  batch: 'application/cloudevents-batch+json; charset=utf-8',
};

/** In the order of our own liking; a batch of CloudEvents is only for those who ask for it. */
const FORM_OF_TYPE: Readonly<Record<string, FeedForm>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/cloudevents-batch+json': 'batch',
};

/** The form that Accept likes best. */
export function formOf(request: FastifyRequest): FeedForm {
  const types = Object.keys(FORM_OF_TYPE);
  const best = new Negotiator(request.raw).mediaType(types);
  if (best === undefined) {
    throw new RefusedRequest('not-acceptable', `the feed is given as ${types.join(', ')}`, [
      { header: 'Accept', detail: 'names none of the types that this is given as' },
    ]);
  }
  return FORM_OF_TYPE[best]!;
}

export function writtenPage(form: FeedForm, { events, last }: FeedPage): string {
  const written = events.map(({ json }) => json);
  switch (form) {
    case 'json':
      return `{"events":[${written.join(',')}],"last":${last}}`;
    case 'batch':
      return `[${written.join(',')}]`;
    case 'ndjson':
      return written.map((json) => `${json}\n`).join('');
  }
}
