import { changed, formatAddress, isAboutNow, parseAddress, questionOf } from '../../src/web/address.js';

describe('the address of the page', () => {
  it('shows all deals as the public knows them now, unless it says otherwise', () => {
    expect(parseAddress('')).toEqual({ view: 'deals', audience: 'public', zone: 'UTC' });
    expect(isAboutNow(parseAddress(''))).toBe(true);
  });

  it('shows a deal where it names one, and another view of it where it says so', () => {
    expect(parseAddress('?deal=shell-bp')).toMatchObject({ view: 'deal', deal: 'shell-bp' });
    expect(parseAddress('?deal=shell-bp&view=map')).toMatchObject({ view: 'map', deal: 'shell-bp' });
  });

  it('shows all deals where a view of one deal is asked for without naming it', () => {
    expect(parseAddress('?view=timeline').view).toBe('deals');
  });

  it.each([
    '/',
    '/?status=rumored%2Cin_talks&party=Microsoft&q=chips&sort=since',
    '/?deal=shell-bp&view=map&audience=desk&zone=Europe%2FLondon&knownAt=2025-06-26&effectiveAt=2025-06-01&basis=412',
    '/?deal=twitter-musk&knownAt=2022-04-06T09%3A30%3A00.000Z&certainty=possible&sourceKind=company',
  ])('is written as it was read: %s', (address) => {
    expect(formatAddress(parseAddress(address.slice(1)))).toBe(address);
  });

  it('leaves out what it does not know and what is empty', () => {
    expect(formatAddress(parseAddress('?view=dashboard&audience=everyone&knownAt=&colour=red'))).toBe('/');
  });

  it('keeps the question when another deal is looked at, and drops what is taken away', () => {
    const address = parseAddress('?deal=shell-bp&view=map&knownAt=2025-06-26&basis=412');
    expect(formatAddress(changed(address, { deal: 'zee-sony', basis: undefined }))).toBe(
      '/?deal=zee-sony&view=map&knownAt=2025-06-26',
    );
  });

  it('asks the service what it says, with the zone only where dates need one', () => {
    const address = parseAddress('?deal=shell-bp&knownAt=2025-06-26&zone=Europe/London&q=ignored&basis=412');
    expect(questionOf(address)).toEqual({
      audience: 'public',
      zone: 'Europe/London',
      knownAt: '2025-06-26',
      basis: '412',
    });
    expect(isAboutNow(address)).toBe(false);
  });
});
