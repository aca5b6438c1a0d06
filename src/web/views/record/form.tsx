import { createContext, type ComponentChildren, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { textOf, valueAt, type Json, type JsonObject } from './pointer.js';

/** What the fields of the form share. Fields are named by their JSON pointer into the draft. */
export interface Form {
  readonly draft: JsonObject;
  readonly set: (pointer: string, value: Json | undefined) => void;
  /** What is wrong with the field, once it is time to say so. */
  readonly errorAt: (pointer: string) => string | undefined;
  /** The user has been at the field and left it. */
  readonly left: (pointer: string) => void;
}

export const FormContext = createContext<Form | null>(null);

export function useForm(): Form {
  return useContext(FormContext)!;
}

export function idOf(pointer: string): string {
  return `field${pointer.replaceAll(/[^\w-]/g, '-')}`;
}

/** What every kind of field takes. */
export interface FieldProps {
  readonly pointer: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly required?: boolean;
  readonly wide?: boolean;
}

/** What an input needs to be told of by a screen reader. */
export interface Described {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: boolean;
  readonly required?: boolean;
  readonly onBlur: () => void;
}

/** A label, an input, a hint below it and, when there is one, the error. */
export function Field({
  pointer,
  label,
  hint,
  required = false,
  wide = false,
  children,
}: FieldProps & { readonly children: (described: Described) => JSX.Element }): JSX.Element {
  const { errorAt, left } = useForm();
  const id = idOf(pointer);
  const error = errorAt(pointer);
  const about = [error === undefined ? '' : `${id}-error`, hint === undefined ? '' : `${id}-hint`]
    .filter((one) => one !== '')
    .join(' ');
  return (
    <div class={`field${wide ? ' wide' : ''}${error === undefined ? '' : ' wrong'}`}>
      <label for={id}>
        {label}
        {required && <span class="needed"> (needed)</span>}
      </label>
      {children({
        id,
        ...(about !== '' && { 'aria-describedby': about }),
        ...(error !== undefined && { 'aria-invalid': true }),
        ...(required && { required: true }),
        onBlur: () => left(pointer),
      })}
      {error !== undefined && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
  readonly rows?: number;
  readonly disabled?: boolean;
}

export function TextField({
  placeholder,
  suggestions,
  rows,
  disabled = false,
  ...field
}: TextFieldProps): JSX.Element {
  const { draft, set } = useForm();
  const { pointer } = field;
  const value = textOf(draft, pointer);
  const list = suggestions === undefined ? undefined : `${idOf(pointer)}-list`;
  return (
    <Field {...field}>
      {(described) =>
        rows === undefined ? (
          <>
            <input
              {...described}
              type="text"
              autocomplete="off"
              value={value}
              disabled={disabled}
              {...(placeholder !== undefined && { placeholder })}
              {...(list !== undefined && { list })}
              onInput={(event) => set(pointer, event.currentTarget.value)}
            />
            {list !== undefined && (
              <datalist id={list}>
                {suggestions!.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            )}
          </>
        ) : (
          <textarea
            {...described}
            rows={rows}
            value={value}
            {...(placeholder !== undefined && { placeholder })}
            onInput={(event) => set(pointer, event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

interface ChoiceFieldProps extends FieldProps {
  readonly choices: Readonly<Record<string, string>>;
  /** What an empty choice is called; absent: one must be chosen. */
  readonly none?: string;
}

export function ChoiceField({ choices, none, ...field }: ChoiceFieldProps): JSX.Element {
  const { draft, set } = useForm();
  const { pointer } = field;
  const value = textOf(draft, pointer);
  return (
    <Field {...field}>
      {(described) => (
        <select
          {...described}
          value={value}
          onChange={(event) => set(pointer, event.currentTarget.value || undefined)}
        >
          {(none !== undefined || value === '') && <option value="">{none ?? 'choose …'}</option>}
          {Object.entries(choices).map(([word, name]) => (
            <option key={word} value={word}>
              {name}
            </option>
          ))}
          {value !== '' && !Object.hasOwn(choices, value) && <option value={value}>{value}</option>}
        </select>
      )}
    </Field>
  );
}

/** A part of the form under a heading of its own. */
export function Section({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <fieldset class="section">
      <legend>{title}</legend>
      {lead !== undefined && <p class="lead">{lead}</p>}
      <div class="fields">{children}</div>
    </fieldset>
  );
}

interface RowsProps {
  readonly pointer: string;
  /** What one of them is called. */
  readonly one: string;
  readonly children: (pointer: string, place: number) => ComponentChildren;
}

/** Rows of fields, of which there may be any number. */
export function Rows({ pointer, one, children }: RowsProps): JSX.Element {
  const { draft, set } = useForm();
  const held = valueAt(draft, pointer);
  const rows = Array.isArray(held) ? held : [];
  return (
    <div class="rows">
      {rows.map((_, place) => (
        <div class="row" key={place} role="group" aria-label={`${one} ${place + 1}`}>
          <div class="fields">{children(`${pointer}/${place}`, place)}</div>
          <button
            type="button"
            class="quiet"
            aria-label={`Take away ${one} ${place + 1}`}
            onClick={() => set(`${pointer}/${place}`, undefined)}
          >
            Take away
          </button>
        </div>
      ))}
      <button type="button" class="add" onClick={() => set(`${pointer}/${rows.length}`, {})}>
        Add {rows.length === 0 ? article(one) : 'another'} {one}
      </button>
    </div>
  );
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? 'an' : 'a';
}
