import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ReadModels } from '../../src/projections/read-models.js';
import { encodeEvent } from '../../src/deal/stored-event.js';
import { report, TemporaryRecord } from './record.js';

let record: TemporaryRecord;

beforeEach(async () => {
  record = await TemporaryRecord.open();
});

afterEach(() => record.remove());

describe('the read models', () => {
  it('hold every claim of a deal, and every deal, in the order of the record', async () => {
    await record.record(
      report('ajax-bolt', 'rumored'),
      report('crest-dune', 'in_talks'),
      report('ajax-bolt', 'in_talks'),
    );

    expect(await claimsOf('ajax-bolt')).toEqual(['DealRumored', 'TalksReported']);
    expect(await deals()).toEqual(['ajax-bolt', 'crest-dune']);
    expect(record.readModels.health()).toEqual({ reasons: [] });
  });

  it('know which deals the record held at an earlier basis', async () => {
    const basis = await record.record(report('ajax-bolt', 'rumored'));
    await record.record(report('crest-dune', 'in_talks'));

    expect(await deals(basis)).toEqual(['ajax-bolt']);
    expect(await deals(basis - 1)).toEqual([]);
  });

  it('go on where they stopped when the service starts again', async () => {
    await record.record(report('ajax-bolt', 'rumored'));
    await record.close();
    await record.reopen();
    await record.record(report('ajax-bolt', 'in_talks'));

    expect(await claimsOf('ajax-bolt')).toEqual(['DealRumored', 'TalksReported']);
    expect(record.readModels.status().generation).toBe(1);
  });

  it('come back when they were deleted', async () => {
    await record.record(report('ajax-bolt', 'rumored'), report('crest-dune', 'in_talks'));
    await record.close();
    rmSync(record.readModelDirectory, { recursive: true });
    await record.reopen();
    await record.readModels.reached(1, 5_000);

    expect(await deals()).toEqual(['ajax-bolt', 'crest-dune']);
  });

  it('are made anew when one is of another version, or no database at all', async () => {
    await record.record(report('ajax-bolt', 'rumored'));
    await record.close();
    edit('deal-list-1.db', 'PRAGMA user_version = 99');
    await record.reopen();
    await record.readModels.reached(0, 5_000);

    expect(record.readModels.status().generation).toBe(2);
    expect(await deals()).toEqual(['ajax-bolt']);
  });

  it('are made anew when they were made from another record', async () => {
    await record.record(report('ajax-bolt', 'rumored'), report('crest-dune', 'in_talks'));
    await record.close();
    for (const file of readdirSync(record.directory).filter((name) => name.startsWith('record.db'))) {
      rmSync(join(record.directory, file));
    }
    await record.reopen();
    await record.record(report('elm-fjord', 'confirmed'));

    expect(await deals()).toEqual(['elm-fjord']);
  });

  it('do not serve a row that changed on disk, and are whole again after a rebuild', async () => {
    await record.record(
      report('ajax-bolt', 'rumored', {
        terms: { amount: { value: '10', qualifier: 'exact', currency: 'USD' } },
      }),
    );
    edit('deal-claims-1.db', `UPDATE claim SET data = replace(data, '"10"', '"90"')`);

    await expect(claimsOf('ajax-bolt')).rejects.toThrow('read model deal-claims is damaged at position 1');
    await record.readModels.rebuild();
    expect(await claimsOf('ajax-bolt')).toEqual(['DealRumored', 'TermsReported']);
  });

  it('stop at an event that they cannot take in, say so, and keep what came before it', async () => {
    await record.record(report('ajax-bolt', 'rumored'));
    const alien = {
      id: crypto.randomUUID(),
      type: 'InvoiceSent',
      data: '{"deal":"ajax-bolt","schemaVersion":1}',
    };
    await record.store.append('deal-ajax-bolt', 0, [alien]);
    await expect(record.readModels.reached(1, 500)).resolves.toBe(false);

    expect(record.readModels.health().reasons).toEqual([
      'deal-claims stopped at position 1: its type "InvoiceSent" is none that Knownwhen writes',
      'knowledge-map stopped at position 1: its type "InvoiceSent" is none that Knownwhen writes',
    ]);
    expect(await claimsOf('ajax-bolt')).toEqual(['DealRumored']);
  });
});

