import type { JSX } from 'preact';
import { ChoiceField, Rows, Section, TextField } from './form.js';

const STEPS = {
  opened: 'opened a review',
  phase_2: 'went into an in-depth review',
  objections: 'raised objections',
  sued: 'sued',
  blocked: 'blocked it',
  cleared: 'cleared it',
  cleared_with_remedies: 'cleared it with remedies',
};

const KINDS = ['first_report', 'signed', 'announced', 'vote_held', 'approved', 'closed', 'terminated'];

/** What happened, what regulators did, and which other deals bear on this one. */
export function EventsSection(): JSX.Element {
  return (
    <>
      <Section title="What happened">
        <TextField
          pointer="/milestone/kind"
          label="Milestone"
          placeholder="signed, vote_held, closed"
          suggestions={KINDS}
        />
        <TextField pointer="/milestone/detail" label="In a few words" />
      </Section>
      <Section title="What regulators did">
        <Rows pointer="/reviews" one="review step">
          {(row) => (
            <>
              <TextField pointer={`${row}/authority`} label="Authority" placeholder="CMA, FTC" />
              <ChoiceField pointer={`${row}/step`} label="What it did" choices={STEPS} />
              <TextField pointer={`${row}/stage`} label="Which part of its procedure" />
            </>
          )}
        </Rows>
      </Section>
      <Section title="Other deals that bear on this one">
        <Rows pointer="/related" one="deal">
          {(row) => (
            <>
              <TextField pointer={`${row}/name`} label="Its slug, or its name" />
              <TextField
                pointer={`${row}/relation`}
                label="How it bears on this one"
                placeholder="rival_bid, existing_partner"
              />
            </>
          )}
        </Rows>
      </Section>
    </>
  );
}
