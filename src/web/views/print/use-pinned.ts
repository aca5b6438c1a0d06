import { useEffect } from 'preact/hooks';
import type { Address } from '../../address.js';
import { adjust } from '../../navigation.js';

/** What is filed must be asked for by its basis and instant, so the address of the page itself gets them. */
export function usePinned(address: Address, basis: string | undefined, knownAt: string | undefined): void {
  useEffect(() => {
    if (basis !== undefined && (address.basis === undefined || address.knownAt === undefined)) {
      adjust({ basis, knownAt: address.knownAt ?? knownAt }, { replace: true });
    }
  }, [basis, knownAt]);
}
