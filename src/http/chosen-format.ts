import Negotiator from 'negotiator';
import type { FastifyRequest } from 'fastify';
import type { RawParameters } from '../deal/question.js';
import { FORMATS, MEDIA_TYPES, type Format } from '../tables/formats.js';
import { RefusedRequest } from './problem.js';

/** What a panel shows: the deals on each date, or every value that their fields ever had. */
export const VIEWS = ['dates', 'vintages'] as const;
export type View = (typeof VIEWS)[number];

/** `vintages` is short for the view of that name in the format that Accept names. */
export const FORMAT_WORDS = [...FORMATS, 'vintages'] as const;

/** How a panel is written, and the parameters that say what it holds. */
export interface PanelForm {
  readonly view: View;
  readonly format: Format;
  readonly rest: RawParameters;
}

/** Reads how a panel is to be written; `otherwise` gives the format where the parameters do not. */
export function panelFormOf(raw: RawParameters, otherwise: () => Format): PanelForm {
  const { format, view, ...rest } = raw;
  const isShort = format === 'vintages';
  return {
    view: isShort ? 'vintages' : (oneOf('view', view, VIEWS) ?? 'dates'),
    format: (isShort ? undefined : oneOf('format', format, FORMATS)) ?? otherwise(),
    rest,
  };
}

function oneOf<W extends string>(
  parameter: string,
  value: string | undefined,
  words: readonly W[],
): W | undefined {
  if (value === undefined || words.includes(value as W)) {
    return value as W | undefined;
  }
  const detail = `must be one of ${words.join(', ')}, not "${value.slice(0, 40)}"`;
  throw new RefusedRequest('malformed-question', `${parameter} ${detail}`, [{ parameter, detail }]);
}

/** The format that Accept likes best; the first of all where it does not say. */
export function acceptedFormat(request: FastifyRequest): Format {
  const bare = FORMATS.map((format) => [format, MEDIA_TYPES[format].split(';')[0]!] as const);
  const best = new Negotiator(request.raw).mediaType(bare.map(([, type]) => type));
  const found = bare.find(([, type]) => type === best)?.[0];
  if (!found) {
    throw new RefusedRequest(
      'not-acceptable',
      `this is given as ${bare.map(([, type]) => type).join(', ')}`,
      [{ header: 'Accept', detail: 'names none of the types that this is given as' }],
    );
  }
  return found;
}
