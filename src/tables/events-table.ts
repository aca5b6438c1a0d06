import { isRemoval, statusOf, type Claim, type DealEvent } from '../deal/claim.js';
import { amountCells, amountColumns } from './amount-cells.js';
import { column, maybe, type Table, type TableRow } from './table.js';

export const eventsTable: Table = {
  name: 'events',
  description:
    'Every event of the record up to the basis, in order: one claim each. data_json is the event as it is stored, byte for byte; the other columns are read from it.',
  columns: [
    column('position', 'count', 'place in the whole record, from 0, without gaps'),
    column('deal', 'word', 'slug of the deal'),
    column('revision', 'count', "place in the deal's stream, from 0, without gaps"),
    column('event_id', 'word', 'UUID of the event'),
    column('event_type', 'word', 'what is claimed, such as TalksReported'),
    column('report_id', 'text', 'the report that holds the claim'),
    column('claim_index', 'count', 'place of the claim in its report, from 0'),
    maybe('title', 'text', 'title of the deal; on the first claim of a report'),
    maybe('summary', 'text', 'summary of the report; on its first claim'),
    column('source', 'text', 'who said so'),
    column('source_kind', 'word', 'press_anonymous, press, company, regulator, court, filing or internal'),
    maybe('source_attribution', 'text', 'whom the source names'),
    maybe('source_url', 'text', 'where it can be read'),
    maybe('source_reliability', 'word', 'Admiralty scale, A to F'),
    maybe('information_credibility', 'count', 'Admiralty scale, 1 to 6'),
    maybe('effective_earliest', 'instant', 'first instant at which it may have become so, as given'),
    maybe('effective_latest', 'instant', 'last instant at which it may have become so, as given'),
    maybe('published_earliest', 'instant', 'first instant at which it may have been published, as given'),
    maybe(
      'published_latest',
      'instant',
      'last instant at which it may have been published, as given; empty: not public',
    ),
    maybe('received_earliest', 'instant', 'first instant at which the firm may have got hold of it'),
    maybe('received_latest', 'instant', 'last instant at which the firm may have got hold of it'),
    column('recorded_at', 'instant', 'when the store appended it'),
    column('recorded_by', 'text', 'who handed it in'),
    maybe('status', 'word', 'the status that is claimed; of status claims'),
    maybe('contested', 'flag', 'whether another party disputes it; of status claims'),
    ...amountColumns,
    maybe('party', 'text', 'who is named, or who made the statement'),
    maybe('removes_report', 'text', 'the report that is corrected or retracted'),
    maybe('clerical', 'flag', 'whether the correction or retraction mends our own typing error'),
    column('data_json', 'text', 'the event as it is stored: canonical JSON (RFC 8785)'),
  ],
};

/** `data` is the event's data as stored. */
export function eventCells(event: DealEvent, data: string): TableRow {
  const { source } = event;
  return {
    position: event.position,
    deal: event.deal,
    revision: event.revision,
    event_id: event.id,
    event_type: event.claim.type,
    report_id: event.reportId,
    claim_index: event.index,
    title: event.title ?? null,
    summary: event.summary ?? null,
    source: source.name,
    source_kind: source.kind,
    source_attribution: source.attribution ?? null,
    source_url: source.url ?? null,
    source_reliability: source.reliability ?? null,
    information_credibility: source.credibility ?? null,
    effective_earliest: event.effectiveAt?.earliest ?? null,
    effective_latest: event.effectiveAt?.latest ?? null,
    published_earliest: event.publishedAt?.earliest ?? null,
    published_latest: event.publishedAt?.latest ?? null,
    received_earliest: event.receivedAt?.earliest ?? null,
    received_latest: event.receivedAt?.latest ?? null,
    recorded_at: event.recordedAt,
    recorded_by: event.recordedBy.id,
    ...claimCells(event.claim),
    data_json: data,
  };
}

function claimCells(claim: Claim): TableRow {
  return {
    status: statusOf(claim) ?? null,
    contested: 'contested' in claim ? claim.contested : null,
    ...amountCells(claim.type === 'TermsReported' ? claim.terms.amount : null),
    party: claim.type === 'PartyNamed' ? claim.name : claim.type === 'StatementMade' ? claim.party : null,
    removes_report: isRemoval(claim) ? claim.report : null,
    clerical: isRemoval(claim) ? claim.clerical : null,
  };
}
