import type { JSX } from 'preact';
import type { TimelineEntry } from '../../../deal/timeline.js';
import { sayClaim } from '../../../prose/claim-text.js';
import { Told } from '../../../prose/told.js';
import { When } from '../../../prose/when.js';
import { nameSource } from '../../../prose/words.js';

/** What the report says that is to be corrected or taken back. */
export function EarlierReport({
  claims,
  zone,
}: {
  readonly claims: readonly TimelineEntry[];
  readonly zone: string;
}): JSX.Element {
  const when = new When(zone);
  const [first] = claims as [TimelineEntry];
  const published = new Told(claims, when).published(first);
  return (
    <blockquote class="earlier">
      <p>
        <b>{nameSource(first.source)}</b>, {published}; recorded {when.stamp(first.recordedAt)}
      </p>
      {first.summary !== undefined && <p>{first.summary}</p>}
      <ul>
        {claims.map((claim) => (
          <li key={claim.event}>{sayClaim(claim, when)}</li>
        ))}
      </ul>
    </blockquote>
  );
}
