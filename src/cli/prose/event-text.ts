import type { EventType } from '../../deal/claim.js';
import type { Effect } from '../../deal/course.js';
import type { Source } from '../../deal/report.js';
import { recordType } from '../../feed/cloud-event.js';
import { sayClaim } from '../../prose/claim-text.js';
import type { When } from '../../prose/when.js';
import { nameSource, spoken } from '../../prose/words.js';
import { plain } from './layout.js';

/** What a line shows of an event of the feed. */
interface ToldInLine {
  readonly type: string;
  readonly subject: string;
  readonly recordedtime: string;
  readonly data: {
    readonly position: number;
    readonly source: Source;
    readonly claim: { readonly [member: string]: unknown };
    readonly effect: Effect;
  };
}

/** An event on one line: its position, when it was recorded, the deal, what is claimed and what that did, and the source. */
export function eventLine(json: string, when: When): string {
  const { type, subject, recordedtime, data } = JSON.parse(json) as ToldInLine;
  const claim = sayClaim({ type: recordType(type) as EventType, claim: data.claim }, when);
  const parts = [
    String(data.position),
    when.stamp(recordedtime),
    subject,
    plain(claim) + sayEffect(data.effect),
    plain(nameSource(data.source)),
  ];
  return parts.join('  ');
}

function sayEffect({ statusBefore, statusAfter, episodeBefore, episodeAfter }: Effect): string {
  if (statusBefore === statusAfter && episodeBefore === episodeAfter) {
    return '';
  }
  const [before, after] = [statusBefore, statusAfter].map((status) => spoken(status ?? 'no status'));
  const again = episodeAfter > episodeBefore ? `, episode ${episodeAfter}` : '';
  return ` [${before} -> ${after}${again}]`;
}
