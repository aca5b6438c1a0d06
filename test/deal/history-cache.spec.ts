import { HistoryCache } from '../../src/deal/history-cache.js';
import type { DealEvent } from '../../src/deal/claim.js';

const events = (...ids: string[]) => ids.map((id) => ({ id }) as DealEvent);

describe('kept histories', () => {
  it('grow by what came since', () => {
    const cache = new HistoryCache(10);
    cache.keep('ajax', [], events('a', 'b'));
    expect(cache.keep('ajax', cache.get('ajax'), events('c'))).toEqual(events('a', 'b', 'c'));
    expect(cache.get('ajax')).toEqual(events('a', 'b', 'c'));
  });

  it('give the same list again while nothing came', () => {
    const cache = new HistoryCache(10);
    const history = cache.keep('ajax', [], events('a'));
    expect(cache.keep('ajax', history, [])).toBe(history);
  });

  it('drop the deals that were asked about longest ago', () => {
    const cache = new HistoryCache(3);
    cache.keep('ajax', [], events('a'));
    cache.keep('bolt', [], events('b'));
    cache.keep('ajax', cache.get('ajax'), []);
    cache.keep('crest', [], events('c', 'd'));
    expect([cache.get('ajax'), cache.get('bolt')]).toEqual([events('a'), []]);
  });

  it('stay whole when a deal is dropped while the rest of it is read', () => {
    const cache = new HistoryCache(2);
    const before = cache.keep('ajax', [], events('a', 'b'));
    cache.keep('bolt', [], events('c', 'd'));
    expect(cache.keep('ajax', before, events('e'))).toEqual(events('a', 'b', 'e'));
  });
});
