import { DealHistories } from '../../src/commands/deal-histories.js';
import { RecordReport, RecordReportHandler, type Recorded } from '../../src/commands/record-report.js';
import { Clock } from '../../src/deal/clock.js';
import { instantOf, type Instant } from '../../src/deal/instant.js';
import { report, TemporaryRecord } from '../projections/record.js';

class SystemClock extends Clock {
  now(): Instant {
    return instantOf(Date.now());
  }
}

let record: TemporaryRecord;
let handler: RecordReportHandler;

const newHandler = () =>
  new RecordReportHandler(record.store, new DealHistories(record.store), new SystemClock());
const send = (input: object, by = handler, ifRevision?: number): Promise<Recorded> =>
  by.execute(new RecordReport(input, { type: 'user', id: 'tester' }, ifRevision));

beforeEach(async () => {
  record = await TemporaryRecord.open();
  handler = newHandler();
});

afterEach(() => record.remove());

describe('recording a report', () => {
  it('appends its claims at once, and says where', async () => {
    expect(await send(report('ajax-bolt', 'rumored', { milestone: { kind: 'first_report' } }))).toMatchObject(
      {
        outcome: 'appended',
        revision: 1,
        position: 1,
        events: [expect.any(String), expect.any(String)],
      },
    );
    expect((await record.store.readStream('deal-ajax-bolt')).map(({ type }) => type)).toEqual([
      'DealRumored',
      'MilestoneReached',
    ]);
  });

  it('twice with the same content changes nothing, on another node too', async () => {
    const first = await send(report('ajax-bolt', 'rumored', { reportId: 'one' }));
    const again = await send(report('ajax-bolt', 'rumored', { reportId: 'one' }), newHandler());

    expect(again).toEqual({ ...first, outcome: 'repeated' });
    expect(await record.store.head()).toBe(0);
  });

  it('at the same time on two nodes with different content lets one through and refuses the other', async () => {
    const nodes = [newHandler(), newHandler()];
    const outcomes = await Promise.all(
      nodes.map((node, place) =>
        send(report('ajax-bolt', 'rumored', { reportId: 'one', summary: `told by ${place}` }), node),
      ),
    );

    expect(outcomes.map(({ outcome }) => outcome).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'appended',
      'refused',
    ]);
    expect(outcomes).toContainEqual(expect.objectContaining({ rule: 'report-id-taken' }));
    expect(await record.store.head()).toBe(0);
  });

  it('is decided again when another node was first', async () => {
    const [here, there] = [newHandler(), newHandler()];
    await send(report('ajax-bolt', 'in_talks'), here);
    await send(report('ajax-bolt', 'confirmed'), there);

    expect(await send(report('ajax-bolt', 'rumored'), here)).toMatchObject({
      outcome: 'refused',
      rule: 'step-back',
    });
  });

  it('loses nothing when many nodes write many deals at once', async () => {
    const nodes = [newHandler(), newHandler(), newHandler()];
    const sent = Array.from({ length: 300 }, (_, place) =>
      send(report(`deal-${place % 7}`, 'in_talks', { reportId: `report-${place}` }), nodes[place % 3]),
    );

    const outcomes = await Promise.all(sent);
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['appended']));
    expect(await record.store.head()).toBe(299);
  });

  it('on a condition that no longer holds is refused, unless the same report stands already', async () => {
    await send(report('ajax-bolt', 'rumored', { reportId: 'one' }), handler, -1);

    expect(await send(report('ajax-bolt', 'in_talks'), handler, -1)).toMatchObject({
      rule: 'revision-moved',
    });
    expect(await send(report('ajax-bolt', 'in_talks'), handler, 0)).toMatchObject({ outcome: 'appended' });
    expect(await send(report('ajax-bolt', 'rumored', { reportId: 'one' }), handler, -1)).toMatchObject({
      outcome: 'repeated',
    });
  });

  it('without an id gets one of its own each time', async () => {
    const first = await send(report('ajax-bolt', 'rumored'));
    const second = await send(report('ajax-bolt', 'rumored'));
    expect([first.outcome, second.outcome]).toEqual(['appended', 'appended']);
  });
});
