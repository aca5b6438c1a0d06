import type { RecordedEvent } from './recorded-event.js';
import type { EventBeside, StreamsBeside } from './streams-beside.js';

/** What a copy holds: how many events, and the {@link RecordRoot} hash over them, in base64. */
export interface Copied {
  readonly count: number;
  readonly root: string;
}

/**
 * A record that is made as a copy of another: it takes over events with their ids, bytes, positions and stamps. From when
 * it is begun until it is finished, the record takes no other writes, also from processes started later.
 *
 * Every engine passes one contract suite (`test/event-store/copy-contract.ts`). Opening one rejects with CopyRefused when
 * the record holds events that are not of a copy.
 */
export abstract class CopyTarget {
  /** What it held when it was finished; undefined until then. */
  abstract finished(): Copied | undefined;

  /** Position of the newest event; -1 while there is none. */
  abstract head(): Promise<number>;

  /** As in EventStore. */
  abstract readAll(fromPosition: number, limit: number): Promise<readonly RecordedEvent[]>;

  /**
   * Takes over events, the first of which follows the newest one here. Resolves once they are durable.
   * Rejects with CopyRefused when one of them cannot stand there; StoreUnavailable when they cannot be written now, or it is
   * not known what became of them. Some may have been taken over then: open the target anew and go on from its head.
   */
  abstract takeOver(events: readonly RecordedEvent[]): Promise<void>;

  /** What it holds beside the deals. */
  abstract readonly beside: Pick<StreamsBeside, 'read' | 'newest'>;

  /** As {@link takeOver} for events of one stream beside the deals, the first of which follows the newest one there. */
  abstract takeOverBeside(events: readonly EventBeside[]): Promise<void>;

  /** Records what was copied; from then on the record takes writes as any other. Rejects with CopyRefused if it holds something else. */
  abstract finish(copied: Copied): Promise<void>;

  abstract close(): Promise<void>;
}
