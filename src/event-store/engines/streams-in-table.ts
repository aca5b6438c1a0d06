import type { NewEvent } from '../recorded-event.js';
import { StreamsBeside } from '../streams-beside.js';
import type { AppendedBeside, EventBeside } from '../streams-beside.js';
import type { Changes } from './changes.js';
import type { TableBeside } from './table-beside.js';

/** What an engine brings along. */
export interface EngineBeside {
  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendedBeside>;
  /** Throws the errors of the port. */
  read<Result>(read: (table: TableBeside) => Result): Result;
  readonly changes: Changes;
}

/** The streams beside the deals of an engine that has them in a table of its own. */
export class StreamsInTable extends StreamsBeside {
  readonly #engine: EngineBeside;

  constructor(engine: EngineBeside) {
    super();
    this.#engine = engine;
  }

  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendedBeside> {
    return this.#engine.append(stream, expected, events);
  }

  async read(stream: string, fromRevision = 0): Promise<readonly EventBeside[]> {
    return this.#engine.read((table) => table.stream(stream, fromRevision));
  }

  async newest(stream: string): Promise<EventBeside | undefined> {
    return this.#engine.read((table) => table.newest(stream));
  }

  async names(prefix: string): Promise<readonly string[]> {
    return this.#engine.read((table) => table.names(prefix));
  }

  changes(signal: AbortSignal): AsyncIterable<ReadonlySet<string>> {
    return this.#engine.changes.follow(signal);
  }
}
