import type { JSX } from 'preact';
import { zonesToChoose } from '../../zones.js';
import { Section, TextField, useForm } from './form.js';
import { textOf } from './pointer.js';
import { TimeField } from './time-field.js';

/** When it was published and when it became so, each as exact as it is known. */
export function TimesSection(): JSX.Element {
  const { draft } = useForm();
  const zone = textOf(draft, '/zone');
  return (
    <Section
      title="When"
      lead="As exact as the source: a year, a month, a day, a time of day. Nothing is made more precise than it was."
    >
      <TimeField
        pointer="/publishedAt"
        label="Published"
        hint="When the source made it public. Left empty, it is not public: only the desk knows."
      />
      <TimeField
        pointer="/effectiveAt"
        label="So since"
        hint="When it became so in the world. Left empty: when it was published, else when it is recorded."
      />
      <TextField
        pointer="/zone"
        label="Time zone of these"
        suggestions={zonesToChoose(zone === '' ? 'UTC' : zone)}
      />
      <TimeField
        pointer="/receivedAt"
        label="Came to us"
        hint="When you got hold of it, such as by a call. Shown, and never used to decide an answer."
      />
    </Section>
  );
}
