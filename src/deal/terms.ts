import { money, quantity } from './amount.js';
import { integer, list, oneOf, record, text, time, type Read } from './shape.js';

const component = record(
  {
    kind: text({
      description: 'what the deal is made of besides its price: chips, computing, earn_out, ...',
      max: 100,
    }),
  },
  {
    detail: text({ description: 'in a few words', max: 2_000, lines: true }),
    amount: money,
    durationYears: integer(1, 999, 'how long it runs, in years'),
  },
);

const tranche = record(
  { amount: money },
  {
    condition: text({ description: 'what must happen first', max: 2_000, lines: true }),
    due: time('when it is to be paid'),
  },
);

/** The facets of a deal's terms. A report holds only those it speaks of; each has one shape and one meaning. */
export const terms = record(
  {},
  {
    amount: money,
    valuation: money,
    pricePerShare: money,
    cashPerShare: money,
    breakFee: money,
    reverseBreakFee: money,
    financingTotal: money,
    stakePct: quantity,
    premiumPct: quantity,
    votesForPct: quantity,
    exchangeRatio: quantity,
    longStopDate: time('when either side may walk away'),
    electionDeadline: time('when holders must have chosen'),
    offerDeadline: time('when the offer lapses'),
    standstillUntil: time('until when the bidder may not bid or buy'),
    expectedSigning: time('when signing is expected'),
    expectedVote: time('when the vote is expected'),
    expectedClosing: time('when closing is expected'),
    consideration: oneOf(['cash', 'stock', 'mixed', 'other'], 'what is paid with'),
    components: list(component, { max: 100, description: 'what the deal is made of besides its price' }),
    tranches: list(tranche, { max: 100, description: 'parts that are paid apart' }),
  },
  'only the facets that this report speaks of',
);

export type Terms = Read<typeof terms>;
export type Facet = keyof Terms;
