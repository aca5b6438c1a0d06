import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { changed, isAboutNow, type Address } from './address.js';
import { useDismissal } from './dismiss.js';
import { InstantControl, PastBand } from './instant-control.js';
import { useLive } from './live.js';
import { Link, useAddress } from './navigation.js';
import { ROUTES } from './routes.js';
import { Waiting } from './waiting.js';
import { useWhatIsShown } from './shown.js';
import { TakeAway } from './take-away/take-away.js';

/** The page: the masthead with the one control, and the view that the address names. */
export function App(): JSX.Element {
  const address = useAddress();
  const live = useLive(isAboutNow(address), useWhatIsShown()?.asked.basis);
  const route = ROUTES[address.view] ?? ROUTES.deals;
  const Shown = route.view;
  useEffect(() => {
    document.title = [address.deal, route.name, 'Knownwhen'].filter((part) => part !== undefined).join(' · ');
  }, [address.deal, route.name]);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-past', !isAboutNow(address));
  }, [isAboutNow(address)]);
  useDismissal();
  useReadingOn(`${address.view} ${address.deal}`);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the answer
      </a>
      <header class="masthead">
        <Link class="wordmark" to={homeOf(address)} aria-label="Knownwhen: all deals">
          Known<em>when</em>
        </Link>
        <InstantControl address={address} live={live} />
        <div class="doings">
          <TakeAway address={address} />
          <Link to={changed(address, { view: 'record', event: undefined, report: undefined })}>
            Record a report
          </Link>
        </div>
      </header>
      <Waiting />
      <PastBand address={address} />
      <main id="main" tabIndex={-1}>
        <Shown address={address} beat={live.beat} />
      </main>
    </>
  );
}

/** The link that was followed may be gone with its view: one reads on where the new view begins. */
function useReadingOn(view: string): void {
  const before = useRef(view);
  useEffect(() => {
    if (before.current !== view && document.activeElement === document.body) {
      document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
    }
    before.current = view;
  }, [view]);
}

/** The list of all deals by the same question. */
export function homeOf(address: Address): Address {
  return changed(address, {
    view: 'deals',
    deal: undefined,
    event: undefined,
    from: undefined,
    report: undefined,
  });
}
