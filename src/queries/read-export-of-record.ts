import { isExportName, EXPORT_NAMES } from '../exports/export-file.js';
import { readPosition } from '../deal/question.js';
import type { Fault } from '../deal/shape.js';
import { ExportOfRecord } from './export-of-record.js';
import { unlessFaulty, type ReadQuery } from './read-parameters.js';

/** Reads which export is meant. */
export function readExportOfRecord(
  raw: { readonly basis: string; readonly file: string },
  onProgress?: (events: number) => void,
): ReadQuery<ExportOfRecord> {
  const faults: Fault[] = [];
  const basis = readPosition(raw, 'basis', faults);
  const { file } = raw;
  if (!isExportName(file)) {
    faults.push({ pointer: '/file', detail: `must be one of ${EXPORT_NAMES.join(', ')}` });
  }
  return unlessFaulty(faults, () => new ExportOfRecord(basis!, file as never, onProgress));
}
