import { createHash } from 'node:crypto';
import { BadCursor } from './query-errors.js';

/** Where a list goes on, for the caller to hand back as it stands; `list` says which list it fits. */
export function writeCursor(parts: readonly unknown[], list: string): string {
  return Buffer.from(JSON.stringify([digest(list), ...parts])).toString('base64url');
}

/** The parts of a cursor; throws BadCursor where it was written for another list, or by nobody. */
export function readCursor(cursor: string, list: string): readonly unknown[] {
  const [of, ...parts] = parse(cursor);
  if (of !== digest(list)) {
    throw new BadCursor();
  }
  return parts;
}

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function digest(list: string): string {
  return createHash('sha256').update(list).digest('base64url').slice(0, 12);
}
