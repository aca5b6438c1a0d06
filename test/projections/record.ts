import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventId } from '../../src/commands/event-id.js';
import type { DealEvent } from '../../src/deal/claim.js';
import { decide } from '../../src/deal/decide.js';
import { instantOf } from '../../src/deal/instant.js';
import { readReport } from '../../src/deal/report.js';
import { decodeEvent } from '../../src/deal/stored-event.js';
import { EventStore } from '../../src/event-store/event-store.js';
import { underTest, type PlaceUnderTest } from '../engine-under-test.js';
import { ReadModels } from '../../src/projections/read-models.js';

/** A record with its read models in a directory of its own, which goes with it. */
export class TemporaryRecord {
  readonly directory = mkdtempSync(join(tmpdir(), 'knownwhen-'));
  store!: EventStore;
  readModels!: ReadModels;
  private place: PlaceUnderTest | undefined;

  /** `now` is the clock that stamps events. */
  constructor(private readonly now: () => number = Date.now) {}

  static async open(): Promise<TemporaryRecord> {
    const record = new TemporaryRecord();
    await record.reopen();
    return record;
  }

  get readModelDirectory(): string {
    return join(this.directory, 'read-models');
  }

  async reopen(): Promise<void> {
    this.place ??= await underTest.newPlace(this.now);
    this.store = await this.place.open(this.directory);
    this.readModels = await ReadModels.open(this.readModelDirectory, this.store);
  }

  /** Records reports as people send them; resolves to the newest position once it is projected. */
  async record(...reports: readonly object[]): Promise<number> {
    let position = await this.store.head();
    for (const raw of reports) {
      position = await this.append(raw);
    }
    await this.readModels.reached(position, 5_000);
    return position;
  }

  async close(): Promise<void> {
    await this.readModels.close();
    await this.store.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await this.place?.release();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async append(raw: object): Promise<number> {
    const read = readReport(raw);
    if ('faults' in read) {
      throw new Error(JSON.stringify(read.faults));
    }
    const sent = { reportId: crypto.randomUUID(), ...read.report };
    const stream = `deal-${sent.deal}`;
    const history = (await this.store.readStream(stream)).map(decoded);
    const decision = decide(history, sent, { type: 'user', id: 'tester' }, instantOf(Date.now()));
    if (decision.outcome !== 'append') {
      throw new Error(JSON.stringify(decision));
    }
    const events = decision.events.map((event, index) => ({
      ...event,
      id: eventId(sent.deal, sent.reportId, index),
    }));
    return (await this.store.append(stream, history.length - 1, events)).position;
  }
}

function decoded(stored: Parameters<typeof decodeEvent>[0]): DealEvent {
  const event = decodeEvent(stored);
  if (!event.ok) {
    throw new Error(event.detail);
  }
  return event.value;
}

/** A small report that stands on its own. */
export function report(deal: string, status: string, more: object = {}): object {
  const source = { name: 'The Wire', kind: 'press' };
  return { deal, title: `The ${deal} deal`, source, publishedAt: '2024-05-06', status, ...more };
}
