import type { JSX } from 'preact';
import type { Ref } from 'preact';
import type { Fault } from '../../../deal/shape.js';
import type { Trouble } from '../../api.js';
import { idOf } from './form.js';

/** What keeps a report from being recorded; each thing leads to its field. */
export function WhatIsMissing({
  refusal,
  wanting,
  place,
}: {
  readonly refusal: Trouble | null;
  readonly wanting: readonly Fault[];
  /** Takes the focus when the report could not be sent. */
  readonly place: Ref<HTMLDivElement>;
}): JSX.Element {
  return (
    <div
      class="summary-of-errors"
      ref={place}
      tabIndex={-1}
      role="alert"
      aria-label="What keeps it from being recorded"
    >
      {refusal !== null && <p class="refusal">{sayRefusal(refusal)}</p>}
      {wanting.length > 0 && (
        <>
          <p>
            <strong>Not recorded:</strong>{' '}
            {wanting.length === 1 ? 'one thing is' : `${wanting.length} things are`} missing or not in order.
          </p>
          <ul>
            {wanting.map(({ pointer, detail }) => (
              <li key={pointer + detail}>
                <a href={`#${idOf(pointer)}`} onClick={(event) => goTo(event, pointer)}>
                  {nameOfPlace(pointer)}
                </a>{' '}
                {detail}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function sayRefusal({ kind, status, sentence }: Trouble): JSX.Element {
  if (kind === 'away') {
    return (
      <>
        <strong>The service did not answer.</strong> {sentence} Whether the report was recorded is not known.
        Nothing that you typed is lost: send it again, it is recorded once.
      </>
    );
  }
  if (status === 412) {
    return (
      <>
        <strong>The deal has moved on.</strong> Something was recorded about it since you looked. See above
        what your report changes now, and record it again if that is still right.
      </>
    );
  }
  return (
    <>
      <strong>It was refused.</strong> {sentence}
    </>
  );
}

function goTo(event: Event, pointer: string): void {
  const field = document.getElementById(idOf(pointer));
  event.preventDefault();
  const target = field?.matches('input, select, textarea')
    ? field
    : field?.querySelector<HTMLElement>('input');
  (target ?? field)?.focus();
}

/** `terms, amount, currency` for `/terms/amount/currency`. */
function nameOfPlace(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return steps.length === 0
    ? 'The report'
    : steps.map((step) => (/^\d+$/.test(step) ? `no. ${Number(step) + 1}` : step)).join(', ');
}
