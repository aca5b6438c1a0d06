import { isUtf8 } from 'node:buffer';
import { escapePointer, type Fault } from '../deal/shape.js';

/** JSON as it is meant by who sent it, or the first place at which that is in doubt. */
export type StrictJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: Fault };

/** Deeper than any report goes, and far from any limit of this runtime. */
const MOST_LEVELS = 32;

/**
 * Reads JSON and refuses what a lenient reader would settle by itself: bytes that are not UTF-8, a key that is given
 * twice, a number that would be rounded, NaN, nesting without end. A byte order mark at the start is passed over.
 * Every key is data: `__proto__` becomes an own member like any other.
 */
export function parseStrictJson(bytes: Buffer): StrictJson {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (!isUtf8(bytes)) {
    return refuse(
      new Inspection(text, { end: text.indexOf('\uFFFD') }).run(),
      'holds bytes that are not UTF-8',
    );
  }
  const { flaw, pointer } = new Inspection(text).run();
  if (flaw !== null && flaw !== NOT_JSON) {
    return refuse({ pointer }, flaw);
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const detail = `is not JSON: ${(error as Error).message}`;
    return refuse(new Inspection(text, { thorough: true }).run(), detail);
  }
}

function refuse({ pointer }: { readonly pointer: string }, detail: string): StrictJson {
  return { ok: false, fault: { pointer, detail } };
}

const NOT_JSON = 'is not JSON';
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const NO_NUMBER = /[+-]?(?:NaN|Infinity)/y;

interface InspectionOptions {
  /** Stops at the value that holds this character. */
  readonly end?: number;
  /** Looks into strings too, and does not leave them to JSON.parse. */
  readonly thorough?: boolean;
}

/** Goes through JSON text without building anything and stops at its first flaw, of which it then knows the place. */
class Inspection {
  private at = 0;
  private readonly path: (string | number)[] = [];
  private readonly end: number;
  private readonly thorough: boolean;

  constructor(
    private readonly text: string,
    { end = Infinity, thorough = false }: InspectionOptions = {},
  ) {
    this.end = end;
    this.thorough = thorough;
  }

  /** What is wrong (null when nothing is) and where, as an RFC 6901 pointer. */
  run(): { readonly flaw: string | null; readonly pointer: string } {
    const flaw = this.value();
    this.skipSpace();
    return {
      flaw: flaw ?? (this.at < this.text.length ? NOT_JSON : null),
      pointer: this.path.map((step) => `/${escapePointer(String(step))}`).join(''),
    };
  }

  private value(): string | null {
    this.skipSpace();
    if (this.path.length > MOST_LEVELS) {
      return `is nested more than ${MOST_LEVELS} levels deep`;
    }
    switch (this.text.charAt(this.at)) {
      case '{':
        return this.members();
      case '[':
        return this.items();
      case '"':
        return this.string();
      default:
        return this.word();
    }
  }

  private members(): string | null {
    this.at++;
    if (this.skip('}')) {
      return null;
    }
    const keys = new Set<string>();
    do {
      this.skipSpace();
      const start = this.at;
      const notText = this.text[start] === '"' ? this.string() : NOT_JSON;
      const key = notText === null ? keyFrom(this.text.slice(start, this.at)) : null;
      if (key === null) {
        return NOT_JSON;
      }
      this.path.push(key);
      if (keys.has(key)) {
        return 'is given more than once';
      }
      keys.add(key);
      const flaw = this.skip(':') ? this.value() : NOT_JSON;
      if (flaw !== null) {
        return flaw;
      }
      this.path.pop();
    } while (this.skip(','));
    return this.skip('}') ? null : NOT_JSON;
  }

  private items(): string | null {
    this.at++;
    if (this.skip(']')) {
      return null;
    }
    let index = 0;
    do {
      this.path.push(index++);
      const flaw = this.value();
      if (flaw !== null) {
        return flaw;
      }
      this.path.pop();
    } while (this.skip(','));
    return this.skip(']') ? null : NOT_JSON;
  }

  private string(): string | null {
    const start = this.at;
    do {
      this.at = this.text.indexOf('"', this.at + 1);
    } while (this.at > 0 && this.isEscaped());
    if (this.at < 0 || this.at > this.end) {
      return NOT_JSON;
    }
    this.at++;
    return this.thorough && keyFrom(this.text.slice(start, this.at)) === null ? NOT_JSON : null;
  }

  /** Whether an odd number of backslashes stands before the quote here. */
  private isEscaped(): boolean {
    let before = this.at - 1;
    while (this.text[before] === '\\') {
      before--;
    }
    return (this.at - before) % 2 === 0;
  }

  private word(): string | null {
    if (this.match(NO_NUMBER) !== undefined) {
      return 'must be a number, and NaN and Infinity are none';
    }
    const number = this.match(NUMBER);
    if (number !== undefined) {
      return isExact(number) ? null : 'is a number that cannot be kept exactly; send it as a decimal string';
    }
    return this.match(WORD) === undefined ? NOT_JSON : null;
  }

  private match(token: RegExp): string | undefined {
    token.lastIndex = this.at;
    const found = token.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private skip(character: string): boolean {
    this.skipSpace();
    const found = this.text[this.at] === character;
    this.at += found ? 1 : 0;
    return found;
  }

  private skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.at))) {
      this.at++;
    }
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The key that a JSON string stands for; null when it is none. */
function keyFrom(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}

/** Whether a number comes out of a double as it went in; up to 15 digits always do. */
function isExact(literal: string): boolean {
  if (literal.length <= 15 && !/[eE]/.test(literal)) {
    return true;
  }
  return literal.length <= 400 && figuresOf(literal) === figuresOf(String(Number(literal)));
}

/** A number as its significant digits and the power of ten of the last one, which is the same however it is written. */
function figuresOf(literal: string): string {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${significant}e${power}`;
}
