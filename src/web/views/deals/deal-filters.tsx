import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Address } from '../../address.js';
import { adjust } from '../../navigation.js';

/** A search takes effect when typing has paused for this long. */
const TYPING_PAUSE_MS = 250;

const ORDERS = {
  deal: 'by name in the record',
  title: 'by title',
  since: 'newest change of status first',
  amount: 'largest amount first',
} as const;

/** Search, party and order of the list. */
export function DealFilters({ address }: { address: Address }): JSX.Element {
  return (
    <form class="deal-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextFilter name="q" label="Search" hint="words of a title, a party, a slug" value={address.q} />
      <TextFilter name="party" label="Party" hint="a whole name, such as Microsoft" value={address.party} />
      <label>
        <span>Order</span>
        <select
          value={address.sort ?? 'deal'}
          onChange={({ currentTarget: { value } }) => adjust({ sort: value === 'deal' ? undefined : value })}
        >
          {Object.entries(ORDERS).map(([order, name]) => (
            <option key={order} value={order}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

function TextFilter({
  name,
  label,
  hint,
  value,
}: {
  name: 'q' | 'party';
  label: string;
  hint: string;
  value: string | undefined;
}): JSX.Element {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText((typed) => (typed.trim() === (value ?? '') ? typed : (value ?? ''))), [value]);
  useEffect(() => {
    const wanted = text.trim() === '' ? undefined : text.trim();
    if (wanted === value) {
      return;
    }
    const pause = setTimeout(() => adjust({ [name]: wanted }, { replace: true }), TYPING_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [text]);
  return (
    <label>
      <span>{label}</span>
      <input
        type="search"
        value={text}
        placeholder={hint}
        onInput={(event) => setText(event.currentTarget.value)}
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  );
}
