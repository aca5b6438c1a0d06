/**
 * A number as people write it, `-?digits[.digits]`, kept as text so that no amount is ever rounded. In canonical form:
 * no leading zeros, no trailing zeros after the point, no minus zero.
 */
export type Decimal = string;

const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,20}))?$/;

/** The canonical form of a decimal string (at most 30 digits before and 20 after the point); null if it is none. */
export function canonicalDecimal(text: string): Decimal | null {
  const parts = DECIMAL.exec(text);
  if (!parts) {
    return null;
  }
  const whole = parts[2]!.replace(/^0+(?=\d)/, '');
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return digits === '0' ? digits : `${parts[1]}${digits}`;
}

/** Below 0, 0 or above 0 as `a` is smaller than, equal to or greater than `b`; both canonical. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) {
    return negative ? -1 : 1;
  }
  return negative ? compareMagnitudes(b.slice(1), a.slice(1)) : compareMagnitudes(a, b);
}

function compareMagnitudes(a: string, b: string): number {
  const [wholeA = '', fractionA = ''] = a.split('.');
  const [wholeB = '', fractionB = ''] = b.split('.');
  if (wholeA.length !== wholeB.length) {
    return wholeA.length - wholeB.length;
  }
  return compareText(wholeA, wholeB) || compareText(fractionA, fractionB);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
