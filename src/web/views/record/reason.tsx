import type { JSX } from 'preact';
import type { Task } from './beginning.js';
import { Section, TextField } from './form.js';

/** Why the earlier report is taken back or corrected, and whose error it was. */
export function Reason({
  task,
  isClerical,
  onWhose,
}: {
  readonly task: Task;
  readonly isClerical: boolean;
  readonly onWhose: (clerical: boolean) => void;
}): JSX.Element {
  const verb = task === 'correct' ? 'corrected' : 'taken back';
  return (
    <Section title="Why">
      <div class="wide choices" role="radiogroup" aria-label="Whose error it was">
        <label class="option">
          <input type="radio" name="whose" checked={!isClerical} onChange={() => onWhose(false)} />
          <span>
            The source was wrong <small>It spoke again: give the time at which it did.</small>
          </span>
        </label>
        <label class="option">
          <input type="radio" name="whose" checked={isClerical} onChange={() => onWhose(true)} />
          <span>
            We typed it wrong{' '}
            <small>The public never saw our error, so its answers are mended from the start.</small>
          </span>
        </label>
      </div>
      <TextField
        pointer="/summary"
        label={`Why it is ${verb}`}
        wide
        rows={2}
        required
        hint="It is recorded with it, and shown wherever the earlier report stands."
      />
    </Section>
  );
}
