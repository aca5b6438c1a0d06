import type { JSX } from 'preact';
import type { TimelineEntry } from '../../../deal/timeline.js';
import { sayClaim } from '../../../prose/claim-text.js';
import { reportOf } from '../../../prose/doubts.js';
import { counted } from '../../../prose/listed.js';
import { nameSource } from '../../../prose/words.js';
import { changed } from '../../address.js';
import { Link } from '../../navigation.js';
import type { Side } from '../../facts.js';

/** Claims that one side knows and the other does not, by report. */
export function ClaimsBetween({
  title,
  claims,
  side: { told, address },
}: {
  readonly title: string;
  readonly claims: readonly TimelineEntry[];
  readonly side: Side;
}): JSX.Element | null {
  if (claims.length === 0) {
    return null;
  }
  const reports = [...Map.groupBy(claims, reportOf)];
  return (
    <section class="between">
      <h2>
        {title}: {counted(reports.length, 'report')}
      </h2>
      <ol>
        {reports.map(([report, own]) => (
          <li key={report}>
            <p>
              <Link to={changed(address, { view: 'timeline', event: own[0]!.event })}>
                {nameSource(own[0]!.source)}
              </Link>
              , {told.published(own[0]!)}; recorded {told.when.stamp(own[0]!.recordedAt)}
            </p>
            {own[0]!.summary !== undefined && <p>{own[0]!.summary}</p>}
            <ul>
              {own.map((claim) => (
                <li key={claim.event}>{sayClaim(claim, told.when)}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}
