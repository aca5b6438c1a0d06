import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { invalidArgument } from './refusal.js';

/** Events that the real server considers between two checkpoints when the client names no window. */
const DEFAULT_WINDOW = 32;

/** Which events of $all a client asked for. */
export interface EventFilter {
  matches(event: RecordedEvent): boolean;
  /** A subscriber is told where it stands at least once for this many events, matching or not. */
  readonly checkpointEvery: number;
}

export function readFilter(options: ReadReq.Options.FilterOptions): EventFilter {
  const onStream = options.getStreamIdentifier();
  const expression = onStream ?? options.getEventType();
  if (expression === undefined) {
    throw invalidArgument('a filter is on stream names or on event types');
  }
  const accepts = readExpression(expression);
  const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW;
  const interval = window * options.getCheckpointintervalmultiplier();
  if (interval < 1) {
    throw invalidArgument('the search window and the checkpoint interval must be greater than 0');
  }
  return {
    matches: onStream === undefined ? ({ type }) => accepts(type) : ({ stream }) => accepts(stream),
    checkpointEvery: interval,
  };
}

function readExpression(expression: ReadReq.Options.FilterOptions.Expression): (text: string) => boolean {
  const pattern = expression.getRegex();
  const prefixes = expression.getPrefixList();
  if (pattern === '' && prefixes.length === 0) {
    throw invalidArgument('a filter has a regular expression or prefixes');
  }
  if (pattern === '') {
    return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  }
  const regex = compiled(pattern);
  return (text) => regex.test(text);
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw invalidArgument((error as Error).message);
  }
}
