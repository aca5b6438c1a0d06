import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { changed, formatAddress, type Address } from '../address.js';
import { Link } from '../navigation.js';
import { pinned, useWhatIsShown, type Shown } from '../shown.js';
import { csvOf } from './csv.js';
import { panelAddress, pinnedData } from './pinned-data.js';
import '../styles/take-away.css';

/** What is shown, to be taken away: as a link that always gives this very answer, as data, as a page to file. */
export function TakeAway({ address }: { readonly address: Address }): JSX.Element | null {
  const shown = useWhatIsShown();
  if (shown === null || address.view === 'record' || address.view === 'print') {
    return null;
  }
  return (
    <details class="take-away">
      <summary>Take away</summary>
      <div class="take-away-panel">
        <p>
          This answer rests on the record up to position {shown.asked.basis}. These keep it as it is, whatever
          is recorded later.
        </p>
        <KeptLink address={address} shown={shown} />
        <ul>
          {Object.entries(pinnedData(shown)).map(([name, data]) => (
            <li key={name}>
              <a href={data}>{capital(name)} as JSON</a>
            </li>
          ))}
          <li>
            <Csv address={address} shown={shown} />
          </li>
          <li>
            <Link to={changed(pinned(address, shown), { view: 'print' })}>A page to print and file</Link>
          </li>
        </ul>
      </div>
    </details>
  );
}

function KeptLink({ address, shown }: { readonly address: Address; readonly shown: Shown }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState('');
  const link = location.origin + formatAddress(pinned(address, shown));
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      setCopied(link);
    } catch {
      setCopied(''); // it is selected: the keyboard copies it
    }
  };
  return (
    <p class="kept-link">
      <label>
        <span>Link to this very answer</span>
        <input ref={field} type="text" readOnly value={link} />
      </label>
      <button type="button" onClick={() => void copy()}>
        {isCopied === link ? 'Copied' : 'Copy'}
      </button>
    </p>
  );
}

/** Rows come from the service where it writes them itself, and are else made here of the same data. */
function Csv({ address, shown }: { readonly address: Address; readonly shown: Shown }): JSX.Element {
  const [failure, setFailure] = useState('');
  const data = pinnedData(shown);
  const panel = data.deals === undefined ? null : panelAddress(data.deals);
  const name = `${address.deal ?? 'deals'}-${address.view}-${shown.asked.basis}.csv`;
  if (panel !== null) {
    return (
      <a href={panel} download={name}>
        Rows as CSV
      </a>
    );
  }
  const save = async () => {
    try {
      const { tableOf } = await import('./tables.js');
      const table = await tableOf(data, address);
      if (table) {
        saveAs(name, csvOf(table));
      }
      setFailure('');
    } catch (error) {
      setFailure(`It could not be made: ${(error as Error).message}`);
    }
  };
  return (
    <>
      <button type="button" class="as-link" onClick={() => void save()}>
        Rows as CSV
      </button>
      {failure !== '' && <p role="alert">{failure}</p>}
    </>
  );
}

function saveAs(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
