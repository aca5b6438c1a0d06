import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';

/**
 * Names this node in leases: the same after it was started again, and another for every data directory, which one process
 * holds at a time. It tells nothing of the machine.
 */
export function nodeName(dataDirectory: string): string {
  const place = `${hostname()}:${resolve(dataDirectory)}`;
  return createHash('sha256').update(place).digest('hex').slice(0, 16);
}
