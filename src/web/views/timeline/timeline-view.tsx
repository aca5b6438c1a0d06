import type { JSX } from 'preact';
import type { Timeline } from '../../../deal/timeline.js';
import { Told } from '../../../prose/told.js';
import { When } from '../../../prose/when.js';
import { counted } from '../../../prose/listed.js';
import { sayKind } from '../../../prose/words.js';
import { changed, questionOf, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';
import { DealHeader } from '../../deal-header.js';
import { lastInstantOf } from '../../moment.js';
import { Link } from '../../navigation.js';
import type { ViewProps } from '../../routes.js';
import { useShown } from '../../shown.js';
import { TroubleNote } from '../../trouble-note.js';
import { Axis, Lanes } from './lanes.js';
import { ReportRow } from './report-row.js';
import { EffectMark, MarkInText, PublicationMark, RecordingMark } from './three-marks.js';
import { scaleOf } from './time-scale.js';
import { bySource, reportsOf, type ToldReport } from './told-reports.js';
import '../../styles/timeline.css';

/** Every claim along time: when it was so, when it was published, when it was recorded. */
export function TimelineView({ address, beat }: ViewProps): JSX.Element {
  const deal = address.deal!;
  const asked = addressOf(`/deals/${deal}/timeline`, questionOf(address));
  const { value, trouble, again } = useAnswer<Timeline>(asked, deal, beat);
  useShown(value ? { asked: value.asked, data: { timeline: asked } } : null);
  const reports = reportsOf(value?.claims ?? []);
  return (
    <article>
      <DealHeader address={address} beat={beat} />
      {trouble && <TroubleNote trouble={trouble} again={again} />}
      {value && reports.length === 0 && <p class="nothing">No claim was known then.</p>}
      {value && reports.length > 0 && (
        <Chart reports={reports} told={Told.by(value, new When(address.zone))} address={address} />
      )}
    </article>
  );
}

function Chart({
  reports,
  told,
  address,
}: {
  reports: readonly ToldReport[];
  told: Told;
  address: Address;
}): JSX.Element {
  const scale = scaleOf(reports);
  const instant = address.knownAt === undefined ? null : lastInstantOf(address.knownAt, address.zone);
  const at = instant === null ? NaN : Date.parse(instant);
  const now = at >= scale.fromMs && at <= scale.toMs ? scale.place(at) : undefined;
  const inTime = address.by === 'time';
  const rows = (own: readonly ToldReport[]) => (
    <ol class="report-rows">
      {own.map((report) => (
        <ReportRow
          key={report.first.event}
          report={report}
          told={told}
          scale={scale}
          address={address}
          withSource={inTime}
          now={now}
        />
      ))}
    </ol>
  );
  return (
    <div class="timeline">
      <div class="timeline-key">
        <p>
          <MarkInText of={EffectMark} /> became so{' '}
          <span class="apart">
            <MarkInText of={PublicationMark} /> was published
          </span>{' '}
          <span class="apart">
            <MarkInText of={RecordingMark} /> was recorded
          </span>
        </p>
        <p>
          {counted(reports.length, 'report')},{' '}
          {inTime ? (
            <>
              in order of time. <Link to={changed(address, { by: undefined })}>By source</Link>
            </>
          ) : (
            <>
              by source. <Link to={changed(address, { by: 'time' })}>In order of time</Link>
            </>
          )}
        </p>
      </div>
      <Lanes reports={reports} scale={scale} zone={address.zone} now={now} />
      <div class="timeline-head">
        <Axis scale={scale} zone={address.zone} />
      </div>
      {inTime
        ? rows(reports)
        : bySource(reports).map(([key, own]) => (
            <section key={key} class="lane" aria-label={own[0]!.first.source.name}>
              <h2>
                {own[0]!.first.source.name} <span class="kind">{sayKind(own[0]!.first.source.kind)}</span>
              </h2>
              {rows(own)}
            </section>
          ))}
    </div>
  );
}
