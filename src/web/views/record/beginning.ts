import type { TimelineEntry } from '../../../deal/timeline.js';
import { isObject, valueAt, withValue, type JsonObject } from './pointer.js';
import { reportOfClaims } from './report-of-claims.js';

/** What is being written: a new report, one that corrects an earlier one, or one that takes an earlier one back. */
export type Task = 'report' | 'correct' | 'retract';

/** The draft of a new report. */
export function newReport(deal: string | undefined, zone: string): JsonObject {
  return {
    deal: deal ?? '',
    zone,
    source: {},
    terms: { amount: { qualifier: 'exact', currency: 'USD' } },
  };
}

/**
 * The draft of a correction: all that the earlier report said, to be mended. When and why it was corrected is left open;
 * its source is taken to have corrected itself.
 */
export function correctionOf(report: string, claims: readonly TimelineEntry[]): JsonObject {
  const { summary: _, publishedAt: __, ...said } = reportOfClaims(claims);
  return { ...said, corrects: report };
}

/** The draft of a retraction, by the source that had said it. */
export function retractionOf(report: string, claims: readonly TimelineEntry[]): JsonObject {
  const { deal, source, zone } = reportOfClaims(claims);
  return { deal: deal!, source: source!, zone: zone ?? 'UTC', retracts: [report] };
}

/**
 * Says whose error it was. Our own typing error changes nothing about when the source spoke, so a clerical correction keeps
 * the time of the report that it mends; the source's own correction has a time of its own.
 */
export function withFault(
  draft: JsonObject,
  clerical: boolean,
  claims: readonly TimelineEntry[],
): JsonObject {
  const whose = clerical ? { ...draft, clerical: true } : withValue(draft, '/clerical', undefined);
  const original = reportOfClaims(claims).publishedAt;
  const stands = valueAt(draft, '/publishedAt');
  const isOriginal = JSON.stringify(stands) === JSON.stringify(original);
  if (!isObject(whose)) {
    return draft;
  }
  if (clerical && draft.corrects !== undefined && original !== undefined && (stands ?? '') === '') {
    return { ...whose, publishedAt: original };
  }
  return !clerical && isOriginal ? { ...whose, publishedAt: '' } : whose;
}
