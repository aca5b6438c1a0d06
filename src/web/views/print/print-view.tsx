import type { JSX } from 'preact';
import type { ViewProps } from '../../routes.js';
import { useShown } from '../../shown.js';
import { DealPage } from './deal-page.js';
import { DealsPage } from './deals-page.js';
import '../../styles/print-view.css';

/** An answer as a page that an auditor can file: the question, its basis, the answer, its sources, and what corrected them. */
export function PrintView({ address }: ViewProps): JSX.Element {
  useShown(null);
  return (
    <article class="filed">
      <p class="filed-tools">
        <button type="button" onClick={() => print()}>
          Print, or save as PDF
        </button>
      </p>
      {address.deal === undefined ? <DealsPage address={address} /> : <DealPage address={address} />}
    </article>
  );
}
