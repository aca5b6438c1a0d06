import type { JSX } from 'preact';

/** The heads of a table of facts: for those who do not see that each column speaks for itself. */
export function FactsHead({ columns }: { columns: readonly string[] }): JSX.Element {
  return (
    <thead class="unseen">
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}
