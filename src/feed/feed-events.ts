import type { DealEvent } from '../deal/claim.js';
import { DealCourse } from '../deal/course.js';
import { foldCase } from '../deal/deal-row.js';
import { HistoryCache } from '../deal/history-cache.js';
import { currentData, decodeEvent } from '../deal/stored-event.js';
import { leafHash } from '../event-store/event-leaf.js';
import { EventStore } from '../event-store/event-store.js';
import type { RecordedEvent } from '../event-store/recorded-event.js';
import { EventDamaged } from '../event-store/store-errors.js';
import { cloudEventJson } from './cloud-event.js';
import type { FeedEvent } from './feed-event.js';
import type { PublicAddress } from './public-address.js';

/** Entries kept of the courses of deals: some tens of bytes each. */
const MOST_COURSE_ENTRIES = 400_000;
/** Events kept of deals whose course needed the whole history. */
const MOST_EVENTS_KEPT = 20_000;

/** Events that are looked at behind a page, to find the end of its last report. */
const READ_AHEAD = 16;

type Decoded = { readonly stored: RecordedEvent; readonly event: DealEvent };

/**
 * Makes feed events of recorded ones. What an event did to its deal depends on nothing but the deal's events up to it, so
 * every node says the same of it for ever; the courses of the deals met last are kept, so that following reads nothing twice.
 */
export class FeedEvents {
  private readonly courses = new Map<string, DealCourse>();
  private entries = 0;
  private readonly histories = new HistoryCache(MOST_EVENTS_KEPT);
  private readonly folded = new WeakMap<readonly string[], readonly string[]>();
  private source: string | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly address: PublicAddress,
  ) {}

  /** Takes recorded events in order, of one deal or of many. One call at a time. */
  async of(events: readonly RecordedEvent[]): Promise<FeedEvent[]> {
    const made: FeedEvent[] = [];
    for (const report of reportsIn(events.map((stored) => ({ stored, event: decode(stored) })))) {
      made.push(...(await this.ofReport(report, made.length + report.length === events.length)));
    }
    return made;
  }

  /** Events of one report; where they are the last of a page, the report may go on behind it. */
  private async ofReport(report: readonly Decoded[], mayGoOn: boolean): Promise<FeedEvent[]> {
    const { stream } = report[0]!.stored;
    const course = this.courseOf(stream);
    const [first, last] = [report[0]!.event, report.at(-1)!.event];
    if (course.length < first.revision) {
      await this.catchUp(stream, course);
    } else {
      for (const { event } of report.slice(Math.max(0, course.length - first.revision))) {
        await this.take(stream, course, event);
      }
    }
    const lastOfReport = mayGoOn ? await this.endOfReport(stream, course, last) : last.revision;
    const parties = this.fold(course.namesAt(lastOfReport));
    this.keep(stream, course);
    const [source, base] = [await this.sourceOfRecord(), this.address.url];
    return report.map(({ stored, event }) => {
      const effect = course.effectOf(event.revision);
      return {
        position: event.position,
        id: event.id,
        type: event.claim.type,
        deal: event.deal,
        parties,
        recordedAt: event.recordedAt,
        json: cloudEventJson({ event, data: dataOf(stored), effect, source, base }),
      };
    });
  }

  /** The revision of the last event of a report, whose events follow each other and may go on behind this one. */
  private async endOfReport(stream: string, course: DealCourse, last: DealEvent): Promise<number> {
    let end = last;
    for (;;) {
      const ahead = await this.store.readAll(end.position + 1, READ_AHEAD);
      for (const stored of ahead) {
        const event = stored.stream === stream ? decode(stored) : null;
        if (event?.reportId !== last.reportId) {
          return end.revision;
        }
        if (event.revision === course.length) {
          await this.take(stream, course, event);
        }
        end = event;
      }
      if (ahead.length === 0) {
        return end.revision;
      }
    }
  }

  private async catchUp(stream: string, course: DealCourse): Promise<void> {
    for (const stored of await this.store.readStream(stream, course.length)) {
      await this.take(stream, course, decode(stored));
    }
  }

  private async take(stream: string, course: DealCourse, event: DealEvent): Promise<void> {
    if (!course.take(event)) {
      course.takeByRule(await this.history(stream, event.revision));
    }
  }

  /** The events of a deal up to a revision, and perhaps later ones. */
  private async history(stream: string, revision: number): Promise<readonly DealEvent[]> {
    const before = this.histories.get(stream);
    if (before.length > revision) {
      return before;
    }
    const since = await this.store.readStream(stream, before.length);
    return this.histories.keep(stream, before, since.map(decode));
  }

  private courseOf(stream: string): DealCourse {
    const kept = this.courses.get(stream);
    this.courses.delete(stream);
    this.entries -= kept?.size ?? 0;
    return kept ?? new DealCourse();
  }

  /** Keeps a course as the one that was met last, and drops those met longest ago. */
  private keep(stream: string, course: DealCourse): void {
    this.courses.set(stream, course);
    this.entries += course.size;
    for (const [oldest, { size }] of this.courses) {
      if (this.entries <= MOST_COURSE_ENTRIES || oldest === stream) {
        break;
      }
      this.courses.delete(oldest);
      this.entries -= size;
    }
  }

  private fold(names: readonly string[]): readonly string[] {
    const known = this.folded.get(names) ?? names.map(foldCase);
    this.folded.set(names, known);
    return known;
  }

  /** The settings may name it; else it is the hash of the record's first event, which is the same wherever the record is. */
  private async sourceOfRecord(): Promise<string> {
    if (this.address.isGiven) {
      return this.address.url;
    }
    if (this.source === undefined) {
      const [first] = await this.store.readAll(0, 1);
      const hash = Buffer.from(leafHash(first!), 'base64').toString('hex');
      this.source = `urn:knownwhen:record:${hash}`;
    }
    return this.source;
  }
}

/** Events in order, parted where another report begins. */
function reportsIn(events: readonly Decoded[]): Decoded[][] {
  const reports: Decoded[][] = [];
  for (const one of events) {
    const report = reports.at(-1);
    const { deal, reportId } = report?.[0]?.event ?? {};
    if (report && one.event.deal === deal && one.event.reportId === reportId) {
      report.push(one);
    } else {
      reports.push([one]);
    }
  }
  return reports;
}

/** Reads a stored event; throws EventDamaged for what cannot be as it was appended. */
export function decode(stored: RecordedEvent): DealEvent {
  const event = decodeEvent(stored);
  if (!event.ok) {
    throw new EventDamaged(stored.position, event.detail);
  }
  return event.value;
}

function dataOf(stored: RecordedEvent): string {
  const data = currentData(stored);
  if (!data.ok) {
    throw new EventDamaged(stored.position, data.detail);
  }
  return data.value;
}
