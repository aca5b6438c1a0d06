import { EventDamaged } from '../../store-errors.js';
import { dataText, markOf } from './event-bytes.js';
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
  readonly damage?: EventDamaged;
}

/**
 * Gives the deal events of `$all` their positions, in `$all` order, from what this node has numbered before. Every node
 * does the same with the same events, so all agree. It refuses what cannot be the whole record.
 */
export class Numbering {
  readonly #local: LocalRecord;
  readonly #names: StreamNames;

  constructor(local: LocalRecord, names: StreamNames) {
    this.#local = local;
    this.#names = names;
  }

  /** Copies events and the place that they lead to, in one transaction; stops at an event that cannot follow. */
  take(events: readonly ClusterEvent[], place: LogPlace | undefined): Taken {
    return this.#local.atOnce(() => {
      const taken: CopiedEvent[] = [];
      let newest = this.#local.newest();
      for (const event of events.filter((each) => isAfter(each.position!, newest?.place))) {
        const damage = this.#damageBefore(event);
        if (damage !== undefined) {
          return { taken, damage };
        }
        newest = this.#numbered(event, newest);
        this.#local.add(newest);
        taken.push(newest);
      }
      if (place !== undefined) {
        this.#local.keepPlace(place);
      }
      return { taken };
    });
  }

  #numbered(event: ClusterEvent, newest: CopiedEvent | undefined): CopiedEvent {
    const stream = this.#names.inRecord(event.streamId);
    const mark = markOf(event.metadata);
    const revision = Number(event.revision);
    // The server stamps each event by itself; an append is one moment, that of its first event.
    const goesOn = mark !== undefined && mark.first < revision && isJustAhead(newest, stream, revision);
    const earliest = newest?.recordedAt ?? 0;
    return {
      id: event.id,
      type: event.type,
      data: dataText(event.data),
      stream,
      revision,
      position: (newest?.position ?? -1) + 1,
      recordedAt: goesOn ? earliest : Math.max(event.created.getTime(), earliest),
      place: event.position!,
      attempt: mark?.attempt ?? null,
    };
  }

  #damageBefore({ streamId, type, revision }: ClusterEvent): EventDamaged | undefined {
    const stream = this.#names.inRecord(streamId);
    if (type === '$streamDeleted') {
      return new EventDamaged(-1, `${stream} was deleted in the cluster`);
    }
    const last = this.#local.revisionOf(stream);
    if (revision === BigInt(last + 1)) {
      return undefined;
    }
    const what = last < 0 ? `begins at revision ${revision}` : `goes from revision ${last} to ${revision}`;
    return new EventDamaged(-1, `${stream} ${what}: events of it were truncated or scavenged in the cluster`);
  }
}

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
