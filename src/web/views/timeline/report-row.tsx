import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { sayClaim } from '../../../prose/claim-text.js';
import { sayRemovals } from '../../../prose/doubts.js';
import { counted } from '../../../prose/listed.js';
import type { Told } from '../../../prose/told.js';
import { statusTold } from '../../../prose/words.js';
import { changed, type Address } from '../../address.js';
import { Link } from '../../navigation.js';
import { StatusMark } from '../../status-mark.js';
import { EffectMark, MarkInText, PublicationMark, RecordingMark, ThreeMarks } from './three-marks.js';
import type { TimeScale } from './time-scale.js';
import type { ToldReport } from './told-reports.js';

/** One report: what it says, its three times in words, and the same as marks. */
export function ReportRow({
  report,
  told,
  scale,
  address,
  withSource,
  now,
}: {
  report: ToldReport;
  told: Told;
  scale: TimeScale;
  address: Address;
  withSource: boolean;
  now: number | undefined;
}): JSX.Element {
  const { first, claims } = report;
  const status = claims.map(({ type }) => statusTold(type)).find((one) => one !== undefined);
  const row = useRef<HTMLLIElement>(null);
  const meant = address.event !== undefined && claims.some(({ event }) => event === address.event);
  useEffect(() => {
    if (meant) {
      row.current?.scrollIntoView({ block: 'center' });
    }
  }, [meant]);
  const removed = first.removedBy !== undefined;
  return (
    <li
      ref={row}
      class={`report-row ${removed ? 'removed' : ''} ${meant ? 'meant' : ''}`}
      aria-current={meant || undefined}
    >
      <div class="report-text">
        <p class="report-status">
          {status && <StatusMark status={status} />}
          {withSource && <strong>{first.source.name}</strong>}
          <Tags report={report} told={told} />
        </p>
        <Said report={report} told={told} />
        <Times report={report} told={told} address={address} />
      </div>
      <ThreeMarks report={report} scale={scale} status={status} now={now} />
    </li>
  );
}

/** The summary, and below it the claims; struck through where they no longer count. */
function Said({ report: { first, claims }, told }: { report: ToldReport; told: Told }): JSX.Element {
  const parties = claims.filter(({ type }) => type === 'PartyNamed').length;
  const words = claims
    .filter(({ type }) => type !== 'PartyNamed' && statusTold(type) === undefined)
    .map((claim) => sayClaim(claim, told.when).replace(/^(terms|milestone|review|related): /, ''));
  const all = [...words, ...(parties > 0 ? [`names ${counted(parties, 'party', 'parties')}`] : [])].join(
    ' · ',
  );
  const summary = claims.find((claim) => claim.summary !== undefined)?.summary;
  const Text = first.removedBy ? 's' : 'span';
  return (
    <>
      {summary !== undefined && (
        <p class="report-summary">
          <Text>{summary}</Text>
        </p>
      )}
      <p class="report-claims">
        <Text>{all}</Text>
      </p>
    </>
  );
}

/** What makes a report stand out: late, corrected, retracted, removing another. */
function Tags({
  report: { first, claims, publishedLateMs },
  told,
}: {
  report: ToldReport;
  told: Told;
}): JSX.Element {
  const removes = claims.some(({ type }) => type === 'ReportCorrected' || type === 'ReportRetracted');
  const how = first.removedBy?.some((removal) => removal.how === 'retracted') ? 'retracted' : 'corrected';
  return (
    <>
      {publishedLateMs !== null && <span class="tag tag-late">told {sayLength(publishedLateMs)} late</span>}
      {first.removedBy && <span class={`tag tag-${how}`}>{sayRemovals(first.removedBy, told)}</span>}
      {removes && <span class="tag tag-removes">takes back or corrects</span>}
      {!first.publishedAt && <span class="tag">not published</span>}
    </>
  );
}

function Times({ report, told, address }: { report: ToldReport; told: Told; address: Address }): JSX.Element {
  const { first } = report;
  const { when } = told;
  const effect = first.effectiveAt ?? first.publishedAt;
  const known = address.audience === 'public' ? first.publishedAt?.latest : first.recordedAt;
  return (
    <p class="report-times">
      <span>
        <MarkInText of={EffectMark} /> became so{' '}
        {effect ? when.given(effect) : when.instant(first.effect.latest)}
      </span>
      {first.publishedAt && (
        <span>
          <MarkInText of={PublicationMark} /> published {when.given(first.publishedAt)}
        </span>
      )}
      <span>
        <MarkInText of={RecordingMark} /> recorded {when.stamp(first.recordedAt)}
        {told.isOfSeveralSlugs && <> under {first.deal}</>}
      </span>
      {known !== undefined && (
        <Link
          to={changed(address, { view: 'deal', knownAt: known, effectiveAt: undefined, event: undefined })}
        >
          what was known then
        </Link>
      )}
      {!first.removedBy && (
        <Link to={changed(address, { view: 'record', report: first.reportId, event: undefined })}>
          correct or take back
        </Link>
      )}
    </p>
  );
}

const DAY_MS = 86_400_000;

/** `3 weeks`, `21 days`, `5 months`: how much later, roughly. */
function sayLength(ms: number): string {
  const days = Math.round(ms / DAY_MS);
  if (days < 60) {
    return counted(days, 'day');
  }
  return days < 730 ? counted(Math.round(days / 30.4), 'month') : counted(Math.round(days / 365.25), 'year');
}
