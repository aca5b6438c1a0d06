import type { Undetermined } from '../deal/knowledge.js';
import type { TimelineEntry } from '../deal/timeline.js';
import { sayClaim } from './claim-text.js';
import { listed } from './listed.js';
import type { Told } from './told.js';
import { statusTold } from './words.js';

/** A line per report and span of time: what may or may not have been so, and what the report says. */
export function sayUndetermined(undetermined: readonly Undetermined[], told: Told): string[] {
  const spans = Map.groupBy(undetermined, ({ event, from, to }) =>
    JSON.stringify([reportOf(told.entry(event)) ?? event, from, to]),
  );
  return [...spans.values()].map((open) => {
    const [{ event, from, to }] = open as [Undetermined];
    const entry = told.entry(event);
    const whys = [...new Set(open.map(({ why }) => MAY_HAVE[why]))];
    const says = weighty(
      [...new Set(open.map((one) => one.event))].map((one) => told.entry(one)),
      told,
    );
    const what = entry ? `${entry.reportId}, by ${entry.source.name}` : event;
    const saying = says === '' ? '' : ` (${says})`;
    return `${what}${saying} may have ${listed(whys)} by then: that was ${sometime(from, to, told)}`;
  });
}

/** What tells a report from all others about a deal, also from those with the same id under another slug. */
export function reportOf(claim: TimelineEntry | undefined): string | undefined {
  return claim && `${claim.deal} ${claim.reportId}`;
}

/** What claims say of the status and the terms; empty when they say nothing of either. */
export function weighty(claims: readonly (TimelineEntry | undefined)[], told: Told): string {
  return claims
    .filter(
      (one) => one !== undefined && (one.type === 'TermsReported' || statusTold(one.type) !== undefined),
    )
    .map((one) => sayClaim(one!, told.when).replace(/^(terms|status): /, ''))
    .join('; ');
}

function sometime(from: string, to: string, told: Told): string {
  const { when } = told;
  const given = told.timeOfSpan(from, to);
  return given
    ? `at some time ${when.whenGiven(given)}`
    : `between ${when.minute(from)} and ${when.instant(to)}`;
}

const MAY_HAVE: Readonly<Record<Undetermined['why'], string>> = {
  published: 'been published',
  effective: 'taken effect',
  removed: 'been taken back',
};

/** What took a report back. */
export function sayRemovals(removals: NonNullable<TimelineEntry['removedBy']>, told: Told): string {
  return removals
    .map(({ how, clerical, event }) => {
      const remover = told.entry(event);
      const by = remover ? ` by ${remover.source.name}, ${told.published(remover)}` : '';
      return clerical ? `${how} as our own typing error` : `${how}${by}`;
    })
    .join('; ');
}
