import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { facetName, inOrder } from '../../../prose/terms-text.js';
import type { Facet } from '../../../deal/terms.js';
import { FigureField } from './figure-field.js';
import { ChoiceField, Rows, Section, TextField, useForm } from './form.js';
import { isObject, valueAt, type Json } from './pointer.js';
import { TimeField } from './time-field.js';

type Kind = 'money' | 'percent' | 'number' | 'time' | 'consideration' | 'components' | 'tranches';

const KIND_OF_FACET: Readonly<Record<Facet, Kind>> = {
  amount: 'money',
  valuation: 'money',
  pricePerShare: 'money',
  cashPerShare: 'money',
  breakFee: 'money',
  reverseBreakFee: 'money',
  financingTotal: 'money',
  stakePct: 'percent',
  premiumPct: 'percent',
  votesForPct: 'percent',
  exchangeRatio: 'number',
  longStopDate: 'time',
  electionDeadline: 'time',
  offerDeadline: 'time',
  standstillUntil: 'time',
  expectedSigning: 'time',
  expectedVote: 'time',
  expectedClosing: 'time',
  consideration: 'consideration',
  components: 'components',
  tranches: 'tranches',
};

const BEGINNINGS: Readonly<Record<Kind, Json>> = {
  money: { qualifier: 'exact', currency: 'USD' },
  percent: { qualifier: 'exact' },
  number: { qualifier: 'exact' },
  time: '',
  consideration: '',
  components: [{}],
  tranches: [{ amount: { qualifier: 'exact', currency: 'USD' } }],
};

const PAID_IN = { cash: 'cash', stock: 'shares', mixed: 'cash and shares', other: 'something else' };

/** The terms that this report speaks of, and no others. */
export function TermsSection(): JSX.Element {
  const { draft, set } = useForm();
  const [chosen, setChosen] = useState('');
  const held = valueAt(draft, '/terms');
  const facets = inOrder(Object.keys(isObject(held) ? held : {})) as Facet[];
  const others = inOrder(Object.keys(KIND_OF_FACET)).filter((facet) => !facets.includes(facet as Facet));
  const add = (facet: string) => {
    set(`/terms/${facet}`, BEGINNINGS[KIND_OF_FACET[facet as Facet]]);
    setChosen('');
  };
  return (
    <Section title="Terms" lead="Only those that this report speaks of. All others stay as they were known.">
      {facets.map((facet) => (
        <div class="row wide" key={facet}>
          <FacetField facet={facet} />
          <button
            type="button"
            class="quiet"
            aria-label={`Take away the ${facetName(facet)}`}
            onClick={() => set(`/terms/${facet}`, undefined)}
          >
            Take away
          </button>
        </div>
      ))}
      <p class="add-term wide">
        <label>
          <span>Add a term</span>
          <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
            <option value="">choose …</option>
            {others.map((facet) => (
              <option key={facet} value={facet}>
                {facetName(facet)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="add" disabled={chosen === ''} onClick={() => add(chosen)}>
          Add {chosen === '' ? 'it' : `the ${facetName(chosen)}`}
        </button>
      </p>
    </Section>
  );
}

function FacetField({ facet }: { facet: Facet }): JSX.Element {
  const pointer = `/terms/${facet}`;
  const name = capital(facetName(facet));
  const kind = KIND_OF_FACET[facet];
  switch (kind) {
    case 'money':
    case 'percent':
    case 'number':
      return <FigureField pointer={pointer} name={name} unit={kind} />;
    case 'time':
      return <TimeField pointer={pointer} label={name} />;
    case 'consideration':
      return <ChoiceField pointer={pointer} label={name} choices={PAID_IN} />;
    case 'components':
      return (
        <Rows pointer={pointer} one="part that is not money">
          {(row) => (
            <>
              <TextField
                pointer={`${row}/kind`}
                label="What it is"
                placeholder="chips, computing, earn_out"
              />
              <TextField pointer={`${row}/detail`} label="In a few words" />
              <TextField pointer={`${row}/durationYears`} label="For how many years" />
            </>
          )}
        </Rows>
      );
    case 'tranches':
      return (
        <Rows pointer={pointer} one="tranche">
          {(row) => (
            <>
              <FigureField pointer={`${row}/amount`} name="Amount" unit="money" />
              <TextField pointer={`${row}/condition`} label="On what condition" />
              <TimeField pointer={`${row}/due`} label="Due" />
            </>
          )}
        </Rows>
      );
  }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