describe('a rebuild', () => {
  it('gives what following the record gave', async () => {
    await recordStory();
    const live = dump();
    await record.readModels.rebuild();

    expect(record.readModels.status()).toMatchObject({ generation: 2, rebuilding: false });
    expect(dump()).toEqual(live);
  });

  it('happens beside the live read models, which answer meanwhile, and loses nothing recorded meanwhile', async () => {
    await recordStory();
    const seen: number[] = [];
    const rebuilding = record.readModels.rebuild((position) => void seen.push(position));
    const answered = await claimsOf('ajax-bolt');
    await record.record(report('late-comer', 'rumored'));
    await rebuilding;

    expect(answered).toContain('DealRumored');
    expect(seen.at(-1)).toBeGreaterThan(0);
    expect(await deals()).toContain('late-comer');
    await record.record(report('later-still', 'rumored'));
    expect(await deals()).toContain('later-still');
  });

  it('that was cut off leaves nothing behind', async () => {
    await recordStory();
    await record.close();
    writeFileSync(join(record.readModelDirectory, 'deal-claims-7.db'), 'half of it');
    await record.reopen();

    expect(readdirSync(record.readModelDirectory)).not.toContain('deal-claims-7.db');
    expect(await deals()).toContain('ajax-bolt');
  });

  it('leaves the old files to the questions that still read them, then deletes them', async () => {
    await recordStory();
    let finish = () => {};
    const reading = record.readModels.read(async ({ claims }) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return claims.recorded('crest-dune').events.length;
    });
    await record.readModels.rebuild();

    expect(readdirSync(record.readModelDirectory)).toContain('deal-claims-1.db');
    finish();
    await expect(reading).resolves.toBeGreaterThan(0);
    await record.close();
    expect(readdirSync(record.readModelDirectory).filter((name) => name.endsWith('.db'))).toEqual([
      'deal-claims-2.db',
      'deal-list-2.db',
      'event-places-2.db',
      'knowledge-map-2.db',
    ]);
    await record.reopen();
    expect(await deals()).toContain('ajax-bolt');
  });
});

describe('beside a long record', () => {
  const [dealsTold, claimsOfEach] = [50, 410];

  async function recordLongStory(): Promise<void> {
    for (let place = 0; place < dealsTold; place += 1) {
      const deal = `deal-${place}`;
      const events = Array.from({ length: claimsOfEach }, (_, index) => ({
        id: crypto.randomUUID(),
        ...encodeEvent({
          deal,
          reportId: `report-${index}`,
          source: { name: 'The Wire', kind: 'press' },
          recordedBy: { type: 'user', id: 'tester' },
          index: 0,
          title: `The ${deal} deal`,
          claim: { type: 'TalksReported', contested: false },
        }),
      }));
      await record.store.append(`deal-${deal}`, -1, events);
    }
  }

  async function startAnew(): Promise<void> {
    await record.close();
    rmSync(record.readModelDirectory, { recursive: true });
    await record.reopen();
  }

  it('read models that are missing are made by a rebuild', async () => {
    await recordLongStory();
    await startAnew();
    await expect(record.readModels.reached(dealsTold * claimsOfEach - 1, 60_000)).resolves.toBe(true);

    expect(record.readModels.status().generation).toBe(2);
    expect(await claimsOf('deal-49')).toHaveLength(claimsOfEach);
  }, 120_000);

  it('they hold what comes before an event that they cannot take in', async () => {
    await recordLongStory();
    const alien = { id: crypto.randomUUID(), type: 'InvoiceSent', data: '{"deal":"deal-0"}' };
    await record.store.append('deal-deal-0', claimsOfEach - 1, [alien]);
    await startAnew();
    while (record.readModels.health().reasons.every((reason) => !reason.includes('InvoiceSent'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }

    expect(record.readModels.position).toBe(dealsTold * claimsOfEach - 1);
    expect(await claimsOf('deal-49')).toHaveLength(claimsOfEach);
  }, 120_000);
});

it('the read models follow one record each, and wait for nobody else', async () => {
  const other = await TemporaryRecord.open();
  await other.record(report('ajax-bolt', 'rumored'));

  expect(await record.readModels.reached(0, 50)).toBe(false);
  await other.remove();
});

it('read models that cannot be written are refused', async () => {
  const inTheWay = join(record.directory, 'record.db');
  await expect(ReadModels.open(join(inTheWay, 'read-models'), record.store)).rejects.toThrow('ENOTDIR');
});

async function recordStory(): Promise<void> {
  for (const deal of ['ajax-bolt', 'crest-dune', 'elm-fjord']) {
    await record.record(
      report(deal, 'rumored'),
      report(deal, 'in_talks'),
      report(deal, 'confirmed'),
      report(deal, 'collapsed'),
    );
  }
}

function claimsOf(deal: string): Promise<string[]> {
  return record.readModels.read(({ claims }) => claims.recorded(deal).events.map(({ claim }) => claim.type));
}

function deals(basis = Number.MAX_SAFE_INTEGER): Promise<readonly string[]> {
  return record.readModels.read((readers) => readers.deals.heldAt(basis));
}

function open(file: string): DatabaseSync {
  return new DatabaseSync(join(record.readModelDirectory, file));
}

function edit(file: string, sql: string): void {
  const db = open(file);
  db.exec(sql);
  db.close();
}

/** Every row of every live read model. */
function dump(): unknown {
  const { generation } = record.readModels.status();
  const tables = [
    ['deal-claims', 'claim'],
    ['deal-list', 'deal'],
    ['knowledge-map', 'deal'],
    ['knowledge-map', 'diagonal'],
    ['knowledge-map', 'moment'],
  ] as const;
  return tables.map(([name, table]) => {
    const db = open(`${name}-${generation}.db`);
    const rows = db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all() as Record<string, unknown>[];
    db.close();
    return rows.map(({ standing: _, ...row }) => row);
  });
}
