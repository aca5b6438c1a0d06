import type { JSX } from 'preact';
import { statusTold } from '../../../prose/words.js';
import { ticksBetween } from '../../time-axis.js';
import { ThreeMarks } from './three-marks.js';
import type { TimeScale } from './time-scale.js';
import { bySource, type ToldReport } from './told-reports.js';

const MOST_TICKS = 7;

/** All reports at a glance, a lane for each source. It is for the eye: the rows below say the same in words. */
export function Lanes({
  reports,
  scale,
  zone,
  now,
}: {
  reports: readonly ToldReport[];
  scale: TimeScale;
  zone: string;
  now: number | undefined;
}): JSX.Element {
  return (
    <div class="lanes" aria-hidden="true">
      <div class="lane-row lane-axis">
        <span />
        <Axis scale={scale} zone={zone} />
      </div>
      {bySource(reports).map(([key, own]) => (
        <div key={key} class="lane-row">
          <span class="lane-name">{own[0]!.first.source.name}</span>
          <div class="lane-marks">
            {own.map((report) => (
              <ThreeMarks
                key={report.first.event}
                report={report}
                scale={scale}
                status={report.claims.map(({ type }) => statusTold(type)).find((one) => one !== undefined)}
                now={now}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

/** Round times along the scale. */
export function Axis({ scale, zone }: { scale: TimeScale; zone: string }): JSX.Element {
  return (
    <div class="axis" aria-hidden="true">
      {ticksBetween(scale.fromMs, scale.toMs, zone, MOST_TICKS).map(({ at, label }) => (
        <span key={at} class="tick" style={{ left: `${scale.place(at)}%` }}>
          {label}
        </span>
      ))}
      {scale.margin !== undefined && (
        <span class="tick margin" style={{ left: `${scale.margin}%` }}>
          later
        </span>
      )}
    </div>
  );
}
