import type { Answer } from '../../deal/knowledge.js';
import type { Timeline, TimelineEntry } from '../../deal/timeline.js';
import { sayClaim } from '../../prose/claim-text.js';
import { Told } from '../../prose/told.js';
import { When } from '../../prose/when.js';
import type { Address } from '../address.js';
import { ask } from '../api.js';
import { factsOf, type Side } from '../facts.js';
import { compareAnswers } from '../views/differences/compare.js';
import type { CsvTable } from './csv.js';

type Data = Readonly<Record<string, string>>;

/** What a view shows as rows, made from the data at its addresses; null where the service gives rows itself. */
export async function tableOf(data: Data, address: Address): Promise<CsvTable | null> {
  if (data.before !== undefined) {
    return differencesTable(
      await sideOf(data.before, data['claims before']!, address),
      await sideOf(data.after!, data['claims after']!, address),
    );
  }
  if (data.deal !== undefined) {
    return factsTable(await sideOf(data.deal, data.timeline!, address));
  }
  if (data.timeline !== undefined) {
    return claimsTable((await ask<Timeline>(data.timeline)).value.claims, new When(address.zone));
  }
  return data.history === undefined ? null : historyTable((await ask<History>(data.history)).value);
}

async function sideOf(ofAnswer: string, ofClaims: string, address: Address): Promise<Side> {
  const [answer, claims] = await Promise.all([ask<Answer>(ofAnswer), ask<Timeline>(ofClaims)]);
  const told = Told.by(claims.value, new When(address.zone));
  return { address, answer: answer.value, claims: claims.value.claims, told };
}

const SOURCE_COLUMNS = [
  'source',
  'source_kind',
  'attribution',
  'url',
  'effective_at',
  'published_at',
  'recorded_at',
  'position',
  'report',
  'event',
];

function sourceCells(claim: TimelineEntry | undefined): CsvTable['rows'][number] {
  if (!claim) {
    return SOURCE_COLUMNS.map(() => null);
  }
  const { source, effect, publishedAt, recordedAt, position, reportId, event } = claim;
  return [
    source.name,
    source.kind,
    source.attribution ?? null,
    source.url ?? null,
    effect.latest,
    publishedAt?.latest ?? null,
    recordedAt,
    position,
    reportId,
    event,
  ];
}

function factsTable(side: Side): CsvTable {
  return {
    columns: ['fact', 'value', ...SOURCE_COLUMNS],
    rows: factsOf(side).flatMap(({ name, cells }) =>
      cells.map(({ said, event }) => [
        name,
        said,
        ...sourceCells(event === undefined ? undefined : side.told.entry(event)),
      ]),
    ),
  };
}

function claimsTable(claims: readonly TimelineEntry[], when: When): CsvTable {
  return {
    columns: ['type', 'claim', 'removed', 'removed_by', ...SOURCE_COLUMNS, 'summary', 'data'],
    rows: claims.map((claim) => [
      claim.type,
      sayClaim(claim, when),
      claim.removedBy?.[0]?.how ?? null,
      claim.removedBy?.[0]?.reportId ?? null,
      ...sourceCells(claim),
      claim.summary ?? null,
      JSON.stringify(claim.claim),
    ]),
  };
}

interface History {
  readonly rectangles: readonly Readonly<Record<string, string | null>>[];
}

const BOUNDS = ['value', 'knownFrom', 'knownTo', 'effectiveFrom', 'effectiveTo', 'event'];

function historyTable({ rectangles }: History): CsvTable {
  return {
    columns: ['status', 'known_from', 'known_to', 'effective_from', 'effective_to', 'event'],
    rows: rectangles.map((rectangle) => BOUNDS.map((bound) => rectangle[bound] ?? null)),
  };
}

function differencesTable(left: Side, right: Side): CsvTable {
  return {
    columns: ['fact', 'differs', 'before', 'after', 'event_before', 'event_after'],
    rows: compareAnswers(left, right).flatMap(({ name, differs, left: was, right: is }) =>
      Array.from({ length: Math.max(was.length, is.length) }, (_, place) => [
        name,
        differs,
        was[place]?.said ?? null,
        is[place]?.said ?? null,
        was[place]?.event ?? null,
        is[place]?.event ?? null,
      ]),
    ),
  };
}
