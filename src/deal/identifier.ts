import { fault, nameOf, type Shape } from './shape.js';

/** Legal Entity Identifier (ISO 17442): 18 characters and two check digits, together 1 modulo 97 (ISO 7064 MOD 97-10). */
export function isLei(text: string): boolean {
  return /^[0-9A-Z]{18}[0-9]{2}$/.test(text) && remainder97(expandLetters(text)) === 1;
}

/** International Securities Identification Number (ISO 6166): country, nine characters, and a check digit (Luhn). */
export function isIsin(text: string): boolean {
  return /^[A-Z]{2}[0-9A-Z]{9}[0-9]$/.test(text) && luhnSum(expandLetters(text)) % 10 === 0;
}

export const lei = checked('Legal Entity Identifier (ISO 17442)', '^[0-9A-Z]{18}[0-9]{2}$', isLei);
export const isin = checked(
  'International Securities Identification Number (ISO 6166)',
  '^[A-Z]{2}[0-9A-Z]{9}[0-9]$',
  isIsin,
);

function checked(name: string, pattern: string, isValid: (text: string) => boolean): Shape<string> {
  return {
    schema: { type: 'string', pattern, description: `${name}; its check digits are verified` },
    read(value, pointer, reading) {
      return typeof value === 'string' && isValid(value)
        ? value
        : fault(
            reading,
            pointer,
            `must be a valid ${name}: ${nameOf(value)} is not, or its check digits are wrong`,
          );
    },
  };
}

/** A to Z become 10 to 35. */
function expandLetters(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
}

function remainder97(digits: string): number {
  let remainder = 0;
  for (const digit of digits) {
    remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder;
}

function luhnSum(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const doubled = Number(digits.at(-1 - place)) * (place % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}
