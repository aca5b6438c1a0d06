import type { JSX } from 'preact';
import { ChoiceField, Rows, Section, TextField, useForm } from './form.js';
import { textOf } from './pointer.js';

const ROLES = [
  'acquirer',
  'target',
  'investor',
  'seller',
  'bidder',
  'partner',
  'regulator',
  'adviser',
  'lender',
  'affected',
];

const POSITIONS = {
  confirmed: 'confirmed',
  denied: 'denied',
  declined_to_comment: 'declined to comment',
  no_comment_obtained: 'could not be reached for comment',
};

interface Suggested {
  /** Names of parties that the deal has already. */
  readonly parties: readonly string[];
  /** What a statement may confirm or deny: the statuses, and the reports of the deal. */
  readonly targets: readonly string[];
}

/** Who is involved, and what they said or did not say. */
export function PeopleSection({ parties, targets }: Suggested): JSX.Element {
  const { draft } = useForm();
  return (
    <>
      <Section title="Who is involved">
        <Rows pointer="/parties" one="party">
          {(row) => (
            <>
              <TextField pointer={`${row}/name`} label="Name" suggestions={parties} />
              <TextField
                pointer={`${row}/roles`}
                label="Role, or roles"
                placeholder="investor"
                suggestions={ROLES}
                hint="More than one: with commas between them."
              />
              <TextField pointer={`${row}/ticker`} label="Ticker" />
            </>
          )}
        </Rows>
      </Section>
      <Section title="What they said" lead="Silence is a fact of its own.">
        <Rows pointer="/statements" one="statement">
          {(row) => {
            const position = textOf(draft, `${row}/position`);
            return (
              <>
                <TextField pointer={`${row}/party`} label="Who" suggestions={parties} />
                <ChoiceField pointer={`${row}/position`} label="What they did" choices={POSITIONS} />
                {(position === 'confirmed' || position === 'denied') && (
                  <TextField
                    pointer={`${row}/${position === 'confirmed' ? 'confirms' : 'denies'}`}
                    label={`What exactly was ${position}`}
                    placeholder="in_talks"
                    suggestions={targets}
                    hint="A status, or the id of an earlier report."
                  />
                )}
                <TextField pointer={`${row}/about`} label="In their words, or yours" />
              </>
            );
          }}
        </Rows>
      </Section>
    </>
  );
}
