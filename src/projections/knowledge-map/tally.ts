import { LAST } from '../../deal/rectangle.js';

/** Bits of an instant that a level leaves out: stretches of 199 days, of 6 days, of 9 hours, of a millisecond. */
const LEVELS = [34, 29, 25, 0] as const;

/** The view `turn`: by how many deals a list of the first order grows at an instant, for each rectangle on the diagonal. */
export const TURNS = `
  SELECT id AS standing, list, at_from AS at, 1 AS deals FROM on_diagonal
  UNION ALL
  SELECT id, list, at_to, -1 FROM on_diagonal WHERE at_to < ${LAST}`;

/** Takes into the tally what became of standings, given as JSON, that go, and of those that came after a number. */
export const KEEP_TALLY = `
  INSERT INTO tally (list, level, stretch, deals)
  SELECT list, level, at >> bits, sum(deals) FROM (
      SELECT list, at, -deals AS deals FROM turn WHERE standing IN (SELECT value FROM json_each(?1))
      UNION ALL SELECT list, at, deals FROM turn WHERE standing > ?2
    ) CROSS JOIN (SELECT column1 AS level, column2 AS bits FROM (VALUES ${LEVELS.map((bits, level) => `(${level}, ${bits})`).join(', ')}))
  GROUP BY 1, 2, 3 HAVING sum(deals) <> 0
  ON CONFLICT DO UPDATE SET deals = tally.deals + excluded.deals`;

/** How many deals lists, given as JSON, have together at an instant: the turns of all stretches that are over behind it. */
export const TALLIED = `SELECT sum(${LEVELS.map(over).join(' + ')}) FROM json_each(?2) AS lists`;

/** Of a level the stretches since the last of the level above that is over. */
function over(bits: number, level: number): string {
  const above = LEVELS[level - 1];
  const begin = above === undefined ? '' : `AND stretch >= ((?1 + 1) >> ${above}) << ${above - bits}`;
  return `(SELECT ifnull(sum(deals), 0) FROM tally
    WHERE list = lists.value AND level = ${level} ${begin} AND stretch < (?1 + 1) >> ${bits})`;
}
