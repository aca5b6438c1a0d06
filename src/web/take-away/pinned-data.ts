import type { Shown } from '../shown.js';

/** The addresses of what is shown, each with its basis and its instant, so that it gives the same for ever. */
export function pinnedData({ asked, data }: Shown): Readonly<Record<string, string>> {
  const names = Object.keys(data);
  return Object.fromEntries(names.map((name) => [name, pinnedAddress(data[name]!, asked)]));
}

function pinnedAddress(address: string, { basis, knownAt }: Shown['asked']): string {
  const [path = '', query = ''] = address.split('?');
  const parameters = new URLSearchParams(query);
  if (!parameters.has('basis')) {
    parameters.set('basis', String(basis));
  }
  if (knownAt !== undefined && !parameters.has('knownAt')) {
    parameters.set('knownAt', knownAt);
  }
  return `${path}?${parameters.toString()}`;
}

/** The rows of a list as the service writes them; null where no panel tells the same. */
export function panelAddress(deals: string): string | null {
  const parameters = new URLSearchParams(deals.split('?')[1]);
  const dates = parameters.get('knownAt');
  if (dates === null || parameters.has('effectiveAt')) {
    return null;
  }
  for (const name of ['knownAt', 'sort', 'limit']) {
    parameters.delete(name);
  }
  parameters.set('dates', dates);
  parameters.set('format', 'csv');
  return `/panel?${parameters.toString()}`;
}
