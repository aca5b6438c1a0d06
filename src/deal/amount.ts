import { CURRENCIES, isCurrency } from './currency.js';
import { canonicalDecimal, compareDecimals, type Decimal } from './decimal.js';
import { fault, isObject, nameOf, oneOf, record, text, type Reading, type Shape } from './shape.js';

/** How a figure is meant. `range` has a `min` and a `max` instead of a value. */
export const QUALIFIERS = ['exact', 'up_to', 'at_least', 'approximately'] as const;
export type Qualifier = (typeof QUALIFIERS)[number] | 'range';

/** A number without a currency: a percentage or a ratio. */
export type Quantity =
  | { readonly value: Decimal; readonly qualifier: (typeof QUALIFIERS)[number]; readonly basis?: string }
  | { readonly min: Decimal; readonly max: Decimal; readonly qualifier: 'range'; readonly basis?: string };

/** An amount in whole units of an ISO 4217 currency. */
export type Money = Quantity & { readonly currency: string };

const basis = text({
  description: 'what the figure is measured on, such as "equity" or "including debt"',
  max: 500,
});
const qualifier = oneOf(QUALIFIERS, 'how the figure is meant');
const range = oneOf(['range'], 'a figure between min and max');

const currency: Shape<string> = {
  schema: { type: 'string', enum: CURRENCIES, description: 'ISO 4217 code' },
  read(value, pointer, reading) {
    return typeof value === 'string' && isCurrency(value)
      ? value
      : fault(reading, pointer, `must be a current ISO 4217 currency code such as USD, not ${nameOf(value)}`);
  },
};

const moneyFigure: Shape<Decimal> = {
  schema: {
    description: 'a decimal string, or a whole number up to 2^53 - 1; not negative',
    oneOf: [
      { type: 'string', pattern: '^[0-9]{1,30}(\\.[0-9]{1,20})?$' },
      { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    ],
  },
  read(value, pointer, reading) {
    const decimal =
      typeof value === 'string'
        ? canonicalDecimal(value)
        : Number.isSafeInteger(value)
          ? String(value)
          : null;
    return decimal !== null && !decimal.startsWith('-')
      ? decimal
      : fault(
          reading,
          pointer,
          `must be a decimal string such as "54.20" or a safe whole number, not negative, not ${nameOf(value)}`,
        );
  },
};

const quantityFigure: Shape<Decimal> = {
  schema: {
    description: 'a decimal string or a number of plain decimal form',
    oneOf: [{ type: 'string', pattern: '^-?[0-9]{1,30}(\\.[0-9]{1,20})?$' }, { type: 'number' }],
  },
  read(value, pointer, reading) {
    const decimal =
      typeof value === 'string' || typeof value === 'number' ? canonicalDecimal(String(value)) : null;
    return decimal ?? fault(reading, pointer, `must be a decimal such as "9.2", not ${nameOf(value)}`);
  },
};

/** `{ value, qualifier, currency, basis? }`, or `{ min, max, qualifier: "range", currency, basis? }`. */
export const money: Shape<Money> = figure(
  record({ value: moneyFigure, qualifier, currency }, { basis }),
  record({ min: moneyFigure, max: moneyFigure, qualifier: range, currency }, { basis }),
  'an amount of money',
);

/** `{ value, qualifier, basis? }`, or `{ min, max, qualifier: "range", basis? }`. */
export const quantity: Shape<Quantity> = figure(
  record({ value: quantityFigure, qualifier }, { basis }),
  record({ min: quantityFigure, max: quantityFigure, qualifier: range }, { basis }),
  'a quantity',
);

function figure<V extends Quantity, R extends { min: Decimal; max: Decimal } & Quantity>(
  single: Shape<V>,
  between: Shape<R>,
  description: string,
): Shape<V | R> {
  return {
    schema: { description, oneOf: [single.schema, between.schema] },
    read(value, pointer, reading) {
      if (!isObject(value) || value.qualifier !== 'range') {
        return single.read(value, pointer, reading);
      }
      return ordered(between.read(value, pointer, reading), pointer, reading);
    },
  };
}

function ordered<R extends { min: Decimal; max: Decimal }>(bounds: R, pointer: string, reading: Reading): R {
  const readable = typeof bounds.min === 'string' && typeof bounds.max === 'string';
  return readable && compareDecimals(bounds.min, bounds.max) > 0
    ? fault(reading, `${pointer}/min`, `must not be greater than max (${bounds.max})`)
    : bounds;
}
