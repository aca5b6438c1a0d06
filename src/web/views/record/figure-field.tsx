import type { JSX } from 'preact';
import { canonicalDecimal } from '../../../deal/decimal.js';
import { sayFigure } from '../../../prose/figures.js';
import { ChoiceField, TextField, useForm } from './form.js';
import { textOf } from './pointer.js';
import { readFigure } from './typed.js';

const QUALIFIERS = {
  exact: 'exactly',
  up_to: 'up to',
  at_least: 'at least',
  approximately: 'about',
  range: 'between',
};

const CURRENCIES = ['USD', 'EUR', 'GBP', 'JPY', 'INR', 'CNY', 'KRW', 'CHF', 'CAD', 'AUD'];

interface FigureProps {
  readonly pointer: string;
  readonly name: string;
  /** An amount of a currency; a percentage; or a bare number. */
  readonly unit: 'money' | 'percent' | 'number';
}

/** A figure as its source meant it: exact, up to, at least, about, or between two. */
export function FigureField({ pointer, name, unit }: FigureProps): JSX.Element {
  const { draft } = useForm();
  const isRange = textOf(draft, `${pointer}/qualifier`) === 'range';
  const example = unit === 'money' ? '10bn' : unit === 'percent' ? '9.2' : '0.5';
  return (
    <div class="figure-field" role="group" aria-label={name}>
      <ChoiceField pointer={`${pointer}/qualifier`} label={`${name}, how it is meant`} choices={QUALIFIERS} />
      {isRange ? (
        <>
          <TextField pointer={`${pointer}/min`} label="From" placeholder={example} />
          <TextField
            pointer={`${pointer}/max`}
            label="To"
            placeholder={example}
            hint={sayTyped(draft, pointer, unit)}
          />
        </>
      ) : (
        <TextField
          pointer={`${pointer}/value`}
          label={unit === 'percent' ? 'Per cent' : 'Figure'}
          placeholder={example}
          hint={sayTyped(draft, pointer, unit)}
        />
      )}
      {unit === 'money' && (
        <TextField
          pointer={`${pointer}/currency`}
          label="Currency"
          placeholder="USD"
          suggestions={CURRENCIES}
        />
      )}
      <TextField pointer={`${pointer}/basis`} label="Measured on" placeholder="equity, including debt, …" />
    </div>
  );
}

/** What was understood of a figure; undefined while it is not whole. */
function sayTyped(
  draft: Parameters<typeof textOf>[0],
  pointer: string,
  unit: FigureProps['unit'],
): string | undefined {
  const read = (member: string) => canonicalDecimal(readFigure(textOf(draft, `${pointer}/${member}`)));
  const qualifier = textOf(draft, `${pointer}/qualifier`);
  const currency = textOf(draft, `${pointer}/currency`);
  const figures = qualifier === 'range' ? { min: read('min'), max: read('max') } : { value: read('value') };
  if (Object.values(figures).includes(null) || (unit === 'money' && currency === '')) {
    return undefined;
  }
  const figure = { ...figures, qualifier, ...(unit === 'money' && { currency }) };
  return `Read as ${sayFigure(figure, unit === 'percent' ? { percent: true } : {})}.`;
}
