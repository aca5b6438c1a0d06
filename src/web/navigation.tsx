import type { AnchorHTMLAttributes, ComponentChildren, JSX, TargetedMouseEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { changed, formatAddress, parseAddress, type Address, type Change } from './address.js';

const listeners = new Set<() => void>();

function tellListeners(): void {
  for (const listen of listeners) {
    listen();
  }
}

globalThis.addEventListener('popstate', tellListeners);

/** The address that the page stands at. */
export function currentAddress(): Address {
  return parseAddress(location.search);
}

/** Goes to an address. `replace`: going back leads to where one was before, not through every step of a slider. */
export function navigate(address: Address, { replace = false } = {}): void {
  const to = formatAddress(address);
  if (to === location.pathname + location.search) {
    return;
  }
  if (replace) {
    history.replaceState(null, '', to);
  } else {
    history.pushState(null, '', to);
  }
  tellListeners();
}

/** Changes a part of the address, as it is by now. */
export function adjust(change: Change, how?: { replace?: boolean }): void {
  navigate(changed(currentAddress(), change), how);
}

/** The address, kept current. */
export function useAddress(): Address {
  const [address, setAddress] = useState(currentAddress);
  useEffect(() => {
    const listen = () => setAddress(currentAddress());
    listeners.add(listen);
    return () => void listeners.delete(listen);
  }, []);
  return address;
}

type LinkProps = Omit<AnchorHTMLAttributes, 'href' | 'role'> & {
  readonly to: Address;
  readonly children: ComponentChildren;
};

/** A link inside the page: a real one, that can be copied and opened beside. */
export function Link({ to, children, ...rest }: LinkProps): JSX.Element {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (!elsewhere && !event.defaultPrevented) {
      event.preventDefault();
      navigate(to);
      scrollTo({ top: 0 });
    }
  };
  return (
    <a {...rest} href={formatAddress(to)} onClick={follow}>
      {children}
    </a>
  );
}
