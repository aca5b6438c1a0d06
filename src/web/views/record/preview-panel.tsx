import type { JSX } from 'preact';
import { counted } from '../../../prose/listed.js';
import { placeOf, When } from '../../../prose/when.js';
import { ChangeTable } from '../../change-table.js';
import type { Previewing, ReportPreviewed } from './previewing.js';

const AUDIENCES = ['desk', 'public'] as const;

/** What the report would change, shown before it is sent. */
export function PreviewPanel({ previewing, zone }: { previewing: Previewing; zone: string }): JSX.Element {
  const { state, preview, trouble } = previewing;
  return (
    <section class="preview" aria-labelledby="preview-title" aria-busy={state === 'asking'}>
      <h2 id="preview-title">What it will change</h2>
      <div role="status">
        {state === 'incomplete' && (
          <p class="faint">It shows here as soon as the report says who says what about which deal.</p>
        )}
        {trouble !== undefined && (
          <p class="refusal">
            <strong>{trouble.kind === 'away' ? 'The service is away.' : 'It would be refused.'}</strong>{' '}
            {trouble.sentence}
            {trouble.kind === 'away' && ' What you typed is kept; this is asked again as you go on.'}
          </p>
        )}
        {preview !== undefined && trouble === undefined && <p>{sayOutcome(preview)}</p>}
      </div>
      {preview !== undefined && trouble === undefined && (
        <>
          {AUDIENCES.map((audience) => (
            <Effect key={audience} audience={audience} preview={preview} zone={zone} />
          ))}
          <Counting preview={preview} zone={zone} />
        </>
      )}
    </section>
  );
}

function sayOutcome({ outcome, claims, deal, revision }: ReportPreviewed): string {
  if (outcome === 'repeats') {
    return 'This very report is recorded already. Sending it again changes nothing.';
  }
  const first = revision < 0 ? `, the first about ${deal}` : '';
  return `It adds ${counted(claims.length, 'claim')} to the record${first}. Nothing is recorded yet.`;
}

function Effect({
  audience,
  preview,
  zone,
}: {
  readonly audience: (typeof AUDIENCES)[number];
  readonly preview: ReportPreviewed;
  readonly zone: string;
}): JSX.Element {
  const { changed } = preview[audience];
  return (
    <div class="effect">
      <h3>For the {audience}</h3>
      {changed.length === 0 ? (
        <p class="faint">{sayNothing(audience, preview)}</p>
      ) : (
        <ChangeTable changed={changed} when={new When(zone)} caption={`What changes for the ${audience}`} />
      )}
    </div>
  );
}

function sayNothing(
  audience: (typeof AUDIENCES)[number],
  { claims, public: effect }: ReportPreviewed,
): string {
  if (audience === 'public' && claims.length > 0 && claims[0]!.publishedAt === undefined) {
    return 'Nothing: it is not published.';
  }
  const own = new Set(claims.map(({ event }) => event));
  const isOpen = audience === 'public' && effect.after.undetermined.some(({ event }) => own.has(event));
  return isOpen
    ? 'Nothing yet for certain: it may have been published by now, or not.'
    : 'Nothing, as things are known now.';
}

/** From when the report counts, where its times are not exact. */
function Counting({ preview, zone }: { preview: ReportPreviewed; zone: string }): JSX.Element | null {
  const published = preview.claims[0]?.publishedAt;
  if (published === undefined || published.earliest === published.latest) {
    return null;
  }
  return (
    <p class="counting faint">
      The public is taken to know of it for certain from the end of {new When(zone).given(published)} in{' '}
      {placeOf(published.zone)}.
    </p>
  );
}
