const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What follows the first attempt, as Standard Webhooks 1.0 suggests it. */
export const STANDARD_RETRIES_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A retry comes up to so much later than scheduled, so that what failed together does not come again together. */
const JITTER = 0.1;

/** A receiver cannot put off a delivery for longer than this. */
const MOST_RETRY_AFTER_MS = 24 * HOUR;

/**
 * How long to wait after `attempts` attempts, the last of which was answered with `retryAfterMs`; undefined when that was
 * the last one. `random` is from 0 to 1.
 */
export function nextRetryMs(
  schedule: readonly number[],
  attempts: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  const delay = schedule[attempts - 1];
  return delay === undefined ? undefined : Math.max(delay * (1 + JITTER * random), retryAfterMs ?? 0);
}

/** A `Retry-After` header (RFC 9110, 10.2.3) as milliseconds from now; undefined where it says nothing of use. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,10}$/.test(text) ? Number(text) * SECOND : httpDate(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), MOST_RETRY_AFTER_MS);
}

function httpDate(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : NaN;
}
