import { EventDamaged } from '../../store-errors.js';
import { RecordRoot } from '../../record-root.js';
import { readCopyEvent } from './copy-events.js';
import type { EventBeside } from '../../streams-beside.js';
import { appendMarkOf, copyMarkBesideOf, copyMarkOf, dataText } from './event-bytes.js';
import type { CopiedEvent, LocalRecord, LogPlace } from './local-record.js';
import type { StreamNames } from './stream-names.js';

/** What is needed of an event as the client hands it over. */
export interface ClusterEvent {
  readonly streamId: string;
  readonly id: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata?: unknown;
  readonly created: Date;
  readonly position?: LogPlace | undefined;
}

/** Events that have their positions now, and why it went no further where it did not. */
export interface Taken {
  readonly taken: readonly CopiedEvent[];
  /** Events of streams beside the deals. */
  readonly beside: readonly EventBeside[];
  readonly damage?: EventDamaged;
}

/**
 * Gives the deal events of `$all` their positions, in `$all` order, from what this node has numbered before. Every node
 * does the same with the same events, so all agree. It refuses what cannot be the whole record.
 */
export class Numbering {
  readonly #local: LocalRecord;
  readonly #names: StreamNames;
  /** Over what is copied so far, while a record is made as a copy of another. */
  #root: RecordRoot | undefined;

  constructor(local: LocalRecord, names: StreamNames) {
    this.#local = local;
    this.#names = names;
  }

  /** Copies events and the place that they lead to, in one transaction; stops at an event that cannot follow. */
  take(events: readonly ClusterEvent[], place: LogPlace | undefined): Taken {
    try {
      return this.#local.atOnce(() => this.#take(events, place));
    } catch (error) {
      this.#root = undefined; // it may be ahead of what was kept
      throw error;
    }
  }

  #take(events: readonly ClusterEvent[], place: LogPlace | undefined): Taken {
    const taken: CopiedEvent[] = [];
    const isBeside = ({ streamId }: ClusterEvent): boolean => this.#names.beside(streamId) !== undefined;
    const beside = events.filter(isBeside).flatMap((event) => this.#takeBeside(event) ?? []);
    let newest = this.#local.newest();
    const deals = events.filter((event) => !isBeside(event));
    for (const event of deals.filter((each) => isAfter(each.position!, newest?.place))) {
      const ofCopy = event.streamId === this.#names.copyStream;
      const damage = ofCopy ? this.#copyDamage(event, newest) : this.#damageBefore(event, newest);
      if (damage !== undefined) {
        return { taken, beside, damage };
      }
      if (!ofCopy) {
        newest = this.#numbered(event, newest);
        const leaf = this.#local.add(newest);
        this.#root?.add(leaf);
        taken.push(newest);
      }
    }
    if (place !== undefined) {
      this.#local.keepPlace(place);
    }
    return { taken, beside };
  }

