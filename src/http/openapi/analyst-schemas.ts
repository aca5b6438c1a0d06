import { AUDIENCES, CERTAINTIES } from '../../deal/question.js';
import { SOURCE_KINDS } from '../../deal/report.js';
import type { JsonSchema } from '../../deal/shape.js';
import { STATUSES } from '../../deal/status.js';
import { historyTable } from '../../tables/history-table.js';
import { panelTable } from '../../tables/panel-table.js';
import type { Column, ColumnKind, Table } from '../../tables/table.js';
import { component, count, exactly, instant, listOf, orNull, textual, word, yesOrNo } from './schema.js';

const CELLS: Readonly<Record<ColumnKind, (description: string) => JsonSchema>> = {
  text: textual,
  word: textual,
  instant,
  decimal: (description) => ({ type: 'string', pattern: String.raw`^-?\d+(\.\d+)?$`, description }),
  count: (description) => count(description, -1),
  flag: yesOrNo,
};

function cellOf({ kind, nullable, description }: Column): JsonSchema {
  const schema = CELLS[kind](description);
  return nullable ? orNull(schema) : schema;
}

function rowOf({ description, columns }: Table): JsonSchema {
  return exactly(description, Object.fromEntries(columns.map((column) => [column.name, cellOf(column)])));
}

const askedOfPanel = exactly(
  'what was asked of each date, or of the whole history',
  {
    audience: word(AUDIENCES, 'whose knowledge'),
    certainty: word(CERTAINTIES, 'what counts: what is certain, or what is possible'),
    basis: count('the newest position that could count', -1),
    answerVersion: count('version of the rule that answered', 1),
  },
  {
    sourceKind: listOf(word(SOURCE_KINDS, 'a kind of source'), 'the only kinds of sources that counted'),
    dates: listOf(instant('last millisecond of a date'), 'in order; absent of vintages'),
  },
);

const panel = exactly('a panel', {
  asked: askedOfPanel,
  rows: {
    type: 'array',
    items: { anyOf: [component('PanelRow'), component('Vintage')] },
    description: 'in the order of the dates and then of the deals; vintages deal by deal',
  },
});

const days = (description: string): JsonSchema => ({
  type: 'number',
  minimum: 0,
  description: `${description}, in days`,
});
const group = orNull(
  textual('source or kind of source that told first of from; null when all are counted together'),
);
const status = word(STATUSES, 'a status');

const statusCounts = exactly('how many deals stood in each status', {
  statuses: exactly(
    'deals by status; none: known, with no status yet',
    Object.fromEntries([...STATUSES, 'none'].map((name) => [name, count('how many')])),
  ),
  deals: count('how many deals were known'),
  asked: component('Asked'),
});

const transitions = exactly('how often, and how fast, deals went from one status to another', {
  transitions: listOf(
    exactly('a pair of statuses that occurred', {
      group,
      from: status,
      to: status,
      spells: count('unbroken runs of from that there were'),
      direct: count('of them, those that ended in to as the very next status'),
      eventual: count('of them, those that to followed at any time later in the same episode'),
      open: count('of them, those that nothing followed'),
      medianDays: orNull(days('median length of the spells that ended directly in to')),
    }),
    'by group, then in the order of the statuses',
  ),
  deals: count('deals that had a status'),
  asked: component('Asked'),
});

const durations = exactly('how long deals stayed without reaching a status', {
  fromStatus: status,
  toStatus: listOf(status, 'any of these ends a wait'),
  durations: listOf(
    exactly('the waits of one group', {
      group,
      waits: count('one for each episode of a deal that had from'),
      events: count('of them, those that ended in a status of to'),
      open: count('of them, those that go on at effectiveAt; censored there'),
      lost: count('of them, those that the collapse of the deal ended; censored there'),
      medianDays: orNull(
        days('the first time by which at least half had reached it; null while it is not that many'),
      ),
      survival: listOf(
        exactly('a step of the Kaplan-Meier estimate', {
          days: days('length'),
          atRisk: count('waits that were at least this long'),
          events: count('waits that ended at this length'),
          censored: count('waits that were censored at this length'),
          survival: {
            type: 'number',
            minimum: 0,
            maximum: 1,
            description: 'estimated share of waits that are longer than this',
          },
        }),
        'by length',
      ),
    }),
    'by group',
  ),
  asked: component('Asked'),
});

export const analystSchemas: Readonly<Record<string, JsonSchema>> = {
  Durations: durations,
  Panel: panel,
  PanelRow: rowOf(panelTable),
  StatusCounts: statusCounts,
  Transitions: transitions,
  Vintage: rowOf(historyTable),
};
