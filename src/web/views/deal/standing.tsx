import type { JSX } from 'preact';
import type { Answer } from '../../../deal/knowledge.js';
import type { Told } from '../../../prose/told.js';
import { sayLink } from '../../../prose/claim-text.js';
import { counted } from '../../../prose/listed.js';
import { sayKind, spoken } from '../../../prose/words.js';
import { SourceOf } from '../../source-of.js';
import { StatusMark } from '../../status-mark.js';
import type { PartProps } from './part-props.js';

/** The status, since when, and on whose word. */
export function Standing({ answer, told, address }: PartProps): JSX.Element {
  const { status, officiallyConfirmed, episode, firstKnownAt, asked } = answer;
  return (
    <section class="standing" aria-labelledby="standing-heading">
      <h2 id="standing-heading" class="unseen">
        Status
      </h2>
      <p class={`big-status status-${status?.value ?? 'none'}`}>
        <StatusMark status={status?.value ?? 'none'} />
      </p>
      <dl>
        {status && (
          <>
            <dt>since</dt>
            <dd>{told.effect(told.startOf(status), status.since)}</dd>
            <dt>on the word of</dt>
            <dd>
              <SourceOf event={status.event} told={told} address={address} />
            </dd>
          </>
        )}
        {status?.value === 'confirmed' && (
          <>
            <dt>officially</dt>
            <dd>{officiallyConfirmed ? 'yes' : 'no official source has confirmed it'}</dd>
          </>
        )}
        {episode > 1 && (
          <>
            <dt>episode</dt>
            <dd>{episode}: it had collapsed before</dd>
          </>
        )}
        {firstKnownAt !== null && (
          <>
            <dt>{asked.audience === 'public' ? 'first known' : 'first held'}</dt>
            <dd>{sayFirstKnown(answer, told)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function sayFirstKnown({ firstKnownAt, asked }: Answer, told: Told): string {
  const first = asked.audience === 'public' ? told.firstPublished(firstKnownAt!) : undefined;
  return first ? `${told.published(first)}, from ${first.source.name}` : told.when.stamp(firstKnownAt!);
}

/** Who is involved, and which other deals bear on this one. */
export function Parties({ answer: { parties, related } }: { answer: Answer }): JSX.Element | null {
  if (parties.length + related.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="parties-heading">
      <h2 id="parties-heading">Parties</h2>
      <ul class="parties">
        {parties.map(({ name, roles, ticker }) => (
          <li key={name}>
            {name}
            {ticker !== undefined && <span class="slug"> {ticker}</span>}
            <small>{roles.map(spoken).join(', ')}</small>
          </li>
        ))}
      </ul>
      {related.length > 0 && (
        <>
          <h3>Related</h3>
          <ul class="parties">
            {related.map((link) => (
              <li key={link.event}>{sayLink(link)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The sources that the counted claims come from, by kind. */
export function Sources({ answer, told }: { answer: Answer; told: Told }): JSX.Element {
  return (
    <section aria-labelledby="sources-heading">
      <h2 id="sources-heading">{counted(answer.sources, 'source')}</h2>
      <dl class="sources">
        {[...told.sourcesCounted(answer)].map(([kind, names]) => (
          <div key={kind}>
            <dt>{sayKind(kind)}</dt>
            <dd>{names.join('; ')}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
