import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import type { EventData } from '@eventstore/db-client';
import type { Copied } from '../../copy-target.js';
import { dataText } from './event-bytes.js';

/*
 * The two events of the copy stream. What is ahead of `CopyStarted` decides: it counts only where no deal event is. From
 * there to `CopyFinished` the record takes only what is copied.
 */

export type CopyEvent =
  | { readonly type: 'CopyStarted'; readonly copy: string }
  | ({ readonly type: 'CopyFinished'; readonly copy: string } & Copied);

export function copyStarted(copy: string): EventData {
  return jsonEvent({ id: randomUUID(), type: 'CopyStarted', data: { copy } });
}

export function copyFinished(copy: string, { count, root }: Copied): EventData {
  return jsonEvent({ id: randomUUID(), type: 'CopyFinished', data: { copy, count, root } });
}

/** Undefined when it is not one of the two, so that it cannot be said what it did. */
export function readCopyEvent({ type, data }: { type: string; data: unknown }): CopyEvent | undefined {
  const { copy, count, root } = parsed(data);
  if (typeof copy !== 'string') {
    return undefined;
  }
  if (type === 'CopyFinished' && typeof count === 'number' && typeof root === 'string') {
    return { type, copy, count, root };
  }
  return type === 'CopyStarted' ? { type, copy } : undefined;
}

function parsed(data: unknown): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(dataText(data));
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
