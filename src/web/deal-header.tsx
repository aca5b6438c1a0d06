import type { JSX } from 'preact';
import { changed, questionOf, type Address } from './address.js';
import { addressOf } from './api.js';
import { useAnswer } from './asking.js';
import { Link } from './navigation.js';
import { TABS } from './tabs.js';
import { TroubleNote } from './trouble-note.js';
import './styles/deal-header.css';

interface Headline {
  readonly deal: string;
  readonly alsoRecordedAs: readonly string[];
  readonly title: string | null;
  readonly known: boolean;
  readonly headline: string;
}

/** What stands above every view of a deal: its title, the answer in one sentence, and the tabs. */
export function DealHeader({
  address,
  beat,
  steady = false,
}: {
  address: Address;
  beat: number;
  /** Leaves room for a longer headline, so that what stands below keeps its place while it changes. */
  steady?: boolean;
}): JSX.Element {
  const deal = address.deal!;
  const asking = useAnswer<Headline>(addressOf(`/deals/${deal}/headline`, questionOf(address)), deal, beat);
  const { value, trouble, again, waiting } = asking;
  return (
    <div class="deal-header">
      <p class="crumbs">
        <Link to={changed(address, { view: 'deals', deal: undefined, event: undefined })}>All deals</Link>
        <span class="slug">{value?.deal ?? deal}</span>
        {value?.alsoRecordedAs.map((slug) => (
          <span key={slug}>
            also recorded as <span class="slug">{slug}</span>
          </span>
        ))}
      </p>
      <h1>{value?.title ?? deal}</h1>
      {trouble && <TroubleNote trouble={trouble} again={again} />}
      <p
        class={`headline ${steady ? 'steady' : ''}`}
        aria-live="polite"
        aria-atomic="true"
        aria-busy={waiting}
      >
        {value?.headline ?? (trouble ? '' : '…')}
      </p>
      <nav class="tabs" aria-label="Views of this deal">
        {TABS.map(({ view, name }) => (
          <Link
            key={view}
            to={changed(address, { view, event: undefined })}
            aria-current={address.view === view ? 'page' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
    </div>
  );
}
