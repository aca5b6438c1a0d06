import type { JSX } from 'preact';
import { ChoiceField, Section, TextField, useForm } from './form.js';
import { textOf } from './pointer.js';

const KINDS = {
  press: 'Press, on its own account or naming its source',
  press_anonymous: 'Press, citing people it does not name',
  company: 'A company that is part of it',
  filing: 'An official filing',
  regulator: 'A regulator',
  court: 'A court',
  internal: 'Our own note',
};

const RELIABILITY = {
  A: 'A, completely reliable',
  B: 'B, usually reliable',
  C: 'C, fairly reliable',
  D: 'D, not usually reliable',
  E: 'E, unreliable',
  F: 'F, cannot be judged',
};

const CREDIBILITY = {
  1: '1, confirmed by others',
  2: '2, probably true',
  3: '3, possibly true',
  4: '4, doubtful',
  5: '5, improbable',
  6: '6, cannot be judged',
};

/** Who says so. */
export function SourceSection(): JSX.Element {
  const { draft } = useForm();
  const isAnonymous = textOf(draft, '/source/kind') === 'press_anonymous';
  return (
    <Section title="Who says so">
      <TextField pointer="/source/name" label="Source" required placeholder="Reuters, Acme Corp., SEC" />
      <ChoiceField pointer="/source/kind" label="What kind of source" required choices={KINDS} />
      <TextField
        pointer="/source/attribution"
        label="On whose word"
        wide={isAnonymous}
        placeholder={isAnonymous ? 'people familiar with the matter' : 'a spokesperson'}
        {...(isAnonymous && {
          hint: 'How the source describes the people it does not name. They cannot confirm a deal.',
        })}
      />
      <TextField pointer="/source/url" label="Address" placeholder="https://…" />
      <ChoiceField
        pointer="/source/reliability"
        label="How reliable the source is"
        choices={RELIABILITY}
        none="not rated"
      />
      <ChoiceField
        pointer="/source/credibility"
        label="How credible this is"
        choices={CREDIBILITY}
        none="not rated"
      />
    </Section>
  );
}