  /** Undefined for what was taken before, and for what ends a stream. */
  #takeBeside(event: ClusterEvent): EventBeside | undefined {
    const stream = this.#names.beside(event.streamId)!;
    const newest = this.#local.beside.newest(stream);
    if (event.type === TOMBSTONE || event.revision <= (newest?.revision ?? -1)) {
      return undefined;
    }
    const { id, type, revision, metadata, created } = event;
    const copied = this.#local.isBeingCopied() ? copyMarkBesideOf(metadata) : undefined;
    const recordedAt = Math.max(copied?.recordedAt ?? created.getTime(), newest?.recordedAt ?? 0);
    const taken = { id, type, data: dataText(event.data), stream, revision: Number(revision), recordedAt };
    this.#local.beside.add(taken, appendMarkOf(metadata)?.attempt);
    return taken;
  }

  #numbered(event: ClusterEvent, newest: CopiedEvent | undefined): CopiedEvent {
    return {
      id: event.id,
      type: event.type,
      data: dataText(event.data),
      stream: this.#names.inRecord(event.streamId),
      revision: Number(event.revision),
      position: (newest?.position ?? -1) + 1,
      recordedAt: this.#stamp(event, newest),
      place: event.position!,
      attempt: appendMarkOf(event.metadata)?.attempt ?? null,
    };
  }

  /**
   * A copied event keeps its stamp. Any other has the server's, which stamps each event by itself; an append is one moment,
   * that of its first event.
   */
  #stamp(event: ClusterEvent, newest: CopiedEvent | undefined): number {
    const copied = this.#local.isBeingCopied() ? copyMarkOf(event.metadata) : undefined;
    if (copied !== undefined) {
      return copied.recordedAt;
    }
    const mark = appendMarkOf(event.metadata);
    const revision = Number(event.revision);
    const stream = this.#names.inRecord(event.streamId);
    const goesOn = mark !== undefined && mark.first < revision && isJustAhead(newest, stream, revision);
    const earliest = newest?.recordedAt ?? 0;
    return goesOn ? earliest : Math.max(event.created.getTime(), earliest);
  }

  #damageBefore(event: ClusterEvent, newest: CopiedEvent | undefined): EventDamaged | undefined {
    const { streamId, type, revision } = event;
    const stream = this.#names.inRecord(streamId);
    if (type === TOMBSTONE) {
      return new EventDamaged(-1, `${stream} was deleted in the cluster`);
    }
    const last = this.#local.revisionOf(stream);
    if (revision !== BigInt(last + 1)) {
      const what = last < 0 ? `begins at revision ${revision}` : `goes from revision ${last} to ${revision}`;
      return new EventDamaged(
        -1,
        `${stream} ${what}: events of it were truncated or scavenged in the cluster`,
      );
    }
    return this.#local.isBeingCopied() ? this.#strayDamage(event, newest) : undefined;
  }

  /** While a record is being copied, every event must be one of the copy, at its place. */
  #strayDamage(event: ClusterEvent, newest: CopiedEvent | undefined): EventDamaged | undefined {
    const mark = copyMarkOf(event.metadata);
    const next = (newest?.position ?? -1) + 1;
    const follows =
      mark?.copy === this.#local.copying()!.copy &&
      mark.position === next &&
      mark.recordedAt >= (newest?.recordedAt ?? 0);
    return follows
      ? undefined
      : new EventDamaged(
          next,
          `${this.#names.inRecord(event.streamId)} was written to while a record was being copied here; empty the cluster of this record and copy again`,
        );
  }

  /** What an event of the copy stream does; those that come too late to count do nothing. */
  #copyDamage(event: ClusterEvent, newest: CopiedEvent | undefined): EventDamaged | undefined {
    const said = readCopyEvent(event);
    const copying = this.#local.copying();
    if (said === undefined) {
      return new EventDamaged(-1, `${event.streamId} was written to or deleted by somebody else`);
    }
    if (said.type === 'CopyStarted') {
      if (copying === undefined && newest === undefined) {
        this.#local.copyBegun(said.copy);
        this.#root = new RecordRoot();
      }
      return undefined;
    }
    if (copying?.copy !== said.copy || copying.finished !== undefined) {
      return undefined;
    }
    const there = this.#rootSoFar();
    if (said.count !== there.count || said.root !== there.hash) {
      return new EventDamaged(-1, 'the copy does not hold what was said when it was finished');
    }
    this.#local.copyFinished(said);
    this.#root = undefined;
    return undefined;
  }

  #rootSoFar(): RecordRoot {
    if (this.#root === undefined) {
      const root = new RecordRoot();
      for (const leaf of this.#local.leaves()) {
        root.add(leaf);
      }
      this.#root = root;
    }
    return this.#root;
  }
}

/** The type of the event that ends a stream for good. */
const TOMBSTONE = '$streamDeleted';

function isJustAhead(newest: CopiedEvent | undefined, stream: string, revision: number): boolean {
  return newest?.stream === stream && newest.revision === revision - 1;
}

/** A subscription that resumes may hand over again what came just before. */
function isAfter(place: LogPlace, than: LogPlace | undefined): boolean {
  return (
    than === undefined ||
    place.commit > than.commit ||
    (place.commit === than.commit && place.prepare > than.prepare)
  );
}
