import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Timeline } from '../../../deal/timeline.js';
import { changed, type Address } from '../../address.js';
import { addressOf } from '../../api.js';
import { useAnswer } from '../../asking.js';
import { Link } from '../../navigation.js';
import type { ViewProps } from '../../routes.js';
import { useShown } from '../../shown.js';
import { TroubleNote } from '../../trouble-note.js';
import { correctionOf, newReport, retractionOf, type Task } from './beginning.js';
import { EarlierReport } from './earlier-report.js';
import { ReportForm } from './report-form.js';
import '../../styles/record.css';

/** Recording: a new report, or one that corrects or takes back an earlier one. */
export function RecordView({ address }: ViewProps): JSX.Element {
  useShown(null);
  const { deal, report } = address;
  return (
    <section class="record" aria-labelledby="record-heading">
      {deal !== undefined && report !== undefined ? (
        <Removal address={address} deal={deal} report={report} />
      ) : (
        <NewReport key={deal} address={address} deal={deal} />
      )}
    </section>
  );
}

function NewReport({ address, deal }: { address: Address; deal: string | undefined }): JSX.Element {
  const zone = address.zone === 'UTC' ? ownZone() : address.zone;
  return (
    <>
      <h1 id="record-heading">Record a report{deal !== undefined && <> about {deal}</>}</h1>
      <p class="lead">
        One thing that one source said or published about one deal. Once recorded it is never changed: what
        turns out wrong is corrected or taken back by a later report.
      </p>
      <ReportForm task="report" address={address} deal={deal} beginning={newReport(deal, zone)} claims={[]} />
    </>
  );
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The earlier report is asked for as the desk knows it now, whatever moment the page is at. */
function Removal({
  address,
  deal,
  report,
}: {
  readonly address: Address;
  readonly deal: string;
  readonly report: string;
}): JSX.Element {
  const [task, setTask] = useState<Exclude<Task, 'report'>>('correct');
  const asked = addressOf(`/deals/${encodeURIComponent(deal)}/timeline`, { audience: 'desk' });
  const { value, trouble, again } = useAnswer<Timeline>(asked, deal);
  const claims = value?.claims.filter((claim) => claim.deal === deal && claim.reportId === report) ?? [];
  return (
    <>
      <h1 id="record-heading">
        {task === 'correct' ? 'Correct' : 'Take back'} the report <span class="report-id">{report}</span>
      </h1>
      <p class="lead">
        The earlier report stays in the record and in every answer about the time before. From when this one
        is known, it no longer counts
        {task === 'correct' ? ', and what you write here counts in its place' : ''}.
      </p>
      <div class="choice" role="radiogroup" aria-label="What to do with the earlier report">
        {(['correct', 'retract'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="task" checked={task === one} onChange={() => setTask(one)} />
            <span>{one === 'correct' ? 'Correct it' : 'Take it back'}</span>
          </label>
        ))}
      </div>
      {trouble && <TroubleNote trouble={trouble} again={again} />}
      {value !== undefined && claims.length === 0 && (
        <p class="nothing">
          There is no report <span class="report-id">{report}</span> about {deal}.{' '}
          <Link to={changed(address, { view: 'timeline', report: undefined })}>See which there are</Link>
        </p>
      )}
      {claims.length > 0 && <EarlierReport claims={claims} zone={address.zone} />}
      {claims.length > 0 && (
        <ReportForm
          key={task}
          task={task}
          address={address}
          deal={deal}
          claims={claims}
          beginning={task === 'correct' ? correctionOf(report, claims) : retractionOf(report, claims)}
        />
      )}
    </>
  );
}
