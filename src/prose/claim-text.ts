import type { EventType } from '../deal/claim.js';
import type { Link, Milestone, Party, Review, Statement } from '../deal/report.js';
import type { TimelineEntry } from '../deal/timeline.js';
import { isStatus, type Status } from '../deal/status.js';
import { spoken } from './words.js';
import { sayTerms } from './terms-text.js';
import type { Figure } from './figures.js';
import type { When } from './when.js';

/** One claim in words: what the source said, without who and when. */
export function sayClaim({ type, claim }: Pick<TimelineEntry, 'type' | 'claim'>, when: When): string {
  return SAY[type](claim, when);
}

type Say = (claim: TimelineEntry['claim'], when: When) => string;

const status: (told: Status) => Say = (told) => (claim) =>
  `status: ${spoken(told)}${claim.contested === true ? ', contested' : ''}`;
const removal: (clerical: string, otherwise: string) => Say = (clerical, otherwise) => (claim) =>
  `${claim.clerical === true ? clerical : otherwise} ${claim.report as string}`;

const SAY: Readonly<Record<EventType, Say>> = {
  DealRumored: status('rumored'),
  TalksReported: status('in_talks'),
  TermsChangeReported: status('terms_changing'),
  DealConfirmed: status('confirmed'),
  DealCollapsed: status('collapsed'),
  TermsReported: (claim, when) => `terms: ${sayTerms(claim.terms as Figure, when)}`,
  PartyNamed: (claim) => `party: ${sayParty(claim as unknown as Party)}`,
  StatementMade: (claim) => sayStatementOf(claim as unknown as Statement),
  MilestoneReached: (claim) => `milestone: ${sayMilestone(claim as unknown as Milestone)}`,
  ReviewStepTaken: (claim) => `review: ${sayReview(claim as unknown as Review)}`,
  DealLinked: (claim) => `related: ${sayLink(claim as unknown as Link)}`,
  ReportCorrected: removal('mends our typing of', 'corrects'),
  ReportRetracted: removal('takes back, as our own error,', 'retracts'),
};

function sayStatementOf(statement: Statement): string {
  return `${statement.party} ${sayStatement(statement)}`;
}

export function sayParty({ name, roles, ticker }: Party): string {
  const known = [...roles.map(spoken), ...(ticker === undefined ? [] : [ticker])];
  return `${name} (${known.join(', ')})`;
}

export function sayMilestone({ kind, detail }: Milestone): string {
  return spoken(kind) + inBrackets(detail);
}

export function sayReview({ authority, step, stage }: Review): string {
  return `${authority}: ${spoken(step)}${inBrackets(stage === undefined ? undefined : spoken(stage))}`;
}

export function sayLink({ name, relation }: Link): string {
  return name + inBrackets(spoken(relation));
}

function inBrackets(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

const STATUS_NOUNS: Readonly<Record<Status, string>> = {
  rumored: 'the rumors',
  in_talks: 'the talks',
  terms_changing: 'the change of terms',
  confirmed: 'the deal',
  collapsed: 'the collapse',
};

/** What a party said, or that it kept silent. */
export function sayStatement({ position, about, confirms, denies }: Statement): string {
  const target = confirms ?? denies;
  const words =
    target === undefined ? '' : ` ${isStatus(target) ? STATUS_NOUNS[target] : `the report ${target}`}`;
  return `${spoken(position)}${words}${about === undefined ? '' : `: ${about}`}`;
}
