import type { JSX } from 'preact';
import type { Trouble } from './api.js';
import './styles/trouble-note.css';

/** Says why there is no answer, and offers to ask again. */
export function TroubleNote({ trouble, again }: { trouble: Trouble; again: () => void }): JSX.Element {
  const away = trouble.kind === 'away';
  return (
    <div class={`trouble trouble-${trouble.kind}`} role="alert">
      <p>
        <strong>{away ? 'The service is away.' : 'No answer to this question.'}</strong> {trouble.sentence}
        {away && ' What is shown may be old. It is asked again by itself.'}
      </p>
      <button type="button" onClick={again}>
        Ask again
      </button>
    </div>
  );
}
