import * as fc from 'fast-check';
import { canonicalDecimal, compareDecimals } from '../../src/deal/decimal.js';

const digits = (max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max }).map((some) => some.join(''));
const decimal = fc
  .tuple(fc.constantFrom('', '-'), digits(30), fc.option(digits(20), { nil: undefined }))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}`);

/** A decimal as a whole number of 10^-20. */
function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(20, '0'));
  return text.startsWith('-') ? -size : size;
}

describe('a decimal', () => {
  it.each([
    ['54.20', '54.2'],
    ['000', '0'],
    ['-0.0', '0'],
    ['-00.10', '-0.1'],
    ['100', '100'],
    ['0.10', '0.1'],
  ])('%s is %s', (text, canonical) => expect(canonicalDecimal(text)).toBe(canonical));

  it.each(['', '-', '.', '1.', '.1', '+1', '1e3', '1_000', '--1', ' 1', '1\n', 'NaN', 'Infinity', '１'])(
    'is not %j',
    (text) => expect(canonicalDecimal(text)).toBeNull(),
  );

  it('keeps its value, whatever its length, and has one form', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const canonical = canonicalDecimal(text)!;
        expect(scaled(canonical)).toBe(scaled(text));
        expect(canonicalDecimal(canonical)).toBe(canonical);
      }),
    );
  });

  it('compares by value', () => {
    const near = fc.oneof(decimal, fc.constantFrom('0', '-0.1', '0.1', '0.11', '9', '10', '-9', '-10'));
    fc.assert(
      fc.property(near, near, (a, b) => {
        const found = Math.sign(compareDecimals(canonicalDecimal(a)!, canonicalDecimal(b)!));
        const [x, y] = [scaled(a), scaled(b)];
        expect(found).toBe(x < y ? -1 : x > y ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });
});
