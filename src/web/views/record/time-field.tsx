import type { JSX } from 'preact';
import { parseTime } from '../../../deal/imprecise-time.js';
import { formatInstant } from '../../../deal/instant.js';
import { placeOf, When } from '../../../prose/when.js';
import { Field, useForm, type FieldProps } from './form.js';
import { isObject, textOf, valueAt } from './pointer.js';
import { readTime } from './typed.js';

/** A time as exact as the source was: a year, a month, a day, or a time of day. Below it stands from when it counts. */
export function TimeField({ hint, ...field }: FieldProps): JSX.Element {
  const { draft, set } = useForm();
  const held = valueAt(draft, field.pointer);
  const pointer = isObject(held) ? `${field.pointer}/value` : field.pointer;
  const own = isObject(held) ? held.zone : draft.zone;
  const zone = typeof own === 'string' && own !== '' ? own : 'UTC';
  const typed = textOf(draft, pointer);
  const said = typed.trim() === '' ? hint : (sayReading(typed, zone) ?? hint);
  return (
    <Field {...field} {...(said !== undefined && { hint: said })}>
      {(described) => (
        <input
          {...described}
          type="text"
          autocomplete="off"
          placeholder="2025-12-16, 2025-12, 16 Dec 2025 14:30"
          value={typed}
          onInput={(event) => set(pointer, event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** What was understood of a time, and from when it counts for certain; null when nothing was. */
export function sayReading(typed: string, zone: string): string | null {
  const value = readTime(typed, zone);
  const time = parseTime(value, zone);
  if (!time.ok) {
    return null;
  }
  const when = new When(zone);
  const place = zone === 'UTC' ? 'UTC' : placeOf(zone);
  const [earliest, latest] = [formatInstant(time.value.earliest), formatInstant(time.value.latest)];
  if (earliest === latest) {
    return `${when.minute(earliest)} in ${place}.`;
  }
  const given = when.given({ value, zone, earliest, latest });
  return `Some time ${/^\d{4}-\d\d-\d\d$/.test(value) ? 'on' : 'in'} ${given} in ${place}: possible from its start, certain from its end.`;
}
