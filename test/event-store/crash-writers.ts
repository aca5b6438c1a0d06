/*
 * 16 writers append batches of 1 to 5 events to streams of their own until the process is killed. Every acknowledgement is
 * written to the standard output at once, by a call that returns when the other side's pipe has it.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { SqliteEventStore } from '../../src/event-store/engines/sqlite/sqlite-event-store.js';

const store = await SqliteEventStore.open(process.argv[2]!);
const tell = (line: string): void => void writeSync(1, `${line}\n`);

async function write(writer: number): Promise<void> {
  const stream = `deal-${writer}`;
  let expected = (await store.readStream(stream)).length - 1;
  for (let round = 0; ; round += 1) {
    const append = randomUUID();
    const of = 1 + ((round + writer) % 5);
    const events = Array.from({ length: of }, (_, index) => ({
      id: randomUUID(),
      type: 'TermsReported',
      data: JSON.stringify({ append, index, of }),
    }));
    const { revision, position } = await store.append(stream, expected, events);
    tell(`appended ${JSON.stringify({ append, stream, revision, position })}`);
    expected = revision;
  }
}

tell('writing');
await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)));
