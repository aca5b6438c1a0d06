import type { JSX } from 'preact';
import type { TimelineEntry } from '../../../deal/timeline.js';
import { sayClaim } from '../../../prose/claim-text.js';
import { sayRemovals } from '../../../prose/doubts.js';
import type { Told } from '../../../prose/told.js';
import { saySource } from '../../../prose/words.js';

/** A report with the number under which the page refers to it. */
export interface NumberedReport {
  readonly number: number;
  readonly claims: readonly TimelineEntry[];
  readonly first: TimelineEntry;
}

/** The reports behind an answer, in the order in which they took effect. */
export function numbered(claims: readonly TimelineEntry[]): readonly NumberedReport[] {
  const byReport = [...Map.groupBy(claims, ({ reportId }) => reportId).values()];
  return byReport.map((own, place) => ({ number: place + 1, claims: own, first: own[0]! }));
}

/** `[3]`: the report that an event is of. */
export function Reference({
  event,
  reports,
}: {
  readonly event: string | undefined;
  readonly reports: readonly NumberedReport[];
}): JSX.Element | null {
  const report = reports.find(({ claims }) => claims.some((claim) => claim.event === event));
  return report ? <a href={`#report-${report.number}`}>[{report.number}]</a> : null;
}

/** Every report that the answer could rest on, with its three times and who recorded it. */
export function Sources({
  reports,
  told,
}: {
  readonly reports: readonly NumberedReport[];
  readonly told: Told;
}): JSX.Element {
  return (
    <section aria-labelledby="reports-heading">
      <h2 id="reports-heading">Sources</h2>
      <ol class="filed-reports">
        {reports.map(({ number, claims, first }) => (
          <li key={number} id={`report-${number}`} value={number}>
            <p>
              <b>{saySource(first.source)}</b>
              {first.source.url !== undefined && (
                <>
                  {' '}
                  <a href={first.source.url} rel="noreferrer">
                    {first.source.url}
                  </a>
                </>
              )}
            </p>
            {first.summary !== undefined && <p>{first.summary}</p>}
            <p class="filed-claims">{claims.map((claim) => sayClaim(claim, told.when)).join('; ')}</p>
            <p class="filed-times">
              So {told.effect(first.event, first.effect.latest)}; published{' '}
              {told.published(first).replace(/^not published$/, 'never')}; recorded{' '}
              {told.when.stamp(first.recordedAt)} by {first.recordedBy.id}, position {positionsOf(claims)};
              report <code>{first.reportId}</code>
              {first.removedBy && <b>; {sayRemovals(first.removedBy, told)}</b>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function positionsOf(claims: readonly TimelineEntry[]): string {
  const positions = claims.map(({ position }) => position);
  const [from, to] = [Math.min(...positions), Math.max(...positions)];
  return from === to ? String(from) : `${from} to ${to}`;
}

/** What had been known and no longer counts, what took it back, and why. */
export function TakenBack({
  reports,
  told,
}: {
  readonly reports: readonly NumberedReport[];
  readonly told: Told;
}): JSX.Element {
  const removed = reports.filter(({ first }) => first.removedBy);
  return (
    <section aria-labelledby="corrections-heading">
      <h2 id="corrections-heading">Corrections and retractions</h2>
      {removed.length === 0 ? (
        <p>None was known.</p>
      ) : (
        <ul>
          {removed.map(({ number, first }) => (
            <li key={number}>
              <a href={`#report-${number}`}>[{number}]</a> {first.source.name}, {told.published(first)}:{' '}
              {sayRemovals(first.removedBy!, told)}{' '}
              {first.removedBy!.map(({ event }) => (
                <span key={event}>
                  <Reference event={event} reports={reports} /> {told.summary(event)}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
