const SIGNS: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  INR: '₹',
  KRW: '₩',
};

const SCALES: readonly (readonly [digits: number, letter: string])[] = [
  [12, 'tn'],
  [9, 'bn'],
  [6, 'm'],
];

/** A money or quantity facet, as answers carry it. */
export type Figure = { readonly [member: string]: unknown };

/** `at least $10bn`, `$1.5bn to $2bn`, `about 9.2%`; what it is measured on follows in brackets. */
export function sayFigure(figure: Figure, unit: { per?: string; percent?: boolean } = {}): string {
  const one = (value: unknown) =>
    sayValue(String(value), figure.currency, unit.per !== undefined, unit.percent);
  const per = unit.per === undefined ? '' : ` ${unit.per}`;
  const basis = typeof figure.basis === 'string' ? ` (${figure.basis})` : '';
  return `${qualified(figure, one)}${per}${basis}`;
}

function qualified(figure: Figure, one: (value: unknown) => string): string {
  switch (figure.qualifier) {
    case 'range':
      return `${one(figure.min)} to ${one(figure.max)}`;
    case 'up_to':
      return `up to ${one(figure.value)}`;
    case 'at_least':
      return `at least ${one(figure.value)}`;
    case 'approximately':
      return `about ${one(figure.value)}`;
    default:
      return one(figure.value);
  }
}

function sayValue(decimal: string, currency: unknown, cents: boolean, percent = false): string {
  if (typeof currency !== 'string') {
    return percent ? `${decimal}%` : decimal;
  }
  const sign = SIGNS[currency] ?? `${currency} `;
  return sign + (cents ? withCents(decimal) : scaled(decimal));
}

/** `54.2` of a currency is written 54.20. */
function withCents(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  return fraction === '' ? grouped(whole) : `${grouped(whole)}.${fraction.padEnd(2, '0')}`;
}

/** Large sums in millions, billions or trillions when three decimals say all of it; never rounded. */
function scaled(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const scale = SCALES.find(([digits]) => whole.length > digits);
  if (scale && fraction === '') {
    const [digits, letter] = scale;
    const rest = whole.slice(-digits).replace(/0+$/, '');
    if (rest.length <= 3) {
      return `${grouped(whole.slice(0, -digits))}${rest === '' ? '' : `.${rest}`}${letter}`;
    }
  }
  return withCents(decimal);
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
