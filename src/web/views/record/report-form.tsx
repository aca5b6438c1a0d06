import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TimelineEntry } from '../../../deal/timeline.js';
import { addressOf, tell, Unanswered, type Trouble } from '../../api.js';
import type { Address } from '../../address.js';
import { adjust } from '../../navigation.js';
import { withFault, type Task } from './beginning.js';
import { DraftAsJson } from './draft-as-json.js';
import { useDraft } from './drafting.js';
import { EventsSection } from './events-section.js';
import { FormContext, Section, TextField } from './form.js';
import { useKnownDeal } from './known-deal.js';
import { PeopleSection } from './people-section.js';
import { textOf, type JsonObject } from './pointer.js';
import { PreviewPanel } from './preview-panel.js';
import { usePreview } from './previewing.js';
import { Reason } from './reason.js';
import { Receipt, type Recorded } from './receipt.js';
import { SourceSection } from './source-section.js';
import { StatusSection } from './status-section.js';
import { TermsSection } from './terms-section.js';
import { TimesSection } from './times-section.js';
import { WhatIsMissing } from './what-is-missing.js';

interface ReportFormProps {
  readonly task: Task;
  readonly address: Address;
  readonly deal: string | undefined;
  readonly beginning: JsonObject;
  /** The claims of the earlier report that is corrected or taken back. */
  readonly claims: readonly TimelineEntry[];
}

/** A form for one report, which shows what it will change before it is sent. */
export function ReportForm({ task, address, deal, beginning, claims }: ReportFormProps): JSX.Element {
  const [refusal, setRefusal] = useState<Trouble | null>(null);
  const [refusalsTold, setRefusalsTold] = useState<Trouble['errors']>([]);
  const drafting = useDraft([deal, task, address.report], beginning, refusalsTold);
  const { form, report, faults } = drafting;
  const known = useKnownDeal(drafting.deal);
  const missing = task === 'report' || form.draft.summary ? [] : [REASON_MISSING];
  const wanting = [...faults, ...missing];
  const [recorded, setRecorded] = useState<Recorded | null>(null);
  const isWhole = faults.length === 0 && recorded === null;
  const previewing = usePreview(drafting.deal, isWhole ? report : null);
  const [sending, setSending] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const zone = typeof form.draft.zone === 'string' ? form.draft.zone : 'UTC';

  useEffect(() => {
    setRefusalsTold(previewing.trouble?.errors ?? []);
    setRefusal(null);
  }, [previewing.trouble, JSON.stringify(report)]);

  const send = async () => {
    drafting.sayAll();
    if (wanting.length > 0 || previewing.preview === undefined || previewing.trouble !== undefined) {
      requestAnimationFrame(() => summary.current?.focus());
      return;
    }
    setSending(true);
    try {
      const path = `/deals/${encodeURIComponent(drafting.deal)}/reports`;
      const headers = { 'if-match': `"r${previewing.preview.revision}"` };
      const { value } = await tell<Recorded>(addressOf(path), report, { headers });
      drafting.drop();
      setRecorded(value);
    } catch (error) {
      if (!(error instanceof Unanswered)) {
        throw error;
      }
      setRefusal(error.trouble);
      setRefusalsTold(error.trouble.errors);
      requestAnimationFrame(() => summary.current?.focus());
      if (error.trouble.status === 412) {
        previewing.again();
      }
    } finally {
      setSending(false);
    }
  };

  if (recorded !== null) {
    const another = () => {
      setRecorded(null);
      adjust({ report: undefined });
    };
    return <Receipt recorded={recorded} address={address} onAnother={another} />;
  }
  return (
    <FormContext.Provider value={form}>
      <form
        class="report-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="written">
          {drafting.isResumed && drafting.hasBegun && (
            <p class="resumed">
              This is the draft that you left here.{' '}
              <button type="button" class="quiet" onClick={drafting.drop}>
                Throw it away and begin anew
              </button>
            </p>
          )}
          {task === 'report' ? (
            <Section title="Which deal">
              <TextField
                pointer="/deal"
                label="Deal"
                required
                placeholder="amazon-openai"
                suggestions={known.suggestions}
                hint={sayKnown(drafting.deal, known.title, known.isKnown)}
              />
              <TextField
                pointer="/title"
                label={known.isKnown ? 'New title, if it has changed' : 'Title'}
                required={!known.isKnown}
                placeholder="Amazon investment in OpenAI"
              />
              <TextField
                pointer="/summary"
                label="The report in a sentence"
                wide
                rows={2}
                hint="In your own words."
              />
            </Section>
          ) : (
            <Reason
              task={task}
              isClerical={form.draft.clerical === true}
              onWhose={(clerical) => drafting.take(withFault(form.draft, clerical, claims))}
            />
          )}
          <SourceSection />
          <TimesSection />
          {task !== 'retract' && (
            <>
              <StatusSection />
              <TermsSection />
              <PeopleSection parties={known.parties} targets={known.targets} />
              <EventsSection />
            </>
          )}
          <Section title="Its name in the record">
            <TextField
              pointer="/reportId"
              label="Report id"
              placeholder={textOf(report, '/reportId')}
              hint="Left empty, one is made. The same id is never recorded twice, so sending again is safe."
            />
          </Section>
          <DraftAsJson report={report} onDraft={drafting.take} />
        </div>
        <aside class="aside" aria-label="Before it is sent">
          <PreviewPanel previewing={previewing} zone={zone} />
          <WhatIsMissing refusal={refusal} wanting={drafting.saysAll ? wanting : []} place={summary} />
          <div class="sending">
            <button type="submit" class="send" disabled={sending}>
              {sending ? 'Recording …' : LABELS[task]}
            </button>
            <p class="faint">
              {drafting.isKept
                ? 'What you type is kept in this browser until it is recorded.'
                : 'This browser keeps nothing: what you type is lost when you leave this page.'}
            </p>
          </div>
        </aside>
      </form>
    </FormContext.Provider>
  );
}

const LABELS: Readonly<Record<Task, string>> = {
  report: 'Record it',
  correct: 'Record the correction',
  retract: 'Record the retraction',
};

const REASON_MISSING = { pointer: '/summary', detail: 'say why, so that others understand it later' };

function sayKnown(deal: string, title: string | null, isKnown: boolean): string {
  if (deal === '') {
    return 'Its slug: lower-case letters, digits and hyphens. A deal begins with its first report.';
  }
  return isKnown
    ? `${title ?? deal}: it is in the record.`
    : 'Nothing is recorded about it yet: this begins it.';
}
