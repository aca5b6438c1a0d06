import type { JSX } from 'preact';
import { StatusMark } from '../../status-mark.js';
import { STATUSES, type Status } from '../../../deal/status.js';
import { idOf, Section, useForm } from './form.js';
import { textOf } from './pointer.js';

const MEANINGS: Readonly<Record<Status, string>> = {
  rumored: 'interest or plans, no talks reported under way',
  in_talks: 'an approach, offer or discussion is on the table',
  terms_changing: 'price or other main terms are being changed',
  confirmed: 'a binding agreement is announced, or it has closed',
  collapsed: 'withdrawn, terminated or declared dead by a party',
};

/** What the source says the deal is doing. */
export function StatusSection(): JSX.Element {
  const { draft, set, errorAt } = useForm();
  const status = textOf(draft, '/status');
  const error = errorAt('/status') ?? errorAt('/contested');
  return (
    <Section title="What the deal is doing">
      <div
        class={`statuses wide${error === undefined ? '' : ' wrong'}`}
        id={idOf('/status')}
        role="radiogroup"
        aria-label="Status"
        {...(error !== undefined && { 'aria-describedby': `${idOf('/status')}-error` })}
      >
        <label>
          <input
            type="radio"
            name="status"
            checked={status === ''}
            onChange={() => {
              set('/status', undefined);
              set('/contested', undefined);
            }}
          />
          <span>
            <b>Nothing said of it</b>
          </span>
        </label>
        {STATUSES.map((one) => (
          <label key={one}>
            <input type="radio" name="status" checked={status === one} onChange={() => set('/status', one)} />
            <span>
              <StatusMark status={one} />
              <small>{MEANINGS[one]}</small>
            </span>
          </label>
        ))}
        {error !== undefined && (
          <p class="error" id={`${idOf('/status')}-error`}>
            {error}
          </p>
        )}
      </div>
      {status !== '' && (
        <label class="option wide">
          <input
            type="checkbox"
            checked={draft.contested === true}
            onChange={(event) => set('/contested', event.currentTarget.checked ? true : undefined)}
          />
          Another party disputes it
        </label>
      )}
    </Section>
  );
}
