import type { JSX } from 'preact';
import type { Status } from '../../../deal/status.js';
import type { TimeScale } from './time-scale.js';
import type { Span, ToldReport } from './told-reports.js';

/** A mark of its own for each of the three times; each is told from the others by its shape. */
export function EffectMark(): JSX.Element {
  return <circle r="5" class="mark" />;
}
export function PublicationMark(): JSX.Element {
  return <path d="M0-6 6 0 0 6-6 0z" class="mark" />;
}
export function RecordingMark(): JSX.Element {
  return <path d="M-4-4.5h8v9h-8z" class="mark hollow" />;
}

/** A mark as it stands in a line of text. */
export function MarkInText({ of: Mark }: { of: () => JSX.Element }): JSX.Element {
  return (
    <svg class="mark-in-text" viewBox="-8 -8 16 16" width="12" height="12" aria-hidden="true">
      <Mark />
    </svg>
  );
}

/** The effect, the publication and the recording of a report, joined by a line. What they say stands in the text beside. */
export function ThreeMarks({
  report,
  scale,
  status,
  now,
}: {
  report: ToldReport;
  scale: TimeScale;
  status: Status | undefined;
  /** Place of the instant asked about, in percent. */
  now: number | undefined;
}): JSX.Element {
  const effect = scale.place(report.effect.latestMs);
  const published = report.published && scale.place(report.published.latestMs);
  const recorded = scale.place(report.recordedMs);
  const end = Math.max(effect, published ?? 0, recorded);
  return (
    <svg class={`three-marks status-${status ?? 'none'}`} width="100%" height="28" aria-hidden="true">
      {now !== undefined && <line x1={percent(now)} x2={percent(now)} y1="0" y2="100%" class="asked" />}
      <line x1={percent(effect)} x2={percent(end)} y1="14" y2="14" class="joint" />
      {published !== null && report.publishedLateMs !== null && (
        <line x1={percent(effect)} x2={percent(published)} y1="14" y2="14" class="joint late" />
      )}
      <Imprecise span={report.effect} scale={scale} y={14} />
      {report.published && <Imprecise span={report.published} scale={scale} y={14} />}
      <At place={effect}>
        <EffectMark />
      </At>
      {published !== null && (
        <At place={published}>
          <PublicationMark />
        </At>
      )}
      <At place={recorded}>
        <RecordingMark />
      </At>
    </svg>
  );
}

/** How much an imprecise time may mean. */
function Imprecise({ span, scale, y }: { span: Span; scale: TimeScale; y: number }): JSX.Element | null {
  const from = scale.place(span.earliestMs);
  const width = scale.place(span.latestMs) - from;
  return width < 0.4 ? null : (
    <rect x={percent(from)} width={percent(width)} y={y - 5} height="10" class="imprecise" />
  );
}

function At({ place, children }: { place: number; children: JSX.Element }): JSX.Element {
  return (
    <svg x={percent(place)} y="14" overflow="visible">
      {children}
    </svg>
  );
}

function percent(place: number): string {
  return `${place.toFixed(3)}%`;
}
