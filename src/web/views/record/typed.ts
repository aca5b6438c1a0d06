import { putTogether } from '../../moment.js';
import { When } from '../../../prose/when.js';

/** What people type, as the report format writes it. What is not understood stays as it was typed: the service tells why. */

const SCALES: readonly (readonly [word: RegExp, digits: number])[] = [
  [/^(tn|trn|t|trillion)$/i, 12],
  [/^(bn|b|billion|mrd)$/i, 9],
  [/^(m|mn|mio|million)$/i, 6],
  [/^(k|thousand)$/i, 3],
];

const FIGURE = /^[^\d\s-]{0,3}\s*(-?\d[\d,_' ]*)(?:\.(\d+))?\s*([a-z]*)\s*%?$/i;

/** `10bn`, `$10 billion`, `1,500.50` as a decimal string: `10000000000`, `1500.50`. */
export function readFigure(typed: string): string {
  const parts = FIGURE.exec(typed.trim());
  if (!parts) {
    return typed.trim();
  }
  const whole = parts[1]!.replaceAll(/[,_' ]/g, '');
  const fraction = parts[2] ?? '';
  const scale = SCALES.find(([word]) => word.test(parts[3]!));
  if (!scale) {
    return parts[3] === '' ? `${whole}${fraction === '' ? '' : `.${fraction}`}` : typed.trim();
  }
  const digits = scale[1];
  const moved = `${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`.replace(/^(-?)0+(?=\d)/, '$1');
  return fraction.length > digits ? `${moved}.${fraction.slice(digits)}` : moved;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAY_FIRST = /^(\d{1,2})\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})$/i;
const MONTH_FIRST = /^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/i;
const MONTH = /^([a-z]{3,9})\.?,?\s+(\d{4})$/i;
const CLOCK = /^(.+?)[T\s,]+(?:at\s+)?(\d{1,2}):(\d\d)(?::\d\d)?$/i;
const DAY_MS = 86_400_000;

/**
 * `16 Dec 2025`, `Dec 2025`, `yesterday`, `2025-12-16 14:30` as the format writes them: `2025-12-16`, `2025-12`, an instant.
 * Times of day are read in `zone`.
 */
export function readTime(typed: string, zone: string, nowMs: number = Date.now()): string {
  const text = typed.trim();
  if (/^now$/i.test(text)) {
    return new Date(nowMs).toISOString();
  }
  const clock = CLOCK.exec(text);
  if (clock) {
    const date = readDate(clock[1]!, zone, nowMs);
    const time = `${clock[2]!.padStart(2, '0')}:${clock[3]}`;
    return (date !== null && putTogether({ date, time }, zone)) || text;
  }
  return readDate(text, zone, nowMs) ?? text;
}

function readDate(text: string, zone: string, nowMs: number): string | null {
  if (/^\d{4}(-\d\d(-\d\d)?)?$/.test(text)) {
    return text;
  }
  if (/^(today|yesterday)$/i.test(text)) {
    const at = nowMs - (/^y/i.test(text) ? DAY_MS : 0);
    return new When(zone).isoDay(new Date(at).toISOString());
  }
  const [day, month, year] = dayMonthYear(text);
  const place = MONTHS.indexOf((month ?? '').slice(0, 3).toLowerCase());
  if (place < 0) {
    return null;
  }
  const days = day === undefined ? '' : `-${day.padStart(2, '0')}`;
  return `${year}-${String(place + 1).padStart(2, '0')}${days}`;
}

function dayMonthYear(text: string): readonly [day?: string, month?: string, year?: string] {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) {
    return [dayFirst[1], dayFirst[2], dayFirst[3]] as [string, string, string];
  }
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) {
    return [monthFirst[2], monthFirst[1], monthFirst[3]] as [string, string, string];
  }
  const month = MONTH.exec(text);
  return month ? ([undefined, month[1], month[2]] as unknown as [string, string, string]) : [];
}
