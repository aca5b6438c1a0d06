import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { RecordedClaims } from '../projections/deal-claims/recorded-claims.js';
import { tableWriter } from '../tables/formats.js';
import { EXPORTS } from './export-file.js';
import type { ExportMessage, ExportOrder } from './export-messages.js';
import { exportedTable } from './export-rows.js';
import { pieces } from './pieces.js';

/*
 * Writes one export, away from the thread that answers, and ends. Holds one piece of it at a time. Its heap is bounded by
 * whoever starts it.
 */
const { claims, basis, name, path } = workerData as ExportOrder;
const TELL_EVERY = 1_000;

const record = new RecordedClaims(claims);
const unfinished = `${path}.part`;
const file = openSync(unfinished, 'w', 0o600);
const hash = createHash('sha256');
let sizeBytes = 0;
let events = 0;

const exported = exportedTable(name);
const writer = tableWriter(EXPORTS[name].format, exported.table, { basis });
append(writer.begin());
for (const piece of pieces(exported.rows(record, basis, tell), writer.mostRows)) {
  append(writer.rows(piece));
}
append(writer.end());
closeSync(file);
record.close();
renameSync(unfinished, path);
post({ written: { sizeBytes, sha256: hash.digest('hex') } });

function append(bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written);
  }
  hash.update(bytes);
  sizeBytes += bytes.length;
}

function tell(more: number): void {
  const before = events;
  events += more;
  if (Math.floor(events / TELL_EVERY) > Math.floor(before / TELL_EVERY)) {
    post({ events });
  }
}

function post(message: ExportMessage): void {
  parentPort!.postMessage(message);
}
