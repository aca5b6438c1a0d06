import { found, wrong, type Parsed } from './parsed.js';

const ISO_8601 = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** A duration of ISO 8601 in weeks, days, hours, minutes and seconds, in milliseconds. Months and years have no length. */
export function parseDurationMs(text: string): Parsed<number> {
  const parts = ISO_8601.exec(text);
  if (!parts || !parts.slice(1).some((part) => part !== undefined)) {
    return wrong(
      `"${text.slice(0, 40)}" is no duration in weeks, days, hours, minutes and seconds such as P1D or PT12H`,
    );
  }
  const ms = UNITS_MS.reduce((sum, unitMs, place) => sum + unitMs * Number(parts[place + 1] ?? 0), 0);
  return Number.isSafeInteger(ms) ? found(ms) : wrong('is longer than can be counted');
}
