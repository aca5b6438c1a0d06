import fc from 'fast-check';
import { parseStrictJson } from '../../src/http/strict-json.js';

const read = (text: string) => parseStrictJson(Buffer.from(text));

describe('strict JSON', () => {
  it('reads whatever JSON.stringify writes, and nothing of it differently', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (text, space) => {
        const written = JSON.stringify(JSON.parse(text), null, space);
        expect(read(written)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('accepts no text that JSON.parse refuses', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const parsed = read(text);
        if (parsed.ok) {
          expect(parsed.value).toEqual(JSON.parse(text));
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(typeof parseStrictJson(Buffer.from(bytes)).ok).toBe('boolean');
      }),
    );
  });

  it.each([
    '0',
    '-0',
    '1e3',
    '1E+3',
    '0.1',
    '123456789012345',
    '9007199254740991',
    '1e300',
    '12345678901234567000',
  ])('keeps the number %s', (number) =>
    expect(read(`[${number}]`)).toEqual({ ok: true, value: [Number(number)] }),
  );

  it.each(['9007199254740993', '0.10000000000000000001', '1e400', '1e-400', `1${'0'.repeat(500)}`])(
    'refuses the number %s, which would be rounded',
    (number) => expect(read(`{"a":[${number}]}`)).toMatchObject({ ok: false, fault: { pointer: '/a/0' } }),
  );

  it('points at the place of a flaw, with ~ and / escaped', () => {
    expect(read('{"a":[{},{"b/c":{"~":1,"~":2}}]}')).toMatchObject({ fault: { pointer: '/a/1/b~1c/~0' } });
  });

  it('passes over a byte order mark', () => {
    expect(read('\uFEFF{}')).toEqual({ ok: true, value: {} });
  });

  it('makes __proto__ an own member and leaves every prototype alone', () => {
    const parsed = read('{"__proto__":{"polluted":true}}');
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
